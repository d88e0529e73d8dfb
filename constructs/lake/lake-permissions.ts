// @internal
import type { EventDeclaration } from "../../declaration/event";
import type { Lake } from "../../declaration/lake";
import { LAKE_ROOT, lakePrefix } from "../../declaration/lake-layout";
import { dataPrefix } from "../../declaration/layout";
import { HASH_LENGTH, rollupsOf } from "../../declaration/rollup";
import { sourcesOf } from "../../declaration/sql";
import type { StorageFormat } from "../../declaration/layout";
import { lakeTable } from "../../declaration/tables";
import { Arns, type AwsLocation } from "../shared/arn";
import type { BucketFolder } from "../shared/bucket-folder";
import type { PolicyStatement } from "../shared/policy";
import { actionsOf, allow } from "../shared/statements";

/** What an event type's workflow works on. */
export interface LakeScope extends AwsLocation, BucketFolder {
  /** The event type. */
  readonly event: EventDeclaration;
  /** How its curated table is kept. */
  readonly lake: Pick<Lake, "rollups">;
  /** How what lands of it is stored. */
  readonly format: StorageFormat;
  /** The Glue database of landing's tables and the curated one. */
  readonly databaseName: string;
  /** The bucket of what landed and of the curated tables. */
  readonly bucketName: string;
  /** The bucket of Athena's results. */
  readonly resultsBucketName: string;
  /** The folder of the upkeep's results there, with its trailing slash. */
  readonly resultsFolder: string;
  /** The workgroup that the statements run in. */
  readonly workgroupName: string;
  /** The KMS key of both buckets. */
  readonly keyArn: string;
  /** The workflow's name. */
  readonly stateMachineName: string;
}

/** In the place of the hash in the names of tables of hourly figures: those of charts that were declared before go. */
const ANY_HASH = "?".repeat(HASH_LENGTH);
const s3 = actionsOf("s3");
/** Data is read and written by Athena for the role, never by the role itself: https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena-calledvia.html */
const THROUGH_ATHENA = { "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } };

/** What a workflow does, and no more: https://docs.aws.amazon.com/step-functions/latest/dg/connect-athena.html */
export function lakeStatements(scope: LakeScope): readonly PolicyStatement[] {
  const { event, format, databaseName, prefix = "" } = scope;
  const arns = new Arns(scope);
  const bucket = arns.bucket(scope.bucketName);
  const results = arns.bucket(scope.resultsBucketName);
  const landing = sourcesOf(event, format).map(({ stored }) => prefix + dataPrefix(event, stored));
  const others = scope.lake.rollups === true ? [`${rollupsOf(event)}${ANY_HASH}`] : [];
  const files = [lakePrefix(event), ...others.map((name) => `${LAKE_ROOT}${name}/`)].map((folder) => prefix + folder);
  const database = [arns.glueCatalog(), arns.glueDatabase(databaseName)];
  return [
    allow(
      "Queries",
      actionsOf("athena")("GetQueryExecution GetQueryResults StartQueryExecution StopQueryExecution"),
      arns.workgroup(scope.workgroupName),
    ),
    allow("DataCatalog", "athena:GetDataCatalog", arns.athenaDataCatalog()),
    // How each of the database's tables is described, in which a column is looked for; no rows.
    allow("Tables", actionsOf("glue")("GetDatabase GetTable GetTables"), [
      ...database,
      arns.glueTable(databaseName, "*"),
    ]),
    allow("Partitions", actionsOf("glue")("GetPartition GetPartitions"), [
      ...database,
      ...sourcesOf(event, format).map(({ table }) => arns.glueTable(databaseName, table)),
    ]),
    // Athena looks for it whatever is queried, in the catalog of the statement above.
    allow("DefaultDatabase", "glue:GetDatabase", arns.glueDatabase("default")),
    allow("Table", actionsOf("glue")("CreateTable UpdateTable"), [
      ...database,
      ...[lakeTable(event), ...others].map((name) => arns.glueTable(databaseName, name)),
    ]),
    ...(others.length === 0
      ? []
      : [
          allow("OldFigures", "glue:DeleteTable", [
            ...database,
            ...others.map((name) => arns.glueTable(databaseName, name)),
          ]),
        ]),
    allow("Bucket", "s3:GetBucketLocation", bucket, THROUGH_ATHENA),
    allow("List", "s3:ListBucket", bucket, {
      ...THROUGH_ATHENA,
      StringLike: { "s3:prefix": [...landing, ...files].map((folder) => `${folder}*`) },
    }),
    allow(
      "Landing",
      "s3:GetObject",
      landing.map((folder) => `${bucket}/${folder}*`),
      THROUGH_ATHENA,
    ),
    allow(
      "Files",
      s3("AbortMultipartUpload DeleteObject GetObject ListMultipartUploadParts PutObject"),
      files.map((folder) => `${bucket}/${folder}*`),
      THROUGH_ATHENA,
    ),
    allow("ResultsBucket", s3("GetBucketLocation ListBucket ListBucketMultipartUploads"), results),
    allow(
      "Results",
      s3("AbortMultipartUpload GetObject ListMultipartUploadParts PutObject"),
      `${results}/${scope.resultsFolder}*`,
    ),
    allow("Key", actionsOf("kms")("Decrypt GenerateDataKey"), scope.keyArn, {
      StringEquals: { "kms:ViaService": arns.serviceHost("s3") },
    }),
    allow("Runs", "states:ListExecutions", arns.stateMachine(scope.stateMachineName)),
  ];
}
