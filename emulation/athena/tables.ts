import type { Arguments } from "../tree/arguments";
import type { Column } from "./columns";
import { Parameters } from "./parameters";
import { readProjection } from "./partitions";
import type { Projection } from "./projection";
import { readFormat, type TableFormat } from "./serde";

/** A table as a query sees it: what its Glue resource says, as far as the local run knows how to do it. */
export interface TableModel {
  readonly kind: "table";
  readonly database: string;
  readonly name: string;
  /** In order, without the partition keys. */
  readonly columns: readonly Column[];
  /** Where the objects lie; `prefix` ends in a slash. */
  readonly location: { readonly bucket: string; readonly prefix: string };
  /** How the folders are projected; undefined when the table has no partition key. */
  readonly partitions: Projection | undefined;
  readonly format: TableFormat;
  /** Its objects, `<bucket>/<key>` each, where the table itself says which they are. @default what lies in its folders */
  readonly files?: readonly string[];
}

/** Reads a Glue table over objects. @throws Error naming the resource's address, the argument and its value for anything that the local run does not know */
export function readTable(table: Arguments, database: string): TableModel {
  const storage = table.block("storage_descriptor");
  const location = readLocation(storage);
  const { format, columns } = readFormat(storage);
  const parameters = new Parameters(table);
  parameters.oneOf("EXTERNAL", ["true"], "true");
  parameters.oneOf("classification", [format.kind], format.kind);
  if (format.kind === "json")
    parameters.oneOf("compressionType", ["gzip", "none"], "gzip"); // an object's name says it
  else parameters.oneOf("parquet.compression", ["snappy", "gzip", "zstd", "uncompressed"], "snappy"); // only for what Athena would write
  const partitions = readProjection(table, parameters, location);
  parameters.done();
  return { kind: "table", database, name: table.string("name"), columns, location, partitions, format };
}

function readLocation(storage: Arguments): TableModel["location"] {
  const location = storage.string("location");
  const { bucket, prefix } = /^s3:\/\/(?<bucket>[^/]+)\/(?<prefix>(?:[^/]+\/)+)$/.exec(location)?.groups ?? {};
  if (bucket === undefined || prefix === undefined)
    return storage.fail("location", `must be s3://<bucket>/<prefix>/ with a slash at its end, got "${location}"`);
  return { bucket, prefix };
}
