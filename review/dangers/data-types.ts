import { POLICY_OF } from "../policy/documents";
import { isGrant } from "./grants";

/** What is lost with a resource of a type that people meet often, or that needs words of its own. */
const DATA: Readonly<Record<string, string>> = {
  aws_acmpca_certificate_authority: "the certificate authority, and with it the trust in what it issued",
  aws_athena_workgroup: "the workgroup's query history and saved queries",
  aws_cloudformation_stack: "the stack and whatever it holds",
  aws_cloudwatch_log_group: "the log group and every log in it",
  aws_cloudwatch_log_stream: "the logs in the stream",
  aws_cognito_identity_pool: "the identities, whose ids nobody can make again",
  aws_cognito_user_pool: "the user pool and every user in it",
  aws_db_instance: "the database and its automated backups",
  aws_dynamodb_table: "the table and every item in it",
  aws_glue_catalog_database: "the database's tables and views: every query over them fails",
  aws_glue_catalog_table: "the table's definition and the partitions registered by hand: queries over it fail",
  aws_iam_access_key: "the key, which cannot be made again",
  aws_instance: "the instance's own disks",
  aws_kinesis_firehose_delivery_stream: "records that are buffered and not yet delivered",
  aws_kinesis_stream: "records that nobody has read yet",
  aws_kms_key: "the key, and with it whatever it encrypts",
  aws_kms_replica_key: "the key in its region, and with it whatever it encrypts there",
  aws_quicksight_analysis: "the analysis with what its users have changed in it",
  aws_quicksight_data_set: "the data set: analyses and dashboards over it break",
  aws_rds_cluster: "the database cluster and its automated backups",
  aws_route53_zone: "the zone and its records; a new one has other name servers",
  aws_s3_bucket: "the bucket, every object in it and its name",
  aws_sqs_queue: "messages that nobody has read yet",
  aws_ssm_parameter: "the parameter's value and history",
  random_password: "the password: whatever uses it needs the new one",
  tls_private_key: "the private key: whatever uses it needs the new one",
};
/** Whatever a provider calls so holds data. */
const HOLDS =
  /_(bucket|database|(?<!route_)table|dataset|volume|disk|snapshot|file_system|vault|repository|secret|keyspace|((storage|cosmosdb)_account))$/;

/** What is lost with a resource of this type; undefined when nobody knows. */
export const dataOf = (type: string): string | undefined =>
  DATA[type] ?? (HOLDS.test(type) ? "what it holds" : undefined);

/** What stands whole in the configuration, and is no loss, nor a gap that anyone but its neighbours sees, while it is made anew. */
const HARMLESS =
  /^(null_resource|terraform_data|random_(id|integer|pet|shuffle|uuid)|time_\w+|local_(sensitive_)?file|archive_file|aws_(\w+_(parameter|subnet|option)_group|api_gateway_(deployment|documentation_\w+|(gateway|method|integration)_response|integration|model|request_validator)|apigatewayv2_(deployment|model|integration(_response)?)|athena_named_query|cloudwatch_(dashboard|query_definition)|s3_bucket_(acl|metric|lifecycle_configuration)|(vpc_)?security_group_((in|e)gress_)?rule|iam_policy))$/;

/** Whether nothing is lost with a resource of this type: it holds nothing, or only permits something, which the rules about policies judge. */
export const isHarmless = (type: string): boolean =>
  dataOf(type) === undefined && (HARMLESS.test(type) || type in POLICY_OF || isGrant(type));
