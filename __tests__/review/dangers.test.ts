import { type ChangeJson, findingsOf, planJson, reviewOf } from "../support/plan";

const policy = (...Statement: readonly object[]): string => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action: string, more: object = {}): object => ({
  Effect: "Allow",
  Action,
  Resource: "arn:aws:s3:::one/*",
  ...more,
});
const update = (type: string, before: object, after: object, more: Partial<ChangeJson> = {}): ChangeJson => ({
  type,
  before: { ...before },
  after: { ...after },
  ...more,
});
const role = { name: "one", id: "one", assume_role_policy: policy() };
const onRole = (text: string, name = "more"): ChangeJson => ({
  type: "aws_iam_role_policy",
  name,
  after: { role: "one", policy: text },
});

test.each<[string, readonly ChangeJson[], string]>([
  [
    "a table that is destroyed",
    [{ type: "aws_dynamodb_table", before: { name: "t" } }],
    "danger data: destroys t. Lost: the table and every item in it",
  ],
  [
    "a bucket of another provider",
    [{ type: "google_storage_bucket", before: { name: "b" } }],
    "danger data: destroys b. Lost: what it holds",
  ],
  [
    "what an interrupted replacement left",
    [{ type: "aws_s3_bucket", before: { bucket: "b" }, rest: { deposed: "00000001" } }],
    "danger data: destroys what an earlier replacement left of b. Lost: the bucket, every object in it and its name",
  ],
  [
    "a view",
    [{ type: "aws_glue_catalog_table", before: { name: "v", table_type: "VIRTUAL_VIEW" } }],
    "warning data: destroys a view: queries over it fail",
  ],
  [
    "a bucket that is let go",
    [{ type: "aws_s3_bucket", before: { bucket: "b" }, actions: ["forget"] }],
    "warning data: stays where it is, but is no longer managed: nothing here protects it from now on",
  ],
  [
    "an inline policy on a role that is there already",
    [onRole(policy(allow("s3:GetObject")))],
    "danger access: policy allows more than before: Allow s3:GetObject on arn:aws:s3:::one/*",
  ],
  [
    "a policy that goes over to a role that is there already",
    [
      update(
        "aws_iam_role_policy",
        { role: "other", policy: policy(allow("s3:GetObject")) },
        { role: "one", policy: policy(allow("s3:GetObject")) },
        { actions: ["delete", "create"] },
      ),
    ],
    "danger access: policy allows more than before: Allow s3:GetObject on arn:aws:s3:::one/*",
  ],
  [
    "a policy of a kind that nobody has listed",
    [
      {
        type: "aws_glue_resource_policy",
        after: { policy: policy(allow("glue:GetTable", { Principal: { AWS: "111122223333" } })) },
      },
    ],
    "danger access: policy allows more than before: Allow glue:GetTable on arn:aws:s3:::one/* to AWS:arn:aws:iam::111122223333:root",
  ],
  [
    "a policy that stands in for the callers' own permissions",
    [
      {
        type: "aws_api_gateway_method",
        before: { authorization: "AWS_IAM" },
        after: { authorization: "AWS_IAM" },
        actions: ["no-op"],
      },
      {
        type: "aws_api_gateway_rest_api_policy",
        after: { rest_api_id: "a", policy: policy(allow("execute-api:Invoke", { Principal: "*" })) },
      },
    ],
    "danger public: policy lets everyone in",
  ],
  [
    "a user who joins a group",
    [{ type: "aws_iam_group_membership", after: { group: "admins", users: ["bob"] } }],
    "danger access: grants access in a way that can't be compared here (aws_iam_group_membership): read what it gives to whom",
  ],
  [
    "lifecycle rules that nobody knows yet",
    [
      update(
        "aws_s3_bucket_lifecycle_configuration",
        { rule: [{ id: "r", expiration: [{ days: 30 }] }] },
        {},
        { marks: { after_unknown: { rule: true } } },
      ),
    ],
    "warning unknown: the rules are known after the apply only, so nobody can say what they delete",
  ],
  [
    "a policy attached to a role that is there already",
    [
      {
        type: "aws_iam_role_policy_attachment",
        after: { role: "one", policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
      },
    ],
    "danger access: gives one one more policy, arn:aws:iam::aws:policy/ReadOnlyAccess: what that allows does not stand in the plan",
  ],
  [
    "administrators made of a new role",
    [
      { type: "aws_iam_role", after: role },
      {
        type: "aws_iam_role_policy_attachment",
        after: { role: "one", policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess" },
      },
    ],
    "danger access: gives one the policy arn:aws:iam::aws:policy/AdministratorAccess, which allows nearly everything",
  ],
  [
    "a new policy of every action",
    [{ type: "aws_iam_policy", after: { policy: policy(allow("*")) } }],
    "danger access: policy allows every action",
  ],
  [
    "a boundary that goes",
    [update("aws_iam_role", { ...role, permissions_boundary: "arn:b" }, role)],
    "danger access: the permissions boundary arn:b is removed: it limited what every policy here can allow",
  ],
  [
    "a provider trusted whoever comes",
    [
      {
        type: "aws_iam_role",
        after: {
          ...role,
          assume_role_policy: policy({
            Effect: "Allow",
            Principal: { Federated: "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com" },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } },
          }),
        },
      },
    ],
    "danger access: assume_role_policy trusts everyone whom the identity provider knows: no condition names a subject",
  ],
  [
    "a function that everyone may call",
    [{ type: "aws_lambda_permission", after: { function_name: "f", principal: "*", action: "lambda:InvokeFunction" } }],
    "danger public: permission lets everyone in",
  ],
  [
    "a bucket policy for everyone",
    [
      { type: "aws_s3_bucket", after: { bucket: "b" } },
      {
        type: "aws_s3_bucket_policy",
        after: { bucket: "b", policy: policy(allow("s3:GetObject", { Principal: "*" })) },
      },
    ],
    "danger public: policy lets everyone in",
  ],
  [
    "a bucket policy that goes with its denial",
    [
      {
        type: "aws_s3_bucket_policy",
        before: { bucket: "b", policy: policy({ ...allow("s3:*"), Effect: "Deny", Principal: "*" }) },
      },
    ],
    "danger access: policy denies less than before: Deny s3:* on arn:aws:s3:::one/* to *",
  ],
  [
    "an API's policy that goes",
    [
      {
        type: "aws_api_gateway_rest_api_policy",
        before: { rest_api_id: "a", policy: policy(allow("execute-api:Invoke", { Principal: "*" })) },
      },
    ],
    "danger access: policy allows more than before: Allow * on * to *",
  ],
  [
    "a public ACL",
    [{ type: "aws_s3_bucket_acl", after: { bucket: "b", acl: "public-read" } }],
    "danger public: acl becomes public-read: everyone can read",
  ],
  [
    "one of the four blocks",
    [
      update(
        "aws_s3_bucket_public_access_block",
        { bucket: "b", block_public_acls: true },
        { bucket: "b", block_public_acls: false },
      ),
    ],
    "danger public: block_public_acls goes off: what it kept out is let in",
  ],
  [
    "a port for the world",
    [
      update(
        "aws_security_group",
        { ingress: [] },
        { ingress: [{ from_port: 22, to_port: 22, protocol: "tcp", cidr_blocks: ["0.0.0.0/0"] }] },
      ),
    ],
    "danger public: ingress.cidr_blocks opens tcp port 22 to 0.0.0.0/0",
  ],
  [
    "a method that asks for nothing any more",
    [update("aws_api_gateway_method", { authorization: "AWS_IAM" }, { authorization: "NONE" })],
    "danger public: asks for no authorization, AWS_IAM before: everyone may call it",
  ],
  [
    "everyone in a Google binding",
    [{ type: "google_storage_bucket_iam_member", after: { member: "allUsers", role: "roles/storage.objectViewer" } }],
    "danger public: member opens it to allUsers",
  ],
  [
    "a database without backups",
    [update("aws_db_instance", { backup_retention_period: 7 }, { backup_retention_period: 0 })],
    "danger retention: backup_retention_period is shortened: 7 becomes 0",
  ],
  [
    "logs that were kept for ever",
    [update("aws_cloudwatch_log_group", { retention_in_days: 0 }, { retention_in_days: 365 })],
    "danger retention: retention_in_days is shortened: for ever becomes 365",
  ],
  [
    "objects that were never deleted",
    [
      {
        type: "aws_s3_bucket_lifecycle_configuration",
        after: { bucket: "b", rule: [{ id: "r", status: "Enabled", expiration: [{ days: 30 }] }] },
      },
    ],
    "danger retention: lifecycle rule r deletes objects after 30 days, not at all before",
  ],
  [
    "objects that are kept for ever",
    [
      update(
        "aws_s3_bucket_lifecycle_configuration",
        { rule: [{ id: "r", status: "Enabled", expiration: [{ days: 30 }] }] },
        { rule: [] },
      ),
    ],
    "warning retention: lifecycle rule r no longer deletes objects: they are kept for ever",
  ],
  [
    "a bucket that may be emptied",
    [update("aws_s3_bucket", { force_destroy: false }, { force_destroy: true })],
    "danger protection: force_destroy goes on: its data can be destroyed without a second step",
  ],
  [
    "deletion protection",
    [update("aws_rds_cluster", { deletion_protection: true }, { deletion_protection: false })],
    "danger protection: deletion_protection goes off",
  ],
  [
    "a workgroup that lets clients decide",
    [
      update(
        "aws_athena_workgroup",
        { configuration: [{ enforce_workgroup_configuration: true }] },
        { configuration: [{ enforce_workgroup_configuration: false }] },
      ),
    ],
    "danger protection: configuration.enforce_workgroup_configuration goes off",
  ],
  [
    "a lower TLS version",
    [update("aws_api_gateway_domain_name", { security_policy: "TLS_1_2" }, { security_policy: "TLS_1_0" })],
    "danger protection: security_policy: TLS_1_2 becomes TLS_1_0",
  ],
  [
    "a table's recovery",
    [
      update(
        "aws_dynamodb_table",
        { point_in_time_recovery: [{ enabled: true }] },
        { point_in_time_recovery: [{ enabled: false }] },
      ),
    ],
    "danger protection: point_in_time_recovery.enabled goes off",
  ],
  [
    "copies in another region",
    [{ type: "aws_s3_bucket_replication_configuration", before: { bucket: "b" } }],
    "danger protection: removes the copies in another bucket",
  ],
  [
    "a firewall's rule",
    [update("aws_wafv2_web_acl", { rule: [{ name: "rate", action: [{ block: [{}] }] }] }, { rule: [] })],
    "danger protection: the firewall loses the rules rate",
  ],
  [
    "a switch within a new block of a new object",
    [{ type: "aws_eks_cluster", after: { vpc_config: [{ endpoint_public_access: true, subnet_ids: [] }] } }],
    "danger public: vpc_config.endpoint_public_access goes on: it can be reached from outside",
  ],
  [
    "a switch within a block that comes",
    [update("x_cluster", { network: [] }, { network: [{ access: [{ public_access_enabled: true }] }] })],
    "danger public: network.access.public_access_enabled goes on: it can be reached from outside",
  ],
  [
    "a private API that everyone reaches",
    [
      update(
        "aws_api_gateway_rest_api",
        { endpoint_configuration: [{ types: ["PRIVATE"] }] },
        { endpoint_configuration: [{ types: ["REGIONAL"] }] },
      ),
    ],
    "danger public: endpoint_configuration.types: PRIVATE becomes REGIONAL: it can be reached from outside",
  ],
  [
    "a repository that is shown",
    [update("github_repository", { visibility: "private" }, { visibility: "public" })],
    "danger public: visibility: private becomes public: it can be reached from outside",
  ],
  [
    "a database of which nobody knows whether it will be public",
    [
      update(
        "aws_db_instance",
        { publicly_accessible: false },
        {},
        { marks: { after_unknown: { publicly_accessible: true } } },
      ),
    ],
    "warning unknown: publicly_accessible is known after the apply only; it is false now",
  ],
  [
    "an image for everyone",
    [{ type: "aws_ami_launch_permission", after: { image_id: "ami-1", group: "all" } }],
    "danger public: group opens it to all",
  ],
  [
    "a snapshot for everyone",
    [update("aws_db_snapshot", { shared_accounts: ["111122223333"] }, { shared_accounts: ["all"] })],
    "danger public: shared_accounts opens it to all",
  ],
  [
    "a document for everyone",
    [{ type: "aws_ssm_document", after: { permissions: { type: "Share", account_ids: "All" } } }],
    "danger public: permissions.account_ids opens it to All",
  ],
  [
    "a stream without its copies",
    [
      update(
        "aws_kinesis_firehose_delivery_stream",
        { extended_s3_configuration: [{ s3_backup_mode: "Enabled" }] },
        { extended_s3_configuration: [{ s3_backup_mode: "Disabled" }] },
      ),
    ],
    "danger protection: extended_s3_configuration.s3_backup_mode: Enabled becomes Disabled",
  ],
  [
    "a method that asks for signatures",
    [update("aws_api_gateway_method", { authorization: "NONE" }, { authorization: "AWS_IAM" })],
    "danger clients: asks for more than before",
  ],
  [
    "a method that asks for a key",
    [update("aws_api_gateway_method", { api_key_required: false }, { api_key_required: true })],
    "danger clients: asks for more than before",
  ],
])("%s is said", (_, changes, expected) => expect(findingsOf(...changes)).toContain(expected));

