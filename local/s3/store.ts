import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";

/** S3 on the laptop: an object is a file `<directory>/<bucket>/<key>`, there whole or not at all. */
export class ObjectStore {
  constructor(readonly directory: string) {}

  /** Puts a finished file under its key. The same key again replaces the object. */
  async adopt(file: string, bucket: string, key: string): Promise<void> {
    const target = path.join(this.directory, bucket, key);
    const handle = await open(file, "r");
    await handle.sync().finally(() => handle.close());
    await mkdir(path.dirname(target), { recursive: true });
    await rename(file, target);
  }

  /** The keys of a bucket, sorted. */
  async list(bucket: string): Promise<readonly string[]> {
    const root = path.join(this.directory, bucket);
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map((entry) => path.relative(root, path.join(entry.parentPath, entry.name))).sort();
  }

  /** Removes every object. */
  async clear(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}
