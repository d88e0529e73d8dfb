import { readFileSync } from "node:fs";
import path from "node:path";
import type { Environment } from "../../stacks/configuration/environment";
import { inherited, visit } from "../support/events";
import { environment, stackOf } from "../support/synth";
import { synthPipeline } from "../support/synth-pipeline";

const synth = (overrides: Partial<Environment> = {}): string =>
  synthPipeline([environment(overrides)], [visit, inherited]);

/** Prefix and buffer of each stream, by the stream's name. */
function destinations(outdir: string): Readonly<Record<string, readonly [string | undefined, number]>> {
  const streams = stackOf(outdir, "clickstream-dev-delivery").all("aws_kinesis_firehose_delivery_stream");
  return Object.fromEntries(
    streams.map(({ name, extended_s3_configuration }) => {
      const { prefix, buffering_size } = extended_s3_configuration as { prefix: string; buffering_size: number };
      return [String(name), [prefix.split("/")[0], buffering_size]] as const;
    }),
  );
}

/** The stacks that the delivery stack waits for. */
function deliveredAfter(outdir: string): readonly string[] {
  const { stacks } = JSON.parse(readFileSync(path.join(outdir, "manifest.json"), "utf8")) as {
    stacks: Record<string, { dependencies: string[] }>;
  };
  return stacks["clickstream-dev-delivery"]?.dependencies ?? [];
}

test("events are stored as JSON lines with the configured buffer, and delivery needs no catalog, when nothing is said", () => {
  const outdir = synth();
  expect(destinations(outdir)).toEqual({
    "clickstream-dev-visit": ["clickstream-data", 5],
    "clickstream-dev-inherited": ["clickstream-data", 5],
  });
  expect(deliveredAfter(outdir)).toEqual(["clickstream-dev-storage"]);
});

test("Parquet for all waits for the 64 MiB that Firehose asks for, or for more when more is configured, and is delivered after the catalog is there", () => {
  const outdir = synth({ storageFormat: "parquet" });
  expect(destinations(outdir)).toEqual({
    "clickstream-dev-visit": ["clickstream-parquet", 64],
    "clickstream-dev-inherited": ["clickstream-parquet", 64],
  });
  expect(deliveredAfter(outdir)).toEqual(
    expect.arrayContaining(["clickstream-dev-storage", "clickstream-dev-catalog"]),
  );
  expect(
    destinations(synth({ storageFormat: "parquet", bufferingIntervalSeconds: 60, bufferingSizeMiB: 100 })),
  ).toMatchObject({ "clickstream-dev-visit": ["clickstream-parquet", 100] });
});

test("Parquet for one event type leaves the others as they are", () => {
  expect(destinations(synth({ storageFormat: { visit: "parquet" } }))).toEqual({
    "clickstream-dev-visit": ["clickstream-parquet", 64],
    "clickstream-dev-inherited": ["clickstream-data", 5],
  });
});

test("back at JSON with the Parquet table kept, streams write JSON and the views read both", () => {
  const outdir = synth({ storageFormat: { inherited: "parquet" }, keepParquet: ["visit"] });
  expect(destinations(outdir)).toEqual({
    "clickstream-dev-visit": ["clickstream-data", 5],
    "clickstream-dev-inherited": ["clickstream-parquet", 64],
  });
  const catalog = (overrides: Partial<Environment>): string =>
    stackOf(synth(overrides), "clickstream-dev-catalog").json;
  expect(stackOf(outdir, "clickstream-dev-catalog").json).toBe(catalog({ storageFormat: "parquet" }));
  expect(catalog({ keepParquet: "all" })).toBe(catalog({ storageFormat: "parquet" }));
  expect(() => synth({ keepParquet: ["visits"] })).toThrow(
    'config/dev.ts: `keepParquet` must be for event types, which are visit, inherited, got "visits"',
  );
});

test("a format for what is no event type is refused with the file and the names that there are", () => {
  expect(() => synth({ storageFormat: { visits: "parquet" } })).toThrow(
    'config/dev.ts: `storageFormat` must be for event types, which are visit, inherited, got "visits"',
  );
});

test("a stream converts by the columns of a table that the catalog has, in its database", () => {
  const outdir = synth({ storageFormat: { visit: "parquet" } });
  const [schema] = stackOf(outdir, "clickstream-dev-delivery")
    .all("aws_kinesis_firehose_delivery_stream")
    .flatMap(({ extended_s3_configuration }) => {
      const { data_format_conversion_configuration: conversion } = extended_s3_configuration as {
        data_format_conversion_configuration?: { schema_configuration: Record<string, string> };
      };
      return conversion === undefined ? [] : [conversion.schema_configuration];
    });
  const catalog = stackOf(outdir, "clickstream-dev-catalog");
  expect(catalog.only("aws_glue_catalog_database").name).toBe(schema?.database_name);
  expect(catalog.all("aws_glue_catalog_table").map(({ name }) => name)).toContain(schema?.table_name);
});
