import { dataOf } from "../../review/dangers/data-types";
import { findingsOf } from "../support/plan";

/** Types that nobody has listed, of many providers, and one that does not exist. */
const UNLISTED = `
aws_ami aws_cognito_user aws_db_snapshot_copy aws_docdb_cluster aws_dsql_cluster aws_ebs_snapshot_copy aws_ecs_cluster aws_eks_cluster
aws_elasticache_replication_group aws_emr_cluster aws_iam_role aws_lambda_function aws_lightsail_database aws_msk_cluster
aws_resourcegroups_group aws_s3_object aws_secretsmanager_secret_version aws_transfer_server aws_wafv2_ip_set
azurerm_kubernetes_cluster azurerm_resource_group digitalocean_droplet github_membership google_folder google_project
google_spanner_instance kubernetes_deployment local_database made_up_thing mongodbatlas_cluster vault_mount
`;
/** What is no loss. */
const HARMLESS = `
aws_api_gateway_deployment aws_api_gateway_integration aws_athena_named_query aws_db_parameter_group aws_elasticache_subnet_group
aws_iam_role_policy_attachment aws_lambda_permission aws_security_group_rule aws_vpc_security_group_ingress_rule
google_project_iam_member local_file null_resource random_id random_pet terraform_data time_sleep
`;
/** What is called after what it holds. */
const NAMED = `
aws_backup_vault aws_db_snapshot aws_ebs_volume aws_ecr_repository aws_efs_file_system aws_keyspaces_keyspace
aws_s3_directory_bucket aws_secretsmanager_secret aws_timestreamwrite_table azurerm_key_vault azurerm_managed_disk azurerm_mssql_database
azurerm_storage_account google_bigquery_dataset google_sql_database google_storage_bucket
`;
const listed = (types: string): readonly string[] => types.trim().split(/\s+/);
const before = { name: "n" };

test.each(listed(UNLISTED))("nobody knows what goes with %s, so somebody must answer for it", (type) => {
  const lost = `n. Nothing is known here of ${type}: what it holds is lost, and what needs it fails`;
  if (dataOf(type) === undefined) expect(findingsOf({ type, before })).toContain(`danger destroyed: destroys ${lost}`);
  expect(findingsOf({ type, before, after: {}, actions: ["delete", "create"] })).toHaveLength(1);
  expect(findingsOf({ type, before, rest: { deposed: "1" } })).toHaveLength(1);
  expect(findingsOf({ type, before, actions: ["forget"] })[0]).toMatch(/^warning data: stays where it is/);
});

test.each(listed(HARMLESS))("%s is no loss", (type) => {
  expect(findingsOf({ type, before })).toEqual([]);
  const replaced = findingsOf({ type, before, after: before, actions: ["create", "delete"] });
  expect(replaced.filter((line) => !line.startsWith("danger access"))).toEqual([]); // a permission is looked at by other rules
});

test.each(listed(NAMED))("with %s what it holds goes", (type) => {
  expect(findingsOf({ type, before })).toEqual(["danger data: destroys n. Lost: what it holds"]);
});

test("what people meet most has words of its own", () => {
  expect(dataOf("aws_s3_bucket")).toBe("the bucket, every object in it and its name");
  expect(dataOf("aws_kms_replica_key")).toContain("the key in its region");
});

test("what is part of something else goes with it", () => {
  const together = findingsOf(
    { type: "aws_s3_bucket", before: { id: "b", bucket: "b" } },
    { type: "aws_s3_bucket_notification", before: { bucket: "b" } },
    { type: "aws_s3_bucket_versioning", before: { bucket: "b" } },
  );
  expect(together).toEqual(["danger data: destroys b. Lost: the bucket, every object in it and its name"]);
  expect(findingsOf({ type: "aws_s3_bucket_notification", before: { bucket: "b" } })).toHaveLength(1);
});
