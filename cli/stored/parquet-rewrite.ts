import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import type { FileMetaData, SchemaElement } from "hyparquet";

type Row = Readonly<Record<string, unknown>>;
type Codec = (input: Uint8Array) => Uint8Array;

/** Nanoseconds of a day, and 1970-01-01 as a Julian day: what an INT96 is made of (Firehose's Parquet has its timestamps so). */
const DAY = 86_400_000_000_000n;
const EPOCH_DAY = 2_440_588n;

/** Beside SNAPPY, which the library has itself. Firehose writes SNAPPY, GZIP or none. */
const CODECS: Readonly<Record<string, { readonly read: Codec; readonly write: Codec }>> = {
  GZIP: { read: gunzipSync, write: gzipSync },
  BROTLI: { read: brotliDecompressSync, write: brotliCompressSync },
};
const codecs = (way: "read" | "write"): Record<string, Codec> =>
  Object.fromEntries(
    Object.entries(CODECS).map(([name, codec]) => [name, (input: Uint8Array) => bare(codec[way](input))]),
  );
const bare = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/**
 * A Parquet object without some of its rows: values are taken over as they are stored, and the schema, the groups of rows and the compression of each
 * column stay. DuckDB would write types of its own: an INT96 as INT64, a decimal otherwise, and every column optional.
 * @param isDropped by the row's place in the object, from 0
 * @throws Error naming a compression that isn't known
 */
export async function rewriteParquet(bytes: Buffer, isDropped: (index: number) => boolean): Promise<Buffer> {
  const { parquetMetadata, parquetReadObjects } = await import("hyparquet");
  const { ByteWriter, ParquetWriter } = await import("hyparquet-writer");
  const file = Uint8Array.from(bytes).buffer;
  const metadata = parquetMetadata(file);
  const stored = metadata.schema.map(physical);
  const target = new ByteWriter();
  const writer = new ParquetWriter({
    writer: target,
    schema: stored.map(asBytes),
    compressors: codecs("write"),
    statistics: false, // they would be of the bytes
    ...(metadata.key_value_metadata && { kvMetadata: metadata.key_value_metadata }),
  });
  let rowStart = 0;
  for (const { num_rows, columns } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const rows: readonly Row[] = await parquetReadObjects({
      file,
      metadata: { ...metadata, schema: stored },
      rowStart,
      rowEnd,
      utf8: false,
      compressors: codecs("read"),
      parsers: { timestampFromNanoseconds: int96 },
    });
    const first = rowStart;
    const kept = rows.filter((_, index) => !isDropped(first + index));
    rowStart = rowEnd;
    if (kept.length === 0) continue;
    const codecOf = new Map(columns.map(({ meta_data: data }) => [data?.path_in_schema[0], data?.codec]));
    const columnData = columnsOf(metadata).map((name) => {
      const codec = codecOf.get(name);
      return { name, data: kept.map((row) => row[name]), ...(codec && { codec }) };
    });
    await writer.write({ columnData, rowGroupSize: kept.length });
  }
  const types = metadata.row_groups[0]?.columns.map(({ meta_data: data }) => data?.type) ?? [];
  for (const { columns } of writer.row_groups)
    columns.forEach(({ meta_data: data }, index) => {
      const type = types[index];
      if (data && type) data.type = type;
    });
  writer.schema = metadata.schema;
  await writer.finish();
  return Buffer.from(target.getBytes());
}

/** A value as it is stored, whatever it means: only texts and what lists and objects are made of are needed to read them. */
function physical({ converted_type: converted, logical_type: logical, ...element }: SchemaElement): SchemaElement {
  if (element.type === undefined)
    return { ...element, ...(converted && { converted_type: converted }), ...(logical && { logical_type: logical }) };
  return converted === "UTF8" ? { ...element, converted_type: converted } : element;
}

/** The writer knows no INT96; twelve bytes are stored in the same way. */
const asBytes = (element: SchemaElement): SchemaElement =>
  element.type === "INT96" ? { ...element, type: "FIXED_LEN_BYTE_ARRAY", type_length: 12 } : element;

/** @param nanoseconds since 1970 */
function int96(nanoseconds: bigint): Uint8Array {
  const ofDay = ((nanoseconds % DAY) + DAY) % DAY;
  const view = new DataView(new ArrayBuffer(12));
  view.setBigInt64(0, ofDay, true);
  view.setInt32(8, Number((nanoseconds - ofDay) / DAY + EPOCH_DAY), true);
  return new Uint8Array(view.buffer);
}

/** The names of the columns; a list or an object is one. */
function columnsOf({ schema }: FileMetaData): readonly string[] {
  const behind = (index: number): number => {
    let next = index + 1;
    for (let child = 0; child < (schema[index]?.num_children ?? 0); child++) next = behind(next);
    return next;
  };
  const names: string[] = [];
  for (let index = 1; index < schema.length; index = behind(index)) names.push(schema[index]?.name ?? "");
  return names;
}
