import { gunzipSync, gzipSync } from "node:zlib";

/** What an object is, by its first bytes: its name and its headers may say something else. */
export type ObjectKind = "gzip" | "parquet" | "plain";

export function kindOf(bytes: Buffer): ObjectKind {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return "gzip";
  return bytes.subarray(0, 4).toString("latin1") === "PAR1" ? "parquet" : "plain";
}

/** The bytes in an object that is not Parquet, decompressed when they have to be. */
export function contentOf(bytes: Buffer): Buffer {
  return kindOf(bytes) === "gzip" ? gunzipSync(bytes) : bytes;
}

/** The text in an object that is not Parquet. */
export const textOf = (bytes: Buffer): string => contentOf(bytes).toString("utf8");

/** Content as an object of the same kind as the one that it replaces. */
export function bytesLike(original: Buffer, content: Buffer): Buffer {
  return kindOf(original) === "gzip" ? gzipSync(content) : content;
}
