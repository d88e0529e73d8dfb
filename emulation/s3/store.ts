import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";

/** S3 on the laptop: an object is a file `<directory>/<bucket>/<key>`, there whole or not at all. */
export class ObjectStore {
  constructor(private readonly directory: string) {}

  /** Puts a finished file under its key. The same key again replaces the object. */
  async adopt(file: string, bucket: string, key: string): Promise<void> {
    const target = path.join(this.directory, bucket, key);
    const handle = await open(file, "r");
    await handle.sync().finally(() => handle.close());
    await mkdir(path.dirname(target), { recursive: true });
    await rename(file, target);
  }

  /** Removes an object; one that isn't there is no error. */
  async remove(bucket: string, key: string): Promise<void> {
    await rm(path.join(this.directory, bucket, key), { force: true });
  }

  /** Every object as `<bucket>/<key>`, sorted. */
  async list(): Promise<readonly string[]> {
    const entries = await readdir(this.directory, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(this.directory, path.join(entry.parentPath, entry.name)))
      .sort();
  }
}
