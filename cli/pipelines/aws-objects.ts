import type { S3Client } from "@aws-sdk/client-s3";
import type { Objects } from "./folder-objects";
import type { StoredObject } from "./target";

/** What S3 answers where an object is there already, or is being put by another. */
const REFUSED_AS_PRESENT = [409, 412];

/** The objects of S3. */
export class AwsObjects implements Objects {
  constructor(
    private readonly s3: typeof import("@aws-sdk/client-s3"),
    private readonly client: S3Client,
  ) {}

  async *list(bucket: string, prefix: string): AsyncGenerator<StoredObject> {
    for await (const { Contents = [] } of this.s3.paginateListObjectsV2(
      { client: this.client },
      { Bucket: bucket, Prefix: prefix },
    )) {
      for (const { Key: key, LastModified: modified } of Contents)
        if (key !== undefined && modified !== undefined) yield { key, modified, isLatest: true };
    }
  }

  async *versions(bucket: string, prefix: string, after?: string): AsyncGenerator<StoredObject> {
    let next: { readonly KeyMarker?: string; readonly VersionIdMarker?: string | undefined } | undefined =
      after === undefined ? {} : { KeyMarker: after };
    while (next !== undefined) {
      const page: import("@aws-sdk/client-s3").ListObjectVersionsCommandOutput = await this.client.send(
        new this.s3.ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...next }),
      );
      for (const {
        Key: key,
        VersionId: versionId,
        LastModified: modified,
        IsLatest: isLatest = false,
        Size: size,
      } of page.Versions ?? []) {
        if (key !== undefined && modified !== undefined)
          yield {
            key,
            modified,
            isLatest,
            ...(versionId !== undefined && { versionId }),
            ...(size !== undefined && { size }),
          };
      }
      const { NextKeyMarker: keyMarker, NextVersionIdMarker: versionMarker } = page;
      next =
        page.IsTruncated === true && keyMarker !== undefined
          ? { KeyMarker: keyMarker, VersionIdMarker: versionMarker }
          : undefined;
    }
  }

  async folders(bucket: string, prefix: string): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const { CommonPrefixes = [] } of this.s3.paginateListObjectsV2(
      { client: this.client },
      { Bucket: bucket, Prefix: prefix, Delimiter: "/" },
    ))
      for (const { Prefix: folder = "" } of CommonPrefixes) found.push(folder.slice(prefix.length, -1));
    return found;
  }

  async read(bucket: string, { key, versionId }: Pick<StoredObject, "key" | "versionId">): Promise<Buffer | undefined> {
    try {
      const { Body } = await this.client.send(
        new this.s3.GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }),
      );
      return Body === undefined ? undefined : Buffer.from(await Body.transformToByteArray());
    } catch (error) {
      if (error instanceof this.s3.NoSuchKey || (error as Error).name === "NoSuchVersion") return undefined;
      throw error;
    }
  }

  async write(bucket: string, key: string, body: Buffer | string, absent?: "absent"): Promise<boolean> {
    try {
      await this.client.send(
        new this.s3.PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body,
          ...(absent !== undefined && { IfNoneMatch: "*" }),
        }),
      );
      return true;
    } catch (error) {
      const status = error instanceof this.s3.S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      if (absent !== undefined && status !== undefined && REFUSED_AS_PRESENT.includes(status)) return false;
      throw error;
    }
  }

  async remove(bucket: string, { key, versionId }: Pick<StoredObject, "key" | "versionId">): Promise<void> {
    await this.client.send(new this.s3.DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
  }

  /** The new version is there before the old one goes. Where a bucket keeps no versions, the new content has taken the old one's id. */
  async replace(bucket: string, { key, versionId }: StoredObject, body: Buffer | undefined): Promise<void> {
    const { VersionId: now } =
      body === undefined
        ? await this.client.send(new this.s3.DeleteObjectCommand({ Bucket: bucket, Key: key }))
        : await this.client.send(new this.s3.PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    if (versionId !== undefined && now !== undefined && now !== versionId)
      await this.remove(bucket, { key, versionId });
  }
}
