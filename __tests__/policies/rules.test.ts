import { environments } from "../support/restaurant";
import { environment, LOCATION, type Block } from "../support/synth";
import { synthPipeline } from "../support/synth-pipeline";
import { rules } from "./rules";
import { readStacks, resources, type StackJson, type Stacks } from "./tree";

/** The shipped environments, and two with everything on, whose repository deploys them. */
const EVERYTHING = {
  cors: { allowedOrigins: ["https://a", "https://b"] },
  apiKeys: ["till"],
  waf: { logging: true },
  domain: { domainName: "events.example.com", certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/abc" },
  allowedNetworks: ["203.0.113.0/24"],
  backupRegion: "eu-central-1",
  notificationEmail: "ops@example.com",
  sourceBackup: "all",
} as const;
const all = [
  ...environments,
  environment({ name: "one", ...EVERYTHING }),
  environment({ name: "two", ...EVERYTHING, ingestion: "lambda" }),
];
const ours = readStacks(
  synthPipeline(all, undefined, [{ accountId: LOCATION.accountId, repository: "octo-org/clickstream" }]),
);

type Names = keyof typeof rules;
type Arguments = Record<string, unknown>;

/** Changes every resource of a type. */
const change = (type: string, edit: (block: Arguments) => void) => (stacks: Stacks) =>
  resources(stacks, type).forEach(({ block }) => edit(block));
/** Takes every resource of a type away. */
const remove = (type: string) => (stacks: Stacks) =>
  Object.values(stacks).forEach(({ resource }) => Reflect.deleteProperty(resource, type));
/** Changes every statement of a policy. */
const restate = (type: string, argument: string, edit: (statement: Arguments) => void) =>
  change(type, (block) => {
    const document = JSON.parse(String(block[argument])) as { Statement: Arguments[] };
    document.Statement.forEach(edit);
    block[argument] = JSON.stringify(document);
  });
const provider = (edit: (block: Arguments) => void) => (stacks: Stacks) =>
  Object.values(stacks).forEach(({ provider: { aws = [] } }) => aws.forEach((block) => edit(block)));
const backend = (edit: (s3: Arguments) => void) => (stacks: Stacks) =>
  Object.values(stacks).forEach(({ terraform }) => {
    if (terraform.backend.s3) edit(terraform.backend.s3);
  });
const inside = (block: unknown): Arguments => (Array.isArray(block) ? block[0] : block) as Arguments;

/** For each rule, trees that it must not let pass, and what it says of them. */
const BAD: Readonly<Record<Names, readonly (readonly [edit: (stacks: Stacks) => void, says: RegExp])[]>> = {
  "every provider tags what it makes with project, environment and component": [
    [
      provider((aws) => {
        aws.default_tags = [{ tags: { Project: "clickstream", Environment: "dev" } }];
      }),
      /lacks the tag Component/,
    ],
  ],
  "every provider is held to one account": [
    [
      provider((aws) => {
        delete aws.allowed_account_ids;
      }),
      /lacks allowed_account_ids/,
    ],
  ],
  "every state is in S3, encrypted, locked and alone under its stack's name, or at first beside the code": [
    [
      backend((s3) => {
        s3.encrypt = false;
      }),
      /backend must be s3/,
    ],
    [
      backend((s3) => {
        delete s3.use_lockfile;
      }),
      /backend must be s3/,
    ],
    [
      backend((s3) => {
        s3.key = "shared.tfstate";
      }),
      /backend must be s3/,
    ],
    [
      (stacks) =>
        Object.values(stacks).forEach(({ terraform }) =>
          Object.assign(terraform, { backend: { local: { path: "/home/me/terraform.tfstate" } } }),
        ),
      /has a path of the machine|backend must be s3/,
    ],
  ],
  "every name begins with the project and its environment": [
    [
      change("aws_s3_bucket", (bucket) => {
        bucket.bucket = "events-of-guests";
      }),
      /aws_s3_bucket\.\S+ must be named clickstream-dev-…, got events-of-guests/,
    ],
    [
      change("aws_iam_role", (role) => {
        role.name = "clickstream-development-role";
      }),
      /aws_iam_role\.\S+ must be named clickstream-dev-…/,
    ],
    [
      change("aws_cloudwatch_log_group", (group) => {
        group.name = "/aws/lambda/other";
      }),
      /aws_cloudwatch_log_group\.\S+ must be named/,
    ],
  ],
  "every bucket is closed to the public": [
    [remove("aws_s3_bucket_public_access_block"), /lacks restrict_public_buckets/],
    [
      change("aws_s3_bucket_public_access_block", (block) => {
        block.block_public_policy = false;
      }),
      /lacks block_public_policy/,
    ],
    [
      change("aws_s3_bucket_public_access_block", (block) => {
        block.bucket = "${aws_s3_bucket.another.id}";
      }),
      /lacks block_public_acls/,
    ],
  ],
  "every bucket keeps old versions": [
    [remove("aws_s3_bucket_versioning"), /keeps no versions/],
    [
      change("aws_s3_bucket_versioning", (versioning) => {
        versioning.versioning_configuration = { status: "Suspended" };
      }),
      /keeps no versions/,
    ],
  ],
  "every bucket is encrypted, with the environment's key where S3 can": [
    [remove("aws_s3_bucket_server_side_encryption_configuration"), /is encrypted by undefined/],
    [
      change("aws_s3_bucket_server_side_encryption_configuration", (encryption) => {
        encryption.rule = [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }];
      }),
      /is encrypted by "AES256" without/,
    ],
  ],
  "every bucket is reached over TLS only": [
    [remove("aws_s3_bucket_policy"), /admits requests without TLS/],
    [
      restate("aws_s3_bucket_policy", "policy", (statement) => {
        statement.Condition = {
          Bool: { "aws:SecureTransport": "false" },
          StringEquals: { "aws:PrincipalAccount": "1" },
        };
      }),
      /admits requests without TLS/,
    ],
    [
      restate("aws_s3_bucket_policy", "policy", (statement) => {
        statement.Resource = [statement.Resource].flat().slice(0, 1);
      }),
      /admits requests without TLS/,
    ],
  ],
  "every key rotates": [
    [
      change("aws_kms_key", (key) => {
        key.enable_key_rotation = false;
      }),
      /doesn't rotate/,
    ],
  ],
  "every log group is encrypted and has a retention": [
    [
      change("aws_cloudwatch_log_group", (group) => {
        delete group.retention_in_days;
      }),
      /lacks retention_in_days/,
    ],
    [
      change("aws_cloudwatch_log_group", (group) => {
        group.retention_in_days = 0;
      }),
      /lacks retention_in_days/,
    ],
    [
      change("aws_cloudwatch_log_group", (group) => {
        delete group.kms_key_id;
      }),
      /lacks kms_key_id/,
    ],
  ],
  "every stream is encrypted, on its way and where it ends": [
    [
      change("aws_kinesis_firehose_delivery_stream", (stream) => {
        inside(stream.server_side_encryption).key_type = "AWS_OWNED_CMK";
      }),
      /lacks server_side_encryption/,
    ],
    [
      change("aws_kinesis_firehose_delivery_stream", (stream) => {
        delete inside(stream.extended_s3_configuration).kms_key_arn;
      }),
      /lacks kms_key_arn/,
    ],
  ],
  "every topic and every workgroup is encrypted with the environment's key": [
    [
      ({ "clickstream-dev-storage": stack }) => add(stack, "aws_sns_topic", { kms_master_key_id: "alias/aws/sns" }),
      /aws_sns_topic\.bad lacks kms_master_key_id/,
    ],
    [
      ({ "clickstream-dev-storage": stack }) =>
        add(stack, "aws_athena_workgroup", { configuration: { result_configuration: {} } }),
      /aws_athena_workgroup\.bad leaves results/,
    ],
  ],
  "every function writes to a log group that is there before it": [
    [remove("aws_cloudwatch_log_group"), /needs the log group \/aws\/lambda\/clickstream-dev-transform before it/],
    [
      change("aws_lambda_function", (lambda) => {
        delete lambda.logging_config;
      }),
      /needs the log group/,
    ],
  ],
  "no policy admits everyone": [
    [
      restate("aws_s3_bucket_policy", "policy", (statement) => {
        statement.Effect = "Allow";
      }),
      /aws_s3_bucket_policy\.\S+ admits everyone in policy/,
    ],
    [
      restate("aws_iam_role", "assume_role_policy", (statement) => {
        statement.Principal = { AWS: ["*"] };
      }),
      /aws_iam_role\.\S+ admits everyone in assume_role_policy/,
    ],
    [
      restate("aws_kms_key", "policy", (statement) => {
        statement.Principal = { AWS: "*" };
      }),
      /aws_kms_key\.\S+ admits everyone/,
    ],
    [
      change("aws_lambda_permission", (permission) => {
        delete permission.source_arn;
      }),
      /admits more than one source/,
    ],
  ],
  "a token of another issuer gets a role only for an audience and a subject that are named whole": [
    [
      restate("aws_iam_role", "assume_role_policy", (statement) => {
        if (JSON.stringify(statement).includes("Federated"))
          statement.Condition = { StringLike: (statement.Condition as Block).StringEquals };
      }),
      /compares no :sub with StringEquals/,
    ],
    [
      restate("aws_iam_role", "assume_role_policy", (statement) => {
        if (JSON.stringify(statement).includes("Federated"))
          Reflect.deleteProperty(
            inside((statement.Condition as Block).StringEquals),
            "token.actions.githubusercontent.com:aud",
          );
      }),
      /compares no :aud/,
    ],
  ],
  "no policy allows actions by pattern or by exclusion, but a key's to its own account": [
    [
      restate("aws_iam_role_policy", "policy", (statement) => {
        statement.Action = "s3:Get*";
      }),
      /allows s3:Get\*/,
    ],
    [
      restate("aws_iam_role_policy", "policy", (statement) => {
        statement.NotAction = "iam:CreateUser";
      }),
      /allows NotAction/,
    ],
    [
      restate("aws_kms_key", "policy", (statement) => {
        statement.Principal = { Service: "s3.amazonaws.com" };
      }),
      /allows kms:\*/,
    ],
  ],
  "no secret stands in the tree": [
    [
      change("aws_lambda_function", (lambda) => {
        lambda.environment = { variables: { DB_PASSWORD: "hunter2" } };
      }),
      /environment\.variables\.DB_PASSWORD looks like a secret/,
    ],
    [
      change("aws_s3_bucket", (bucket) => {
        bucket.tags = { Note: "AKIAABCDEFGHIJKLMNOP" };
      }),
      /looks like a secret/,
    ],
    [
      provider((aws) => {
        aws.secret_key = "x";
        aws.access_key = "y";
      }),
      /provider\.aws\.0\.secret_key looks like a secret/,
    ],
  ],
};

/** Puts a resource of a type that the stack may lack into it. */
function add(stack: StackJson | undefined, type: string, block: Arguments): void {
  if (stack) stack.resource[type] = { bad: block };
}

describe.each(Object.keys(rules) as Names[])("%s", (name) => {
  test("holds for every stack of every environment", () => {
    expect(rules[name](ours)).toEqual([]);
  });

  test.each(BAD[name])("is broken by a tree that is not so: %#", (edit, says) => {
    const bad = structuredClone(ours);
    edit(bad);
    expect(rules[name](bad).filter((finding) => says.test(finding))).not.toEqual([]);
  });
});
