import type { Resource } from "../../../emulation/tree/tree";
import { block, regionOf, type Facts } from "./facts";
import { docs, needs, role, service, type Need } from "./need";

const FIREHOSE = docs("firehose/latest/dev/controlling-access.html");
const HOUR = "2026/11/29/13/";

/** What AWS's services and the functions ask for while events arrive, are stored, copied and watched. */
export const dataPath = (facts: Facts): readonly Need[] => [
  ...facts.all("aws_kinesis_firehose_delivery_stream").flatMap((stream) => delivery(facts, stream)),
  ...facts.all("aws_lambda_function").flatMap((lambda) => running(facts, lambda)),
  ...ingestion(facts),
  ...clients(facts),
  ...replication(facts),
  ...facts.all("aws_s3_bucket_logging").flatMap((logging) => accessLogs(facts, logging)),
  ...facts.all("aws_cloudwatch_log_group").flatMap((group) => logGroup(facts, group)),
  ...facts.all("aws_cloudwatch_metric_alarm").flatMap((alarm) => notice(facts, alarm)),
];

function delivery(facts: Facts, { config }: Resource): readonly Need[] {
  const s3 = block(config.extended_s3_configuration);
  const who = role(String(s3.role_arn));
  const bucket = String(s3.bucket_arn);
  const written = [
    s3.prefix,
    s3.error_output_prefix,
    ...(s3.s3_backup_mode === "Enabled" ? [block(s3.s3_backup_configuration).prefix] : []),
  ];
  const objects = written.map((prefix) => `${bucket}/${String(prefix).split("!{")[0] ?? ""}${HOUR}object.gz`);
  const lambda = lambdaOf(s3).replace(/:\$LATEST$/, "");
  const logs = block(s3.cloudwatch_logging_options);
  const schema = block(block(s3.data_format_conversion_configuration).schema_configuration);
  const ask = (why: string, anchor: string) => ({ who, why, source: `${FIREHOSE}#${anchor}` });
  const { accountId } = facts.environment;
  return [
    ...needs(
      {
        who: service("firehose.amazonaws.com"),
        why: "Firehose takes its role",
        source: `${FIREHOSE}#firehose-assume-role`,
        context: { "sts:ExternalId": accountId },
        walls: ["sts:ExternalId"],
      },
      "sts",
      "AssumeRole",
      who.kind === "role" ? who.arn : "",
    ),
    ...needs(
      ask("delivery to S3", "using-iam-s3"),
      "s3",
      "GetBucketLocation ListBucket ListBucketMultipartUploads",
      bucket,
    ),
    ...needs(
      ask("delivery to S3: events, failed records, source backup", "using-iam-s3"),
      "s3",
      "AbortMultipartUpload GetObject PutObject",
      ...objects,
    ),
    ...needs(
      {
        ...ask("objects with the key; a bucket key's context is the bucket", "using-iam-s3"),
        context: { "kms:ViaService": facts.throughS3, "kms:EncryptionContext:aws:s3:arn": bucket },
        walls: ["kms:ViaService"],
      },
      "kms",
      "GenerateDataKey Decrypt",
      String(s3.kms_key_arn),
    ),
    ...needs(
      ask("transformation by a function", "using-iam-s3"),
      "lambda",
      "InvokeFunction GetFunctionConfiguration",
      lambda,
      `${lambda}:$LATEST`,
    ),
    ...needs(
      ask("error logs", "using-iam-s3"),
      "logs",
      "PutLogEvents",
      facts.regional("logs", `log-group:${String(logs.log_group_name)}:log-stream:${String(logs.log_stream_name)}`),
    ),
    ...(typeof schema.table_name !== "string"
      ? []
      : needs(
          ask("Parquet by a table's columns", "using-iam-glue"),
          "glue",
          "GetTable GetTableVersion GetTableVersions",
          facts.regional("glue", "catalog"),
          facts.regional("glue", `database/${String(schema.database_name)}`),
          facts.regional("glue", `table/${String(schema.database_name)}/${schema.table_name}`),
        )),
  ];
}

function lambdaOf(s3: Readonly<Record<string, unknown>>): string {
  const [processor] = block(s3.processing_configuration).processors as readonly unknown[];
  const parameters = block(processor).parameters as readonly { parameter_name: string; parameter_value: string }[];
  return parameters.find((each) => each.parameter_name === "LambdaArn")?.parameter_value ?? "";
}

