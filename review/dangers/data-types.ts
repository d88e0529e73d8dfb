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
  aws_kms_external_key: "the key, and with it whatever it encrypts",
  aws_kms_key: "the key, and with it whatever it encrypts",
  aws_kms_replica_key: "the key in its region, and with it whatever it encrypts there",
  aws_quicksight_analysis: "the analysis with what its users have changed in it",
  aws_quicksight_data_set: "the data set: analyses and dashboards over it break",
  aws_rds_cluster: "the database cluster and its automated backups",
  aws_route53_zone: "the zone and its records; a new one has other name servers",
  aws_s3_bucket: "the bucket, every object in it and its name",
  aws_secretsmanager_secret: "the secret",
  aws_secretsmanager_secret_version: "the secret's value",
  aws_sqs_queue: "messages that nobody has read yet",
  aws_ssm_parameter: "the parameter's value and history",
  random_password: "the password: whatever uses it needs the new one",
  tls_private_key: "the private key: whatever uses it needs the new one",
};

/** The other types of AWS that hold data, by the ends of their names where these tell. */
const OTHERS_OF_AWS =
  /^aws_(\w+_(snapshot|volume|file_system|vault|repository|data_store|ledger|keyspace|broker|directory_bucket|table_bucket)|ami|cognito_user|dynamodb_table_(item|replica)|elasticache_(cluster|replication_group|serverless_cache)|\w+search_domain|opensearchserverless_collection|(keyspaces|s3tables|timestreamwrite)_(table|database)|kinesis_video_stream|(docdb\w*|memorydb|msk|msk_serverless|neptune|rds_global|redshift)_cluster|redshiftserverless_namespace|s3_(bucket_)?object|transfer_server|workspaces_workspace)$/;
/** Ends of the type names by which other providers call what holds data. */
const OTHER_PROVIDERS =
  /_(bucket|bucket_object|storage_account|storage_container|storage_blob|blob|database|database_instance|database_cluster|(my|postgre|ms)?sql\w*_(database|server|instance|cluster)|(flexible|sql)_server|db_instance|db_cluster|cosmosdb_account|dataset|disk|managed_disk|volume|persistent_volume(_claim)?(_v1)?|snapshot|share|file_system|filestore_instance|key_vault|key_vault_(key|secret)|kms_(crypto_key|key_ring)|crypto_key|key_ring|secret|table|topic|pubsub_subscription|keyspace|repository|log_analytics_workspace|recovery_services_vault|vault|redis_(cache|instance)|namespace(_v1)?)$/;

/** What is lost with a resource of this type; undefined when it holds nothing. */
export function dataOf(type: string): string | undefined {
  const others = type.startsWith("aws_") ? OTHERS_OF_AWS : OTHER_PROVIDERS;
  return DATA[type] ?? (others.test(type) ? "what it holds" : undefined);
}
