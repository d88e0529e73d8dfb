import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { Column } from "../athena/columns";
import { QueryError } from "../athena/errors";
import type { TableModel } from "../athena/tables";
import { writeDurably } from "../files/files";

/** A state of a table: the files that it has then. */
export interface Snapshot {
  /** ISO 8601. */
  readonly at: string;
  /** `<bucket>/<key>` each. */
  readonly files: readonly string[];
}

/** What is kept of a table, all of it in one file that is written anew for each change. */
export interface LakeTable {
  readonly database: string;
  readonly name: string;
  readonly bucket: string;
  /** With its trailing slash. */
  readonly prefix: string;
  readonly columns: readonly Column[];
  /** A field that divides each day once more, and into how many. @default by the day alone */
  readonly hashed?: { readonly column: string; readonly count: number };
  readonly properties: Readonly<Record<string, string>>;
  /** The present state last. */
  readonly snapshots: readonly Snapshot[];
}

/** Where a table is, by its name: what Glue keeps. */
interface Pointer {
  readonly bucket: string;
  readonly prefix: string;
}

/** The tables that statements made, over Parquet files: each has what its last finished statement left it with. */
export class LakeTables {
  /**
   * @param s3Directory objects lie at `<s3Directory>/<bucket>/<key>`
   * @param catalog where the tables are noted
   */
  constructor(
    readonly s3Directory: string,
    private readonly catalog: string,
  ) {}

  async all(): Promise<readonly LakeTable[]> {
    const names = await readdir(this.catalog).catch(() => []);
    const pointers = names.filter((name) => name.endsWith(".json")).sort();
    return Promise.all(
      pointers.map(async (name) => {
        const { bucket, prefix } = JSON.parse(await readFile(path.join(this.catalog, name), "utf8")) as Pointer;
        return JSON.parse(await readFile(this.metadata({ bucket, prefix }), "utf8")) as LakeTable;
      }),
    );
  }

  async find(database: string, name: string): Promise<LakeTable | undefined> {
    return (await this.all()).find((table) => table.database === database && table.name === name);
  }

  /** @throws QueryError when there is none of this name */
  async get(database: string, name: string): Promise<LakeTable> {
    const table = await this.find(database, name);
    if (table === undefined) throw new QueryError(`Table ${database}.${name} does not exist`);
    return table;
  }

  /** Notes a new table, or the next state of one that is there: in one step, whatever happens meanwhile. */
  async put(table: LakeTable): Promise<void> {
    const file = this.metadata(table);
    await mkdir(path.dirname(file), { recursive: true });
    await writeDurably(file, JSON.stringify(table));
    await mkdir(this.catalog, { recursive: true });
    const { bucket, prefix } = table;
    await writeDurably(this.pointer(table), JSON.stringify({ bucket, prefix } satisfies Pointer));
  }

  /** Takes a table away, with its files. */
  async drop(table: LakeTable): Promise<void> {
    await rm(this.pointer(table), { force: true });
    await rm(path.join(this.s3Directory, table.bucket, table.prefix), { recursive: true, force: true });
  }

  private pointer({ database, name }: Pick<LakeTable, "database" | "name">): string {
    return path.join(this.catalog, `${database}.${name}.json`);
  }

  private metadata({ bucket, prefix }: Pointer): string {
    return path.join(this.s3Directory, bucket, prefix, "metadata", "table.json");
  }
}

/** The files of a table's present state. */
export const filesOf = ({ snapshots }: LakeTable): readonly string[] => snapshots.at(-1)?.files ?? [];

/** A table as a query reads it. @param files other files than those of its present state */
export const modelOf = (table: LakeTable, files = filesOf(table)): TableModel => ({
  kind: "table",
  database: table.database,
  name: table.name,
  columns: table.columns,
  location: { bucket: table.bucket, prefix: table.prefix },
  partitions: undefined,
  format: { kind: "parquet" },
  files,
});
