// @internal
import { DATA_ROOT, ERRORS_ROOT, PARQUET_ROOT } from "../../declaration/layout";
import { Arns, type AwsLocation } from "../shared/arn";
import type { PolicyStatement } from "../shared/policy";
import { actionsOf, allow } from "../shared/statements";

/** What queries run over, and where. */
export interface QueryScope extends AwsLocation {
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
}

/** To start, follow, stop and read queries, and to see what is saved: https://docs.aws.amazon.com/athena/latest/ug/example-policies-workgroup.html */
const WORKGROUP_ACTIONS = actionsOf("athena")(`
  BatchGetNamedQuery BatchGetQueryExecution GetNamedQuery GetQueryExecution GetQueryResults GetQueryResultsStream
  GetQueryRuntimeStatistics GetWorkGroup ListNamedQueries ListQueryExecutions StartQueryExecution StopQueryExecution
`);
/** https://docs.aws.amazon.com/athena/latest/ug/datacatalogs-example-policies.html */
const CATALOG_ACTIONS = actionsOf("athena")(
  "GetDataCatalog GetDatabase GetTableMetadata ListDatabases ListTableMetadata",
);
/** https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html */
const GLUE_ACTIONS = actionsOf("glue")("BatchGetPartition GetDatabase GetPartition GetPartitions GetTable GetTables");
/** https://docs.aws.amazon.com/athena/latest/ug/querying.html */
const RESULT_ACTIONS = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"];

/** The folders that tables lie over. */
const FOLDERS = [DATA_ROOT, PARQUET_ROOT, ERRORS_ROOT].map((folder) => `${folder}*`);

/** Data is read by Athena for the role, never by the role itself: https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena-calledvia.html */
const THROUGH_ATHENA = { "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } };

/** What running queries takes, and no more. */
export function queryStatements(scope: QueryScope): readonly PolicyStatement[] {
  const arns = new Arns(scope);
  const data = arns.bucket(scope.dataBucketName);
  const results = arns.bucket(scope.resultsBucketName);
  const { databaseName } = scope;
  const glue = [arns.glueCatalog(), arns.glueDatabase(databaseName), arns.glueTable(databaseName, "*")];
  return [
    allow("Workgroup", WORKGROUP_ACTIONS, arns.workgroup(scope.workgroupName)),
    allow("Catalog", CATALOG_ACTIONS, arns.athenaDataCatalog()),
    allow("Tables", GLUE_ACTIONS, glue),
    allow("DefaultDatabase", "glue:GetDatabase", [arns.glueCatalog(), arns.glueDatabase("default")]), // Athena looks for it whatever is queried
    allow("DataBucket", "s3:GetBucketLocation", data, THROUGH_ATHENA),
    allow("ListData", "s3:ListBucket", data, { ...THROUGH_ATHENA, StringLike: { "s3:prefix": FOLDERS } }),
    allow(
      "ReadData",
      "s3:GetObject",
      FOLDERS.map((folder) => `${data}/${folder}`),
      THROUGH_ATHENA,
    ),
    allow("ResultsBucket", actionsOf("s3")("GetBucketLocation ListBucket ListBucketMultipartUploads"), results),
    allow("Results", RESULT_ACTIONS, `${results}/*`),
    allow("Key", ["kms:Decrypt", "kms:GenerateDataKey"], scope.keyArn, {
      StringEquals: { "kms:ViaService": arns.serviceHost("s3") },
    }),
  ];
}
