import { createHash } from "node:crypto";
import type { FailureType } from "../../basics/firehose";
import type { BufferedRecord } from "./segment";
import type { StreamModel } from "./model";
import { formatTime } from "./prefix";

/** The keys of a segment's objects. */
export interface ObjectKeys {
  readonly data: string;
  readonly errors: (stage: FailureType) => string;
}

/** A sealed segment never changes, so its first and oldest record stands for all that is in the objects. */
export function objectKeys(stream: StreamModel, oldest: BufferedRecord): ObjectKeys {
  const time = new Date(oldest.arrivedAt);
  const hash = createHash("sha256").update(`${stream.name}\n${oldest.recordId}`).digest("hex");
  const id = hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
  const ending = stream.compression === "GZIP" ? ".gz" : "";
  const name = `${stream.name}-1-${formatTime("yyyy-MM-dd-HH-mm-ss", time)}-${id}`;
  const values = { time, randomString: hash.slice(32, 43) };
  return {
    data: `${stream.prefix(values)}${name}${stream.conversion === undefined ? ending : ".parquet"}`,
    errors: (errorOutputType) => stream.errorPrefix({ ...values, errorOutputType }) + name + ending,
  };
}
