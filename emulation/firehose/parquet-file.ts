import { literal } from "../../basics/sql";
import { rm } from "node:fs/promises";
import type * as DuckDb from "@duckdb/node-api";
import { duckType } from "../athena/columns";
import type { Disk } from "../files/disk";
import { ObjectFile } from "../s3/object-file";
import type { ConversionModel } from "./conversion-model";

/** A whole record may be one line: what Lambda answers stays below 6 MB, and its characters may take six bytes each as JSON. */
const LONGEST_LINE = 40 * 1024 * 1024;
/** One thread writes one group of rows after the other, which bounds the memory, and leaves the processor to those who send. */
const ENGINE = {
  threads: "1",
  memory_limit: "1GB",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
};

/** A Parquet file in the making: rows are written as JSON lines beside it, and become Parquet when it is closed. */
export class ParquetFile {
  private readonly lines: ObjectFile;

  constructor(
    readonly file: string,
    private readonly conversion: ConversionModel,
    disk?: Disk,
  ) {
    this.lines = new ObjectFile(`${file}.lines`, false, disk);
  }

  /** @param lines of `convertRecord` @throws the file system's error, also one of an earlier piece */
  write(lines: Buffer | string): Promise<void> {
    return this.lines.write(lines);
  }

  /** Finishes the file. Returns whether anything was written. */
  async close(): Promise<boolean> {
    if (!(await this.lines.close())) return false;
    const duckdb = await import("@duckdb/node-api"); // on first use: it takes a quarter of a second
    const instance = await duckdb.DuckDBInstance.create(":memory:", ENGINE);
    try {
      const connection = await instance.connect();
      await this.copy(connection).finally(() => connection.closeSync());
    } finally {
      instance.closeSync();
    }
    return true;
  }

  /** Removes the file, finished or not. */
  async remove(): Promise<void> {
    await this.lines.remove();
    await rm(this.file, { force: true });
  }

  private async copy(connection: DuckDb.DuckDBConnection): Promise<void> {
    const types = this.conversion.columns.map(({ name, type }) => `${literal(name)}: ${literal(duckType(type))}`);
    const rows = `read_json(${literal(this.lines.file)}, columns = {${types.join(", ")}}, auto_detect = false, records = 'true', format = 'newline_delimited', compression = 'uncompressed', maximum_object_size = ${LONGEST_LINE})`;
    const { compression, dictionary } = this.conversion;
    await connection.run(
      `COPY (FROM ${rows}) TO ${literal(this.file)} (FORMAT parquet, COMPRESSION ${compression}${dictionary ? "" : ", DICTIONARY_SIZE_LIMIT 0"}, USE_TMP_FILE false)`,
    );
  }
}
