import { at, list, refersTo, resources, statements, type Resource, type Stacks } from "./tree";

/** What a rule finds: where, and what is wrong. */
export type Rule = (stacks: Stacks) => readonly string[];

const PROJECT = "clickstream";
/** Arguments that name what no other name stands before. */
const NAMES: Readonly<Record<string, string>> = {
  aws_api_gateway_api_key: "name",
  aws_api_gateway_rest_api: "name",
  aws_api_gateway_usage_plan: "name",
  aws_athena_workgroup: "name",
  aws_cloudwatch_dashboard: "dashboard_name",
  aws_cloudwatch_log_group: "name",
  aws_cloudwatch_metric_alarm: "alarm_name",
  aws_glue_catalog_database: "name",
  aws_iam_policy: "name",
  aws_iam_role: "name",
  aws_kinesis_firehose_delivery_stream: "name",
  aws_kms_alias: "name",
  aws_lambda_function: "function_name",
  aws_quicksight_analysis: "analysis_id",
  aws_quicksight_dashboard: "dashboard_id",
  aws_quicksight_data_set: "data_set_id",
  aws_quicksight_data_source: "data_source_id",
  aws_s3_bucket: "bucket",
  aws_sns_topic: "name",
  aws_wafv2_web_acl: "name",
};
/** What AWS dictates before a name. */
const DICTATED = /^(alias\/|\/aws\/(lambda|kinesisfirehose|apigateway)\/|aws-waf-logs-)/;
/** API Gateway names it after its own id. */
const EXECUTION_LOGS = /^API-Gateway-Execution-Logs_\$\{aws_api_gateway_rest_api\./;
/** States and access logs, which S3 encrypts with its own key: the environments' keys are in the states, and S3 can't deliver logs with a key. */
const WITHOUT_KEY = /^clickstream-(state-|[a-z0-9-]*access-logs-)/;
const SECRET_NAME = /(password|secret|token|private_key|access_key|api_?key_value)/i;
const SECRET_VALUE = /\b(AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_[A-Za-z0-9]{36}\b/;

const found = ({ stack, address }: Resource, message: string): string => `${stack} ${address} ${message}`;
const buckets = (stacks: Stacks): readonly Resource[] => resources(stacks, "aws_s3_bucket");
const partsOf = (stacks: Stacks, bucket: Resource, type: string): readonly Resource[] =>
  resources(stacks, type).filter((part) => part.stack === bucket.stack && refersTo(part.block.bucket, bucket));

function environmentOf(stacks: Stacks, stack: string): string {
  const [provider] = stacks[stack]?.provider.aws ?? [];
  return String(at(provider, "default_tags", "tags", "Environment"));
}

/** Whether a text names a key that somebody chose, by reference or ARN: not nothing, and not AWS's own. */
const isKey = (value: unknown): boolean => typeof value === "string" && value !== "" && !value.includes("alias/aws/");

/** The rules, by what a reader would lose. */
export const rules = {
  "every provider tags what it makes with project, environment and component": (stacks) =>
    Object.entries(stacks).flatMap(([stack, { provider }]) =>
      (provider.aws ?? []).flatMap((block) =>
        ["Project", "Environment", "Component"]
          .filter((tag) => !at(block, "default_tags", "tags", tag))
          .map((tag) => `${stack} provider.aws lacks the tag ${tag}`),
      ),
    ),

  "every provider is held to one account": (stacks) =>
    Object.entries(stacks).flatMap(([stack, { provider }]) =>
      (provider.aws ?? [])
        .filter((block) => list(block.allowed_account_ids).length !== 1)
        .map(() => `${stack} provider.aws lacks allowed_account_ids`),
    ),

  "every state is in S3, encrypted, locked and alone under its stack's name, or at first beside the code": (stacks) =>
    Object.entries(stacks).flatMap(([stack, { terraform }]) => {
      const { s3, local } = terraform.backend;
      const isAccount = stack.startsWith(`${PROJECT}-account-`);
      if (isAccount && local)
        return String(local.path).startsWith("/") ? [`${stack} backend local has a path of the machine`] : [];
      const isRight =
        s3?.encrypt === true &&
        s3.use_lockfile === true &&
        s3.key === `${stack}/terraform.tfstate` &&
        String(s3.bucket).startsWith(`${PROJECT}-state-`);
      return isRight
        ? []
        : [`${stack} backend must be s3 with encrypt, use_lockfile and key ${stack}/terraform.tfstate`];
    }),

  "every name begins with the project and its environment": (stacks) =>
    resources(stacks, ...Object.keys(NAMES)).flatMap((resource) => {
      const environment = environmentOf(stacks, resource.stack);
      const prefix = environment === "shared" ? PROJECT : `${PROJECT}-${environment}`;
      const name = String(resource.block[NAMES[resource.type] ?? ""]);
      if (EXECUTION_LOGS.test(name)) return [];
      const own = name.replace(DICTATED, "").replaceAll("_", "-"); // Glue takes no hyphens
      return own === prefix || [`${prefix}-`, `${prefix}/`].some((beginning) => own.startsWith(beginning))
        ? []
        : [found(resource, `must be named ${prefix}-…, got ${name}`)];
    }),

  "every bucket is closed to the public": (stacks) =>
    buckets(stacks).flatMap((bucket) => {
      const [block] = partsOf(stacks, bucket, "aws_s3_bucket_public_access_block");
      const open = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"].filter(
        (argument) => block?.block[argument] !== true,
      );
      return open.map((argument) => found(bucket, `lacks ${argument}`));
    }),

  "every bucket keeps old versions": (stacks) =>
    buckets(stacks).flatMap((bucket) => {
      const [versioning] = partsOf(stacks, bucket, "aws_s3_bucket_versioning");
      return at(versioning?.block.versioning_configuration, "status") === "Enabled"
        ? []
        : [found(bucket, "keeps no versions")];
    }),

  "every bucket is encrypted, with the environment's key where S3 can": (stacks) =>
    buckets(stacks).flatMap((bucket) => {
      const [encryption] = partsOf(stacks, bucket, "aws_s3_bucket_server_side_encryption_configuration");
      const settings = at(encryption?.block.rule, "apply_server_side_encryption_by_default");
      const [algorithm, key] = [at(settings, "sse_algorithm"), at(settings, "kms_master_key_id")];
      if (algorithm === "aws:kms" && isKey(key)) return [];
      return algorithm === "AES256" && WITHOUT_KEY.test(String(bucket.block.bucket))
        ? []
        : [found(bucket, `is encrypted by ${JSON.stringify(algorithm)} without the environment's key`)];
    }),

  "every bucket is reached over TLS only": (stacks) =>
    buckets(stacks).flatMap((bucket) => {
      const name = String(bucket.block.bucket);
      const denies = statements(stacks).filter(({ type, stack, block, statement }) => {
        if (type !== "aws_s3_bucket_policy" || stack !== bucket.stack || !refersTo(block.bucket, bucket)) return false;
        const isWhole =
          list(statement.Resource).some((arn) => arn.endsWith(`:::${name}`)) &&
          list(statement.Resource).some((arn) => arn.endsWith(`:::${name}/*`));
        const isForAll =
          statement.Effect === "Deny" && statement.Principal === "*" && list(statement.Action).includes("s3:*");
        return (
          isWhole &&
          isForAll &&
          at(statement.Condition, "Bool", "aws:SecureTransport") === "false" &&
          Object.keys(statement.Condition as object).length === 1
        );
      });
      return denies.length > 0 ? [] : [found(bucket, "admits requests without TLS")];
    }),

  "every key rotates": (stacks) =>
    resources(stacks, "aws_kms_key")
      .filter(({ block }) => block.enable_key_rotation !== true)
      .map((key) => found(key, "doesn't rotate")),

  "every log group is encrypted and has a retention": (stacks) =>
    resources(stacks, "aws_cloudwatch_log_group").flatMap((group) => [
      ...(Number(group.block.retention_in_days) > 0 ? [] : [found(group, "lacks retention_in_days")]),
      ...(isKey(group.block.kms_key_id) ? [] : [found(group, "lacks kms_key_id")]),
    ]),

  "every stream is encrypted, on its way and where it ends": (stacks) =>
    resources(stacks, "aws_kinesis_firehose_delivery_stream").flatMap((stream) => {
      const { server_side_encryption: inside, extended_s3_configuration: s3 } = stream.block;
      const isInside =
        at(inside, "enabled") === true &&
        at(inside, "key_type") === "CUSTOMER_MANAGED_CMK" &&
        isKey(at(inside, "key_arn"));
      return [
        ...(isInside ? [] : [found(stream, "lacks server_side_encryption with the environment's key")]),
        ...(isKey(at(s3, "kms_key_arn")) ? [] : [found(stream, "lacks kms_key_arn")]),
      ];
    }),

  "every topic and every workgroup is encrypted with the environment's key": (stacks) => [
    ...resources(stacks, "aws_sns_topic")
      .filter(({ block }) => !isKey(block.kms_master_key_id))
      .map((topic) => found(topic, "lacks kms_master_key_id")),
    ...resources(stacks, "aws_athena_workgroup")
      .filter(
        ({ block }) =>
          !isKey(at(block.configuration, "result_configuration", "encryption_configuration", "kms_key_arn")) ||
          at(block.configuration, "enforce_workgroup_configuration") === false,
      )
      .map((workgroup) => found(workgroup, "leaves results without the environment's key")),
  ],

  "every function writes to a log group that is there before it": (stacks) =>
    resources(stacks, "aws_lambda_function").flatMap((lambda) => {
      const groups = resources(stacks, "aws_cloudwatch_log_group").filter(
        ({ stack, block }) =>
          stack === lambda.stack && block.name === `/aws/lambda/${String(lambda.block.function_name)}`,
      );
      const isBefore = groups.some(
        (group) =>
          refersTo(at(lambda.block.logging_config, "log_group"), group) ||
          list(lambda.block.depends_on).includes(group.address),
      );
      return isBefore
        ? []
        : [found(lambda, `needs the log group /aws/lambda/${String(lambda.block.function_name)} before it`)];
    }),

  "no policy admits everyone": (stacks) => [
    ...statements(stacks)
      .filter(
        ({ statement: { Effect, Principal } }) =>
          Effect === "Allow" &&
          (Principal === "*" ||
            (typeof Principal === "object" &&
              Object.values(Principal as object)
                .flat()
                .includes("*"))),
      )
      .filter(
        ({ statement }) =>
          !["aws:SourceIp", "aws:SourceAccount", "aws:PrincipalAccount", "aws:PrincipalOrgID"].some((key) =>
            JSON.stringify(statement.Condition ?? {}).includes(`"${key}"`),
          ),
      )
      .map((each) => found(each, `admits everyone in ${each.argument}`)),
    ...resources(stacks, "aws_lambda_permission")
      .filter(({ block }) => block.principal === "*" || !(block.source_arn ?? block.source_account))
      .map((permission) => found(permission, "admits more than one source")),
  ],

  "a token of another issuer gets a role only for an audience and a subject that are named whole": (stacks) =>
    statements(stacks)
      .filter(({ statement }) => at(statement.Principal, "Federated") !== undefined)
      .flatMap((each) => {
        const exact = Object.entries(at(each.statement.Condition, "StringEquals") ?? {});
        const missing = [":aud", ":sub"].filter(
          (claim) =>
            !exact.some(([key, value]) => key.endsWith(claim) && list(value).every((text) => !text.includes("*"))),
        );
        return missing.map((claim) => found(each, `compares no ${claim} with StringEquals`));
      }),

  "no policy allows actions by pattern or by exclusion, but a key's to its own account": (stacks) =>
    statements(stacks)
      .filter(({ statement }) => statement.Effect === "Allow")
      .flatMap((each) => {
        const { type, statement } = each;
        const isKeyOwner =
          type === "aws_kms_key" && /^arn:[\w-]+:iam::\d{12}:root$/.test(String(at(statement.Principal, "AWS")));
        const patterns = list(statement.Action).filter(
          (action) => action.includes("*") && !(isKeyOwner && action === "kms:*"),
        );
        const exclusions = Object.keys(statement).filter((key) => key.startsWith("Not"));
        return [...patterns, ...exclusions].map((what) => found(each, `allows ${what}`));
      }),

  "no secret stands in the tree": (stacks) =>
    Object.entries(stacks).flatMap(([stack, json]) =>
      secretsIn(json).map((where) => `${stack}${where} looks like a secret`),
    ),
} satisfies Record<string, Rule>;

function secretsIn(value: unknown, where = ""): readonly string[] {
  if (typeof value === "string") {
    const name = where.slice(where.lastIndexOf(".") + 1);
    const isLiteral = !value.startsWith("${") && value !== "";
    return SECRET_VALUE.test(value) || (isLiteral && SECRET_NAME.test(name)) ? [where] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => secretsIn(inner, `${where}.${key}`));
}
