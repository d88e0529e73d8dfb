import { createHash } from "node:crypto";
import type { Reference } from "./expressions";
import type { Location, Stack } from "./stack";

/** What a computed attribute is made from. */
interface Facts extends Location {
  /** A written argument, or the given value; throws with the address when it is missing or not a text. */
  argument(name: string, otherwise?: string): string;
  /** An id that AWS makes up, 10 lower-case letters and digits like an API's: always the same for one resource and purpose. */
  madeUp(purpose?: string): string;
}

type Attributes = Readonly<Record<string, (facts: Facts) => string>>;

const named = (argument: string, service: string, path: (name: string) => string): Attributes => ({
  id: (f) => f.argument(argument),
  arn: (f) => `arn:${f.partition}:${service}:${f.region}:${f.account}:${path(f.argument(argument))}`,
});
const madeUpId: Attributes = { id: (f) => f.madeUp() };

const iamArn = (f: Facts, kind: string): string =>
  `arn:${f.partition}:iam::${f.account}:${kind}${f.argument("path", "/")}${f.argument("name")}`;
const functionArn = (f: Facts): string =>
  `arn:${f.partition}:lambda:${f.region}:${f.account}:function:${f.argument("function_name")}`;
const invokeArn = (f: Facts, arn: string): string =>
  `arn:${f.partition}:apigateway:${f.region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
const bucketDomain = (f: Facts, host: string): string => `${f.argument("bucket")}.${host}.${dnsSuffix(f)}`;
const dnsSuffix = (f: Location): string => (f.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com");
const stageArn = (f: Facts): string =>
  `arn:${f.partition}:apigateway:${f.region}::/restapis/${f.argument("rest_api_id")}/stages/${f.argument("stage_name")}`;
const uuid = (f: Facts): string =>
  sha256(f.madeUp("uuid"), "hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");

/** Attributes that AWS answers with after creation, by type. What is written in the JSON never gets here. */
const COMPUTED: Readonly<Record<string, Attributes>> = {
  aws_api_gateway_rest_api: {
    id: (f) => f.madeUp(),
    root_resource_id: (f) => f.madeUp("root"),
    arn: (f) => `arn:${f.partition}:apigateway:${f.region}::/restapis/${f.madeUp()}`,
    execution_arn: (f) => `arn:${f.partition}:execute-api:${f.region}:${f.account}:${f.madeUp()}`,
  },
  aws_api_gateway_authorizer: madeUpId,
  aws_api_gateway_resource: madeUpId,
  aws_api_gateway_deployment: madeUpId,
  aws_api_gateway_request_validator: madeUpId,
  aws_api_gateway_model: madeUpId,
  aws_api_gateway_method: madeUpId,
  aws_api_gateway_integration: madeUpId,
  aws_api_gateway_gateway_response: madeUpId,
  aws_api_gateway_stage: {
    id: (f) => `ags-${f.argument("rest_api_id")}-${f.argument("stage_name")}`,
    arn: stageArn,
    execution_arn: (f) =>
      `arn:${f.partition}:execute-api:${f.region}:${f.account}:${f.argument("rest_api_id")}/${f.argument("stage_name")}`,
    invoke_url: (f) =>
      `https://${f.argument("rest_api_id")}.execute-api.${f.region}.${dnsSuffix(f)}/${f.argument("stage_name")}`,
  },
  aws_athena_named_query: madeUpId,
  aws_athena_workgroup: named("name", "athena", (name) => `workgroup/${name}`),
  aws_cloudwatch_log_group: named("name", "logs", (name) => `log-group:${name}`),
  aws_glue_catalog_database: {
    id: (f) => `${f.account}:${f.argument("name")}`,
    arn: (f) => `arn:${f.partition}:glue:${f.region}:${f.account}:database/${f.argument("name")}`,
    catalog_id: (f) => f.account,
  },
  aws_glue_catalog_table: {
    id: (f) => `${f.account}:${f.argument("database_name")}:${f.argument("name")}`,
    arn: (f) =>
      `arn:${f.partition}:glue:${f.region}:${f.account}:table/${f.argument("database_name")}/${f.argument("name")}`,
    catalog_id: (f) => f.account,
  },
  aws_iam_openid_connect_provider: {
    arn: (f) => `arn:${f.partition}:iam::${f.account}:oidc-provider/${f.argument("url").replace("https://", "")}`,
  },
  aws_iam_policy: { id: (f) => iamArn(f, "policy"), arn: (f) => iamArn(f, "policy") },
  aws_iam_role: { id: (f) => f.argument("name"), arn: (f) => iamArn(f, "role") },
  aws_sfn_state_machine: {
    id: (f) => `arn:${f.partition}:states:${f.region}:${f.account}:stateMachine:${f.argument("name")}`,
    arn: (f) => `arn:${f.partition}:states:${f.region}:${f.account}:stateMachine:${f.argument("name")}`,
  },
  aws_kinesis_firehose_delivery_stream: {
    id: (f) => `arn:${f.partition}:firehose:${f.region}:${f.account}:deliverystream/${f.argument("name")}`,
    arn: (f) => `arn:${f.partition}:firehose:${f.region}:${f.account}:deliverystream/${f.argument("name")}`,
  },
  aws_kms_alias: named("name", "kms", (name) => name),
  aws_kms_key: { id: uuid, key_id: uuid, arn: (f) => `arn:${f.partition}:kms:${f.region}:${f.account}:key/${uuid(f)}` },
  aws_lambda_function: {
    id: (f) => f.argument("function_name"),
    arn: functionArn,
    qualified_arn: (f) => `${functionArn(f)}:$LATEST`,
    invoke_arn: (f) => invokeArn(f, functionArn(f)),
    qualified_invoke_arn: (f) => invokeArn(f, `${functionArn(f)}:$LATEST`),
    version: () => "$LATEST",
  },
  aws_s3_bucket: {
    id: (f) => f.argument("bucket"),
    arn: (f) => `arn:${f.partition}:s3:::${f.argument("bucket")}`,
    bucket_domain_name: (f) => bucketDomain(f, "s3"),
    bucket_regional_domain_name: (f) => bucketDomain(f, `s3.${f.region}`),
  },
  aws_sns_topic: {
    id: (f) => `arn:${f.partition}:sns:${f.region}:${f.account}:${f.argument("name")}`,
    arn: (f) => `arn:${f.partition}:sns:${f.region}:${f.account}:${f.argument("name")}`,
  },
  "data.archive_file": { output_base64sha256: (f) => sha256(f.madeUp("content"), "base64") },
  "data.aws_caller_identity": { id: (f) => f.account, account_id: (f) => f.account },
  "data.aws_partition": { id: (f) => f.partition, partition: (f) => f.partition, dns_suffix: dnsSuffix },
  "data.aws_region": { id: (f) => f.region, name: (f) => f.region },
};

