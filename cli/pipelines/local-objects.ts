import { randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { unless } from "../../basics/files";
import { writeSynced } from "../../emulation/files/files";
import type { Objects } from "./folder-objects";
import type { StoredObject } from "./target";

/** The objects of a local run's data folder: files `<folder>/<bucket>/<key>`. There is one version of each. */
export class LocalObjects implements Objects {
  constructor(
    private readonly folder: string,
    /** For unfinished files, on the same file system. */
    private readonly scratch: string,
  ) {}

  async *list(bucket: string, prefix: string): AsyncGenerator<StoredObject> {
    const root = path.join(this.folder, bucket);
    const below = path.join(root, prefix.slice(0, prefix.lastIndexOf("/") + 1));
    const entries = await readdir(below, { recursive: true, withFileTypes: true }).catch(() => []);
    const keys = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
    for (const key of keys.filter((each) => each.startsWith(prefix)).sort()) {
      const found = await stat(path.join(root, key)).catch(() => undefined);
      if (found !== undefined) yield { key, modified: found.mtime, isLatest: true, size: found.size };
    }
  }

  async *versions(bucket: string, prefix: string, after = ""): AsyncGenerator<StoredObject> {
    for await (const object of this.list(bucket, prefix)) if (object.key > after) yield object;
  }

  async folders(bucket: string, prefix: string): Promise<readonly string[]> {
    const entries = await readdir(path.join(this.folder, bucket, prefix), { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }

  async read(bucket: string, { key }: Pick<StoredObject, "key">): Promise<Buffer | undefined> {
    return readFile(path.join(this.folder, bucket, key)).catch(unless("ENOENT"));
  }

  async write(bucket: string, key: string, body: Buffer | string, absent?: "absent"): Promise<boolean> {
    const target = path.join(this.folder, bucket, key);
    const unfinished = path.join(this.scratch, `put-${randomUUID()}`);
    await mkdir(this.scratch, { recursive: true });
    await mkdir(path.dirname(target), { recursive: true });
    try {
      await writeSynced(unfinished, body);
      if (absent === undefined) return await rename(unfinished, target).then(() => true);
      const linked = await link(unfinished, target)
        .then(() => true)
        .catch(unless("EEXIST"));
      return linked === true;
    } finally {
      await rm(unfinished, { force: true });
    }
  }

  async remove(bucket: string, { key }: Pick<StoredObject, "key">): Promise<void> {
    await rm(path.join(this.folder, bucket, key), { force: true });
  }

  /** There is one version of each. */
  async replace(bucket: string, { key }: StoredObject, body: Buffer | undefined): Promise<void> {
    if (body === undefined) await this.remove(bucket, { key });
    else await this.write(bucket, key, body);
  }
}