function running(facts: Facts, { config }: Resource): readonly Need[] {
  const arn = String(config.role);
  const who = role(arn);
  const group = facts.regional("logs", `log-group:/aws/lambda/${String(config.function_name)}`);
  const execution = docs("lambda/latest/dg/lambda-intro-execution-role.html");
  return [
    ...needs(
      { who: service("lambda.amazonaws.com"), why: "Lambda takes the function's role", source: execution },
      "sts",
      "AssumeRole",
      arn,
    ),
    ...needs(
      { who, why: "the function's log", source: docs("lambda/latest/dg/monitoring-cloudwatchlogs.html") },
      "logs",
      "CreateLogStream PutLogEvents",
      `${group}:log-stream:2026/11/29/[$LATEST]0123`,
    ),
    ...needs(
      { who, why: "active tracing", source: docs("lambda/latest/dg/services-xray.html") },
      "xray",
      "PutTraceSegments PutTelemetryRecords",
      "*",
    ),
  ];
}

const streamArns = (facts: Facts): readonly string[] =>
  facts.all("aws_kinesis_firehose_delivery_stream").map((stream) => facts.arn(stream));

/** From API Gateway to Firehose, by its own role or by the function. */
function ingestion(facts: Facts): readonly Need[] {
  const api = facts.only("aws_api_gateway_rest_api");
  const source = docs("apigateway/latest/developerguide/integrating-api-with-aws-services-kinesis.html");
  const roles = [
    ...new Set(
      facts.all("aws_api_gateway_integration").flatMap((integration) => facts.integrationRole(integration) ?? []),
    ),
  ];
  const direct = roles.flatMap((arn) => [
    ...needs(
      { who: service("apigateway.amazonaws.com"), why: "API Gateway takes its role", source },
      "sts",
      "AssumeRole",
      arn,
    ),
    ...needs(
      { who: role(arn), why: "a request becomes a record", source },
      "firehose",
      "PutRecord",
      ...streamArns(facts),
    ),
  ]);
  const called = facts
    .all("aws_lambda_function")
    .filter(({ config }) => String(config.function_name).endsWith("-ingest"))
    .flatMap((lambda) => [
      ...needs(
        {
          who: role(String(lambda.config.role)),
          why: "a request's events become records",
          source: docs("firehose/latest/APIReference/API_PutRecordBatch.html"),
        },
        "firehose",
        "PutRecordBatch",
        ...streamArns(facts),
      ),
      ...["menu-click", "orders/batch"].flatMap((path) =>
        invoked(
          `${facts.tree.attribute(api, "execution_arn")}/${facts.environment.name}/POST/${path}`,
          facts.arn(lambda),
        ),
      ),
    ]);
  const asked = facts
    .all("aws_api_gateway_authorizer")
    .filter(({ config }) => config.type === "TOKEN")
    .flatMap((authorizer) =>
      invoked(
        `${facts.tree.attribute(api, "execution_arn")}/authorizers/${facts.tree.attribute(authorizer, "id")}`,
        /functions\/(.+)\/invocations/.exec(String(authorizer.config.authorizer_uri))?.[1] ?? "",
      ),
    );
  return [...direct, ...called, ...asked];
}

const invoked = (from: string, functionArn: string): readonly Need[] =>
  needs(
    {
      who: service("apigateway.amazonaws.com"),
      why: "API Gateway calls a function",
      source: docs("lambda/latest/dg/services-apigateway.html"),
      context: { "aws:SourceArn": from },
      walls: ["aws:SourceArn"],
    },
    "lambda",
    "InvokeFunction",
    functionArn,
  );

/** Only an API with a policy asks IAM; OPTIONS is anybody's, everything else is unless IAM decides. */
function clients(facts: Facts): readonly Need[] {
  if (facts.all("aws_api_gateway_rest_api_policy").length === 0) return [];
  const arn = facts.tree.attribute(facts.only("aws_api_gateway_rest_api"), "execution_arn");
  const isIams = facts.environment.authorization === "AWS_IAM";
  const source = docs("apigateway/latest/developerguide/apigateway-authorization-flow.html");
  const network = { context: { "aws:SourceIp": "203.0.113.9" }, walls: ["aws:SourceIp"] };
  const signed = role(`arn:aws:iam::${facts.environment.accountId}:role/till`); // its own account lets it call
  return [
    ...(isIams
      ? needs(
          { who: signed, why: "a client that signs, in an allowed network", source, ...network },
          "execute-api",
          "Invoke",
          `${arn}/${facts.environment.name}/POST/poc`,
        )
      : []),
    ...needs(
      { who: { kind: "anyone" }, why: "a client in an allowed network", source, ...network },
      "execute-api",
      "Invoke",
      ...(isIams ? ["OPTIONS"] : ["OPTIONS", "POST"]).map((method) => `${arn}/${facts.environment.name}/${method}/poc`),
    ),
  ];
}

