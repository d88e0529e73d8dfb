import { Folders } from "./folders";
import { partitionFilter } from "./projection";
import type { TableModel } from "./tables";

/** How a table's objects are divided. */
export interface Partitions {
  /** How many there are in all. */
  readonly objects: number;
  /** One of each folder. */
  readonly firsts: readonly string[];
}

/** The objects of tables that Athena would read at a moment, as paths of files, in the order of their keys. */
export class Objects {
  private readonly folders = new Folders();

  /**
   * @param s3Directory objects lie at `<s3Directory>/<bucket>/<key>`
   * @param beside files whose folders are looked at. @default all of the table's
   */
  async list(
    table: TableModel,
    s3Directory: string,
    now: Date,
    beside?: readonly string[],
  ): Promise<readonly string[]> {
    const { bucket, prefix } = table.location;
    if (table.files !== undefined) return named(table.files, s3Directory);
    const folders = beside ? [...new Set(beside.map(folderOf))] : [`${s3Directory}/${bucket}/${prefix}`];
    return (await Promise.all(folders.map((folder) => this.below(folder, table, s3Directory, now, false)))).flat();
  }

  /** What there is in each folder, as far as it was known before: a full folder is not looked at again. */
  async ofEachPartition(table: TableModel, s3Directory: string, now: Date): Promise<Partitions> {
    const { bucket, prefix } = table.location;
    if (table.files !== undefined) return { objects: table.files.length, firsts: named(table.files, s3Directory) };
    const files = await this.below(`${s3Directory}/${bucket}/${prefix}`, table, s3Directory, now, true);
    const firsts = new Map<string, string>();
    for (const file of files) if (!firsts.has(folderOf(file))) firsts.set(folderOf(file), file);
    return { objects: files.length, firsts: [...firsts.values()] };
  }

  private async below(
    folder: string,
    table: TableModel,
    s3Directory: string,
    now: Date,
    asKnown: boolean,
  ): Promise<readonly string[]> {
    const start = `${s3Directory}/${table.location.bucket}/`.length;
    const visible = table.partitions ? partitionFilter(table.partitions, now) : () => true;
    const found: string[] = [];
    const visit = async (inside: string): Promise<void> => {
      const { files, folders } =
        (asKnown ? this.folders.known(inside) : undefined) ?? (await this.folders.read(inside));
      for (const name of files) if (visible((inside + name).slice(start))) found.push(inside + name);
      for (const name of folders) await visit(`${inside}${name}/`);
    };
    await visit(folder);
    return found.sort();
  }
}

const named = (files: readonly string[], s3Directory: string): readonly string[] =>
  files.map((file) => `${s3Directory}/${file}`);

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf("/") + 1);
