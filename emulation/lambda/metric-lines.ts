import { Transform } from "node:stream";

/** How a line in CloudWatch's embedded metric format begins. */
const METRICS = '{"_aws":';

/** Leaves out of a text the lines from which CloudWatch would take metrics: one for each invocation, for machines only. */
export function withoutMetrics(): Transform {
  let rest = "";
  return new Transform({
    decodeStrings: false,
    transform(chunk: string, _encoding, done) {
      const lines = (rest + chunk).split(/(?<=\n)/);
      rest = lines.at(-1)?.endsWith("\n") ? "" : (lines.pop() ?? "");
      done(null, lines.filter((line) => !line.startsWith(METRICS)).join(""));
    },
    flush(done) {
      done(null, rest);
    },
  });
}