function replication(facts: Facts): readonly Need[] {
  return facts.all("aws_s3_bucket_replication_configuration").flatMap(({ config }) => {
    const arn = String(config.role);
    const destination = block(block(config.rule).destination);
    const [from, to] = [facts.bucket("events"), String(destination.bucket)];
    const there = String(block(destination.encryption_configuration).replica_kms_key_id);
    const source = docs("AmazonS3/latest/userguide/setting-repl-config-perm-overview.html");
    const keys = docs("AmazonS3/latest/userguide/replication-config-for-kms-objects.html");
    const who = role(arn);
    const through = (region: string, bucket: string, context: string) => ({
      who,
      why:
        context === bucket
          ? "objects with the key; a bucket key's context is the bucket"
          : "objects that were written without a bucket key",
      source: keys,
      context: { "kms:ViaService": `s3.${region}.amazonaws.com`, "kms:EncryptionContext:aws:s3:arn": context },
      walls: ["kms:ViaService", "kms:EncryptionContext:aws:s3:arn"],
    });
    const object = "/clickstream-data/menu-click/2026/11/29/13/object.gz";
    return [
      ...needs(
        { who: service("s3.amazonaws.com"), why: "S3 takes the role that it copies with", source },
        "sts",
        "AssumeRole",
        arn,
      ),
      ...needs({ who, why: "replication", source }, "s3", "GetReplicationConfiguration ListBucket", from),
      ...needs(
        { who, why: "replication", source },
        "s3",
        "GetObjectVersionForReplication GetObjectVersionAcl GetObjectVersionTagging",
        from + object,
      ),
      ...needs({ who, why: "replication", source }, "s3", "ReplicateObject ReplicateDelete ReplicateTags", to + object),
      ...[from, from + object].flatMap((context) =>
        needs(through(facts.environment.region, from, context), "kms", "Decrypt", facts.keyArn),
      ),
      ...[to, to + object].flatMap((context) =>
        needs(through(regionOf(there), to, context), "kms", "Encrypt GenerateDataKey Decrypt", there),
      ),
    ];
  });
}

/** S3 writes who read and wrote a bucket. */
function accessLogs(facts: Facts, { config }: Resource): readonly Need[] {
  return needs(
    {
      who: service("logging.s3.amazonaws.com"),
      why: "access logs",
      source: docs("AmazonS3/latest/userguide/enable-server-access-logging.html"),
      context: {
        "aws:SourceAccount": facts.environment.accountId,
        "aws:SourceArn": `arn:aws:s3:::${String(config.bucket)}`,
      },
      walls: ["aws:SourceAccount", "aws:SourceArn"],
    },
    "s3",
    "PutObject",
    `arn:aws:s3:::${String(config.target_bucket)}/${String(config.target_prefix)}2026-11-29-13-00-00-0123`,
  );
}

function logGroup(facts: Facts, group: Resource): readonly Need[] {
  const key = String(group.config.kms_key_id);
  return needs(
    {
      who: service(`logs.${regionOf(key)}.amazonaws.com`),
      why: "log lines with the key",
      source: docs("AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html"),
      context: { "kms:EncryptionContext:aws:logs:arn": facts.arn(group) },
      walls: ["kms:EncryptionContext:aws:logs:arn"],
    },
    "kms",
    "Encrypt Decrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext DescribeKey",
    key,
  );
}

/** An alarm publishes to its topic, with the topic's key. */
function notice(facts: Facts, { config }: Resource): readonly Need[] {
  const topic = facts.all("aws_sns_topic").find((each) => facts.arn(each) === [config.alarm_actions].flat()[0]);
  if (!topic) throw new Error(`alarm ${String(config.alarm_name)} calls no topic of the environment`);
  const topicArn = facts.arn(topic);
  const { accountId } = facts.environment;
  const who = service("cloudwatch.amazonaws.com");
  return [
    ...needs(
      {
        who,
        why: "an alarm's notice",
        source: docs("AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html"),
        context: {
          "aws:SourceArn": `arn:aws:cloudwatch:${regionOf(topicArn)}:${accountId}:alarm:${String(config.alarm_name)}`,
          "aws:SourceAccount": accountId,
        },
        walls: ["aws:SourceArn", "aws:SourceAccount"],
      },
      "sns",
      "Publish",
      topicArn,
    ),
    ...needs(
      {
        who,
        why: "a notice through an encrypted topic",
        source: docs("sns/latest/dg/sns-key-management.html"),
        context: { "aws:SourceAccount": accountId },
        walls: ["aws:SourceAccount"],
      },
      "kms",
      "Decrypt GenerateDataKey",
      String(topic.config.kms_master_key_id),
    ),
  ];
}
