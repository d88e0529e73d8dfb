import { text } from "node:stream/consumers";
import { withoutMetrics } from "../../../emulation/lambda/metric-lines";

test("the log of the local run shows what a function says, but not its counts, however its output is cut", async () => {
  const log = withoutMetrics();
  for (const chunk of ['{"level":"warn"}\n{"_aws":{', '},"Events":1}\nplain', ' text\n{"_a', 'ws":{}}\nunfinished'])
    log.write(chunk);
  log.end();
  expect(await text(log)).toBe('{"level":"warn"}\nplain text\nunfinished');
});
