import { dataOf } from "../../review/dangers/data-types";

/** Types that hold data and have no words of their own. */
const HOLDING = `
aws_ami aws_backup_logically_air_gapped_vault aws_backup_vault aws_cloudtrail_event_data_store
aws_codeartifact_repository aws_codecommit_repository aws_cognito_user aws_db_cluster_snapshot aws_db_snapshot
aws_docdb_cluster aws_docdbelastic_cluster aws_dynamodb_table_item aws_dynamodb_table_replica aws_ebs_snapshot
aws_ebs_volume aws_ecr_repository aws_efs_file_system aws_elasticache_cluster aws_elasticache_replication_group
aws_elasticache_serverless_cache aws_elasticsearch_domain aws_fsx_lustre_file_system aws_fsx_ontap_file_system
aws_fsx_ontap_volume aws_fsx_openzfs_file_system aws_fsx_openzfs_volume aws_fsx_windows_file_system aws_glacier_vault
aws_keyspaces_keyspace aws_keyspaces_table aws_kinesis_video_stream aws_memorydb_cluster aws_mq_broker aws_msk_cluster
aws_msk_serverless_cluster aws_neptune_cluster aws_opensearch_domain aws_opensearchserverless_collection
aws_qldb_ledger aws_rds_global_cluster aws_redshift_cluster aws_redshiftserverless_namespace aws_s3_bucket_object
aws_s3_directory_bucket aws_s3_object aws_s3tables_table aws_s3tables_table_bucket aws_timestreamwrite_database
aws_timestreamwrite_table aws_transfer_server aws_workspaces_workspace
`;
/** Their neighbours, with nothing in them. */
const EMPTY = `
aws_backup_vault_policy aws_dax_parameter_group aws_ebs_snapshot_block_public_access aws_ecr_lifecycle_policy aws_ecr_repository_policy aws_ecs_cluster
aws_efs_mount_target aws_elasticache_parameter_group aws_elasticache_subnet_group aws_elasticache_user_group aws_iam_user aws_kms_alias
aws_lambda_function aws_msk_configuration aws_opensearch_domain_policy aws_redshift_subnet_group aws_route_table aws_sns_topic
aws_volume_attachment
`;
const listed = (types: string): readonly string[] => types.trim().split(/\s+/);

test.each(listed(HOLDING))("with %s data goes", (type) => {
  expect(dataOf(type)).toBe("what it holds");
});

test.each(listed(EMPTY))("with %s no data goes", (type) => {
  expect(dataOf(type)).toBeUndefined();
});

test("what people meet most has words of its own", () => {
  expect(dataOf("aws_s3_bucket")).toBe("the bucket, every object in it and its name");
  expect(dataOf("aws_kms_replica_key")).toContain("the key in its region");
});
