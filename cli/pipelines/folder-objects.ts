import type { StoredObject, Target } from "./target";

/** The objects of a store, whichever. */
export type Objects = Required<Pick<Target, "list" | "versions" | "folders" | "read" | "write" | "remove" | "replace">>;

/** The objects below a folder of a bucket, as if there were no others: its name stands in no key. */
export class FolderObjects implements Objects {
  constructor(
    private readonly objects: Objects,
    /** With its trailing slash; empty for the whole bucket. */
    private readonly prefix: string,
  ) {}

  list(bucket: string, prefix: string): AsyncIterable<StoredObject> {
    return this.within(this.objects.list(bucket, this.prefix + prefix));
  }
  versions(bucket: string, prefix: string, after?: string): AsyncIterable<StoredObject> {
    const key = after === undefined ? undefined : this.prefix + after;
    return this.within(this.objects.versions(bucket, this.prefix + prefix, key));
  }
  folders(bucket: string, prefix: string): Promise<readonly string[]> {
    return this.objects.folders(bucket, this.prefix + prefix);
  }
  read(bucket: string, object: Pick<StoredObject, "key" | "versionId">): Promise<Buffer | undefined> {
    return this.objects.read(bucket, this.whole(object));
  }
  write(bucket: string, key: string, body: Buffer | string, absent?: "absent"): Promise<boolean> {
    return this.objects.write(bucket, this.prefix + key, body, absent);
  }
  remove(bucket: string, object: Pick<StoredObject, "key" | "versionId">): Promise<void> {
    return this.objects.remove(bucket, this.whole(object));
  }
  replace(bucket: string, object: StoredObject, body: Buffer | undefined): Promise<void> {
    return this.objects.replace(bucket, this.whole(object), body);
  }

  private whole<O extends Pick<StoredObject, "key">>(object: O): O {
    return { ...object, key: this.prefix + object.key };
  }

  private async *within(objects: AsyncIterable<StoredObject>): AsyncGenerator<StoredObject> {
    for await (const object of objects) yield { ...object, key: object.key.slice(this.prefix.length) };
  }
}
