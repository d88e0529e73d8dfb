import { readdir } from "node:fs/promises";
import { partitionFilter } from "./projection";
import type { TableModel } from "./tables";

/**
 * The objects of a table that Athena would read at this moment, as paths of files, in the order of their keys.
 * Names that begin with `_` or `.` are hidden, as in Athena. Links are not followed.
 * @param s3Directory objects lie at `<s3Directory>/<bucket>/<key>`
 */
export async function listObjects(table: TableModel, s3Directory: string, now: Date): Promise<readonly string[]> {
  const bucket = `${s3Directory}/${table.location.bucket}/`;
  const visible = table.partitions ? partitionFilter(table.partitions, now) : () => true;
  const keys: string[] = [];
  await walk(bucket, table.location.prefix, keys);
  return keys
    .filter(visible)
    .sort()
    .map((key) => bucket + key);
}

async function walk(bucket: string, folder: string, keys: string[]): Promise<void> {
  for (const entry of await entries(bucket + folder)) {
    if (/^[_.]/.test(entry.name)) continue;
    if (entry.isDirectory()) await walk(bucket, `${folder}${entry.name}/`, keys);
    else if (entry.isFile()) keys.push(folder + entry.name);
  }
}

/** A folder that is not there, or not any more, has no entries. */
async function entries(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