test.each<[string, readonly ChangeJson[]]>([
  [
    "a policy on a role that is new too",
    [{ type: "aws_iam_role", after: role }, onRole(policy(allow("s3:GetObject")))],
  ],
  [
    "a statement that moves to another policy of the role",
    [
      { type: "aws_iam_role_policy", name: "old", before: { role: "one", policy: policy(allow("s3:*")) } },
      onRole(policy(allow("s3:GetObject"))),
    ],
  ],
  [
    "a policy that only allowed and goes",
    [{ type: "aws_iam_role_policy", before: { role: "one", policy: policy(allow("s3:*")) } }],
  ],
  ["a longer retention", [update("aws_cloudwatch_log_group", { retention_in_days: 30 }, { retention_in_days: 0 })]],
  [
    "encryption that comes",
    [
      update(
        "aws_s3_bucket_server_side_encryption_configuration",
        { rule: [{ a: [{ sse_algorithm: "AES256" }] }] },
        { rule: [{ a: [{ sse_algorithm: "aws:kms", kms_master_key_id: "k" }] }] },
      ),
    ],
  ],
  [
    "egress to the world, and a default route",
    [
      {
        type: "aws_security_group",
        after: { egress: [{ from_port: 0, to_port: 0, protocol: "-1", cidr_blocks: ["0.0.0.0/0"] }] },
      },
      { type: "aws_route", after: { destination_cidr_block: "0.0.0.0/0" } },
    ],
  ],
  [
    "rules that let nobody in",
    [
      {
        type: "azurerm_network_security_group",
        after: {
          security_rule: [
            { direction: "Outbound", access: "Allow", source_address_prefix: "*" },
            { direction: "Inbound", access: "Deny", source_address_prefix: "*" },
          ],
        },
      },
      {
        type: "azurerm_network_security_rule",
        after: { direction: "Outbound", access: "Allow", source_address_prefix: "*" },
      },
      {
        type: "google_compute_firewall",
        after: { direction: "INGRESS", source_ranges: ["0.0.0.0/0"], allow: [], deny: [{ protocol: "all" }] },
      },
    ],
  ],
  [
    "an open port whose description changes",
    [
      update(
        "aws_security_group",
        { ingress: [{ from_port: 443, to_port: 443, protocol: "tcp", cidr_blocks: ["0.0.0.0/0"], description: "a" }] },
        { ingress: [{ from_port: 443, to_port: 443, protocol: "tcp", cidr_blocks: ["0.0.0.0/0"], description: "b" }] },
      ),
    ],
  ],
  [
    "a new deployment",
    [{ type: "aws_api_gateway_deployment", before: { id: "1" }, after: {}, actions: ["create", "delete"] }],
  ],
  ["a firewall in front of an API", [{ type: "aws_wafv2_web_acl_association", after: { resource_arn: "a" } }]],
  [
    "a network policy for an API that was open",
    [
      {
        type: "aws_api_gateway_method",
        before: { rest_api_id: "a", authorization: "NONE" },
        after: { rest_api_id: "a", authorization: "NONE" },
        actions: ["no-op"],
      },
      {
        type: "aws_api_gateway_rest_api_policy",
        after: { rest_api_id: "a", policy: policy(allow("execute-api:Invoke", { Principal: "*" })) },
      },
    ],
  ],
  [
    "data sources and moves",
    [
      {
        type: "aws_s3_bucket",
        before: { bucket: "b" },
        after: { bucket: "b" },
        actions: ["no-op"],
        rest: { previous_address: "aws_s3_bucket.old" },
      },
      { type: "aws_s3_object", before: null, after: {}, actions: ["read"], rest: { mode: "data" } },
    ],
  ],
])("%s is no danger", (_, changes) =>
  expect(findingsOf(...changes).filter((line) => line.startsWith("danger"))).toEqual([]),
);

