import type { Arguments } from "../tree/arguments";
import { compilePrefix, type Prefix } from "./prefix";

/** Where, and how, objects are stored. */
export interface StoredPlace {
  readonly bucket: string;
  readonly prefix: Prefix;
  readonly compression: "GZIP" | "UNCOMPRESSED";
}

/** Reads it from an S3 destination. @throws Error with the resource's address for what the local run does not know */
export function loadPlace(s3: Arguments): StoredPlace {
  const compression = s3.optionalString("compression_format") ?? "UNCOMPRESSED";
  if (compression !== "GZIP" && compression !== "UNCOMPRESSED")
    return s3.fail("compression_format", `must be GZIP or UNCOMPRESSED to run here, got "${compression}"`);
  return {
    bucket: s3.string("bucket_arn").split(":").at(-1) ?? "",
    prefix: loadPrefix(s3, "prefix", "data"),
    compression,
  };
}

export function loadPrefix(s3: Arguments, name: string, kind: "data" | "error"): Prefix {
  try {
    return compilePrefix(s3.optionalString(name) ?? "", kind);
  } catch (error) {
    return s3.fail(name, (error as Error).message);
  }
}
