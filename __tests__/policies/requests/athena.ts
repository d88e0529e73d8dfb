import type { Facts } from "./facts";
import { type Asked, docs, needs, role, type Need } from "./need";

/** Athena acts with the rights of whoever asked it, and says so. */
const ATHENA = { "aws:CalledVia": ["athena.amazonaws.com"] };
const CALLED_VIA = docs("athena/latest/ug/security-iam-athena-calledvia.html");

/** What a role asks by itself, and what Athena does for it. */
export class AthenaNeeds {
  private readonly who: Asked["who"];

  constructor(
    private readonly facts: Facts,
    roleArn: string,
  ) {
    this.who = role(roleArn);
  }

  /** By itself. */
  ask = (why: string, page: string): Asked => ({ who: this.who, why, source: docs(page) });

  /** Through Athena alone. */
  through = (why: string): Asked => ({
    who: this.who,
    why,
    source: CALLED_VIA,
    context: ATHENA,
    walls: ["aws:CalledVia"],
  });

  /** Athena lists a folder, and no other. */
  listing = (why: string, bucket: string, folder: string): readonly Need[] =>
    needs(
      { ...this.through(why), context: { ...ATHENA, "s3:prefix": folder }, walls: ["aws:CalledVia", "s3:prefix"] },
      "s3",
      "ListBucket",
      bucket,
    );

  /** Results are written and read with the rights of whoever asks. @param key of one of them */
  results = (bucket: string, key: string): readonly Need[] => [
    ...needs(
      this.ask("the place of the results", "athena/latest/ug/querying.html"),
      "s3",
      "GetBucketLocation ListBucket ListBucketMultipartUploads",
      bucket,
    ),
    ...needs(
      this.ask("results", "athena/latest/ug/querying.html"),
      "s3",
      "AbortMultipartUpload GetObject ListMultipartUploadParts PutObject",
      `${bucket}/${key}`,
    ),
  ];

  /** The key of a bucket's objects. */
  key = (bucket: string, actions: string): readonly Need[] =>
    needs(
      {
        ...this.ask("objects with the key", "athena/latest/ug/encryption.html"),
        context: { ...ATHENA, "kms:ViaService": this.facts.throughS3, "kms:EncryptionContext:aws:s3:arn": bucket },
        walls: ["kms:ViaService"],
      },
      "kms",
      actions,
      this.facts.keyArn,
    );
}