test("a role of the same name in another stack, perhaps of another account, does not make a grant harmless", () => {
  const { result } = reviewOf({
    other: planJson([{ type: "aws_iam_role", after: role }]),
    stack: planJson([onRole(policy(allow("s3:GetObject")))]),
  });
  expect(result.dangers.map(({ stack, kind }) => `${stack} ${kind}`)).toEqual(["stack access"]);
});

test("what is known after the apply only is said to be unknown, not safe", () => {
  const change = update(
    "aws_iam_role_policy",
    { role: "one", policy: policy(allow("s3:GetObject")) },
    { role: "one" },
    { marks: { after_unknown: { policy: true } } },
  );
  expect(findingsOf(change)).toEqual([
    "warning unknown: policy is known after the apply only, so nobody can say whether it allows more",
  ]);
});

test.each<[string, ChangeJson]>([
  ["policy", update("aws_iam_policy", { policy: "(sensitive)" }, { policy: "(sensitive, changed)" })],
  ["policy", { type: "aws_s3_bucket_policy", after: { bucket: "b", policy: "(sensitive)" } }],
  ["publicly_accessible", { type: "aws_db_instance", after: { publicly_accessible: "(sensitive)" } }],
  ["deletion_protection", update("x_y", { deletion_protection: "(sensitive)" }, { deletion_protection: false })],
  ["retention_in_days", update("x_y", { retention_in_days: "(sensitive)" }, { retention_in_days: 7 })],
])("%s that was masked before the review needs an answer where it changes", (attribute, change) => {
  expect(findingsOf(change)).toContain(
    `danger unknown: ${attribute} was masked as sensitive: nobody can say here what it allows or protects`,
  );
  expect(findingsOf({ ...change, before: change.after ?? {}, actions: ["update"] })).toEqual([]);
});

test("a password that was masked before the review is none", () => {
  expect(
    findingsOf(update("aws_db_instance", { password: "(sensitive)" }, { password: "(sensitive, changed)" })),
  ).toEqual([]);
});
