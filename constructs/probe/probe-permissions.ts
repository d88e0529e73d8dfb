// @internal
import { dataPrefix, type StorageFormat } from "../../declaration/layout";
import type { EventDeclaration } from "../../declaration/event";
import { sourcesOf } from "../../declaration/sql";
import { Arns, type AwsLocation } from "../shared/arn";
import type { BucketFolder } from "../shared/bucket-folder";
import type { PolicyStatement } from "../shared/policy";
import { actionsOf, allow } from "../shared/statements";

/** What the probe asks. */
export interface ProbeScope extends AwsLocation, BucketFolder {
  /** The event types, each with what of it there are tables over. */
  readonly types: readonly { readonly event: EventDeclaration; readonly format: StorageFormat }[];
  /** The Glue database of landing's tables. */
  readonly databaseName: string;
  /** The workgroup that it asks in. */
  readonly workgroupName: string;
  /** The bucket of the events. */
  readonly bucketName: string;
  /** The bucket of Athena's results. */
  readonly resultsBucketName: string;
  /** The KMS key of both buckets. */
  readonly keyArn: string;
}

/** Data is read by Athena for the role, never by the role itself: https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena-calledvia.html */
const THROUGH_ATHENA = { "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } };

/** To ask landing's tables, and no more. */
export function probeStatements(scope: ProbeScope): readonly PolicyStatement[] {
  const { types, databaseName, workgroupName, prefix = "" } = scope;
  const arns = new Arns(scope);
  const [bucket, results] = [arns.bucket(scope.bucketName), arns.bucket(scope.resultsBucketName)];
  const sources = types.flatMap(({ event, format }) =>
    sourcesOf(event, format).map(({ table, stored }) => ({ table, folder: prefix + dataPrefix(event, stored) })),
  );
  const folders = sources.map(({ folder }) => folder);
  return [
    allow(
      "Questions",
      actionsOf("athena")("GetQueryExecution GetQueryResults StartQueryExecution"),
      arns.workgroup(workgroupName),
    ),
    allow("DataCatalog", "athena:GetDataCatalog", arns.athenaDataCatalog()),
    allow("Tables", actionsOf("glue")("GetDatabase GetPartition GetPartitions GetTable GetTables"), [
      arns.glueCatalog(),
      arns.glueDatabase(databaseName),
      ...sources.map(({ table }) => arns.glueTable(databaseName, table)),
    ]),
    // Athena looks for it whatever is queried, in the catalog of the statement above.
    allow("DefaultDatabase", "glue:GetDatabase", arns.glueDatabase("default")),
    allow("Bucket", "s3:GetBucketLocation", bucket, THROUGH_ATHENA),
    allow("List", "s3:ListBucket", bucket, {
      ...THROUGH_ATHENA,
      StringLike: { "s3:prefix": folders.map((folder) => `${folder}*`) },
    }),
    allow(
      "Landing",
      "s3:GetObject",
      folders.map((folder) => `${bucket}/${folder}*`),
      THROUGH_ATHENA,
    ),
    allow("ResultsBucket", actionsOf("s3")("GetBucketLocation ListBucket ListBucketMultipartUploads"), results),
    allow(
      "Results",
      actionsOf("s3")("AbortMultipartUpload GetObject ListMultipartUploadParts PutObject"),
      `${results}/*`,
    ),
    allow("Key", actionsOf("kms")("Decrypt GenerateDataKey"), scope.keyArn, {
      StringEquals: { "kms:ViaService": arns.serviceHost("s3") },
    }),
  ];
}