/**
 * An attribute that isn't written but that AWS would answer with.
 * @param address of the resource; ids that AWS makes up are made from it
 * @param written reads one of its arguments, resolved; undefined when it isn't there
 * @returns undefined when the type or the attribute is not in the table
 * @throws Error naming the argument that it needs
 */
export function computedAttribute(
  { kind, type }: Reference,
  attribute: string,
  address: string,
  written: (argument: string) => unknown,
  stack: Stack,
): string | undefined {
  const key = kind === "data" ? `data.${type}` : type;
  const attributes = Object.hasOwn(COMPUTED, key) ? COMPUTED[key] : undefined;
  const regional = attribute === "region" && type.startsWith("aws_");
  const compute =
    attributes && Object.hasOwn(attributes, attribute)
      ? attributes[attribute]
      : regional
        ? (f: Facts) => f.region
        : undefined;
  if (compute === undefined) return undefined;
  const location = (): Location => stack.location(written("provider"));
  return compute({
    get account() {
      return location().account;
    },
    get region() {
      return location().region;
    },
    get partition() {
      return location().partition;
    },
    argument: (name: string, otherwise?: string) => {
      const value = written(name) ?? otherwise;
      if (typeof value !== "string")
        throw new Error(`${address}: ${attribute} needs "${name}" to be a text, got ${JSON.stringify(value)}`);
      return value;
    },
    madeUp: (purpose = "id") =>
      BigInt(`0x${sha256(`${address} ${purpose}`, "hex")}`)
        .toString(36)
        .padStart(10, "0")
        .slice(-10),
  });
}

function sha256(text: string, encoding: "hex" | "base64"): string {
  return createHash("sha256").update(text).digest(encoding);
}
