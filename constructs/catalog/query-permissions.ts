// @internal
import { LAKE_ROOT } from "../../declaration/lake-layout";
import { DATA_ROOT, ERRORS_ROOT, PARQUET_ROOT } from "../../declaration/layout";
import { Arns, type AwsLocation } from "../shared/arn";
import type { BucketFolder } from "../shared/bucket-folder";
import type { PolicyStatement } from "../shared/policy";

/** What queries run over, and where. */
export interface QueryScope extends AwsLocation, BucketFolder {
  /** The workgroup that queries run in. */
  readonly workgroupName: string;
  /** The Glue database that is queried. */
  readonly databaseName: string;
  /** The bucket of the events and the failed records. */
  readonly dataBucketName: string;
  /** The bucket of the results. */
  readonly resultsBucketName: string;
  /** The KMS key of both buckets. */
  readonly keyArn: string;
  /** Whether there are curated tables. @default false */
  readonly lake?: boolean;
}

/** To start, follow, stop and read queries, and to see what is saved: https://docs.aws.amazon.com/athena/latest/ug/example-policies-workgroup.html */
const WORKGROUP_ACTIONS = [
  "athena:BatchGetNamedQuery",
  "athena:BatchGetQueryExecution",
  "athena:GetNamedQuery",
  "athena:GetQueryExecution",
  "athena:GetQueryResults",
  "athena:GetQueryResultsStream",
  "athena:GetQueryRuntimeStatistics",
  "athena:GetWorkGroup",
  "athena:ListNamedQueries",
  "athena:ListQueryExecutions",
  "athena:StartQueryExecution",
  "athena:StopQueryExecution",
];
/** https://docs.aws.amazon.com/athena/latest/ug/datacatalogs-example-policies.html */
const CATALOG_ACTIONS = [
  "athena:GetDataCatalog",
  "athena:GetDatabase",
  "athena:GetTableMetadata",
  "athena:ListDatabases",
  "athena:ListTableMetadata",
];
/** https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html */
const GLUE_ACTIONS = [
  "glue:BatchGetPartition",
  "glue:GetDatabase",
  "glue:GetPartition",
  "glue:GetPartitions",
  "glue:GetTable",
  "glue:GetTables",
];
/** https://docs.aws.amazon.com/athena/latest/ug/querying.html */
const RESULT_ACTIONS = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"];

/** The folders that tables lie over. */
const foldersOf = ({ lake = false, prefix = "" }: QueryScope): readonly string[] =>
  [DATA_ROOT, PARQUET_ROOT, ...(lake ? [LAKE_ROOT] : []), ERRORS_ROOT].map((folder) => `${prefix}${folder}*`);

/** Data is read by Athena for the role, never by the role itself: https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena-calledvia.html */
const THROUGH_ATHENA = { "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } };

/** What running queries takes, and no more. */
export function queryStatements(scope: QueryScope): readonly PolicyStatement[] {
  const arns = new Arns(scope);
  const data = arns.bucket(scope.dataBucketName);
  const results = arns.bucket(scope.resultsBucketName);
  const { databaseName } = scope;
  const folders = foldersOf(scope);
  const glue = [arns.glueCatalog(), arns.glueDatabase(databaseName), arns.glueTable(databaseName, "*")];
  return [
    { Sid: "Workgroup", Effect: "Allow", Action: WORKGROUP_ACTIONS, Resource: arns.workgroup(scope.workgroupName) },
    { Sid: "Catalog", Effect: "Allow", Action: CATALOG_ACTIONS, Resource: arns.athenaDataCatalog() },
    { Sid: "Tables", Effect: "Allow", Action: GLUE_ACTIONS, Resource: glue },
    // Athena looks for it whatever is queried, in the catalog of the statement above.
    { Sid: "DefaultDatabase", Effect: "Allow", Action: "glue:GetDatabase", Resource: arns.glueDatabase("default") },
    { Sid: "DataBucket", Effect: "Allow", Action: "s3:GetBucketLocation", Resource: data, Condition: THROUGH_ATHENA },
    {
      Sid: "ListData",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: data,
      Condition: { ...THROUGH_ATHENA, StringLike: { "s3:prefix": folders } },
    },
    {
      Sid: "ReadData",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: folders.map((folder) => `${data}/${folder}`),
      Condition: THROUGH_ATHENA,
    },
    {
      Sid: "ResultsBucket",
      Effect: "Allow",
      Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      Resource: results,
    },
    { Sid: "Results", Effect: "Allow", Action: RESULT_ACTIONS, Resource: `${results}/*` },
    {
      Sid: "Key",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: scope.keyArn,
      Condition: { StringEquals: { "kms:ViaService": arns.serviceHost("s3") } },
    },
  ];
}
