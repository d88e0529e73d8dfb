import type { Disk } from "../files/disk";
import { ObjectFile } from "../s3/object-file";
import type { ObjectStore } from "../s3/store";
import { readSegment, type Segment } from "./segment";
import type { StreamModel } from "./model";
import { objectKeys } from "./object-keys";

/**
 * Keeps a segment's records as they came, one after the other with nothing between them, as Firehose does. The object's key
 * depends on the segment alone: doing it again after a crash replaces it.
 * @param unfinished name of the unfinished file, on the same file system as the store
 */
export async function keepSource(
  stream: StreamModel,
  segment: Segment,
  store: ObjectStore,
  unfinished: string,
  disk?: Disk,
): Promise<void> {
  const { sourceBackup } = stream;
  if (sourceBackup === undefined) return;
  const object = new ObjectFile(unfinished, sourceBackup.compression === "GZIP", disk);
  let key: string | undefined;
  try {
    for await (const record of readSegment(segment)) {
      key ??= objectKeys({ ...stream, ...sourceBackup, conversion: undefined }, record).data;
      await object.write(Buffer.from(record.data, "base64"));
    }
    if (key !== undefined && (await object.close())) await store.adopt(object.file, sourceBackup.bucket, key);
  } finally {
    await object.remove();
  }
}
