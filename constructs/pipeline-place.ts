// @internal
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type TerraformProvider, TerraformResource, TerraformStack, Tokenization } from "cdktf";
import type { Construct } from "constructs";
import { ROOTS } from "../declaration/layout";
import type { AwsLocation } from "./shared/arn";
import type { BucketFolder } from "./shared/bucket-folder";
import { plainBucketName } from "./shared/plain-bucket-name";
import { hcl } from "./shared/terraform-expression";
import { isReference, must } from "./shared/validate";

/** What must not meet with another pipeline of the app. */
interface Place extends AwsLocation, BucketFolder {
  readonly name: string;
  readonly bucketName: string;
  readonly databaseName: string;
  readonly keyArn?: string;
  readonly backupRegion?: string;
  readonly backupProvider?: TerraformProvider;
}

/** A pipeline that was placed before. */
interface Other {
  readonly pipeline: Construct;
  readonly place: Place;
}

/** The pipelines of an app, by its root. */
const placed = new WeakMap<object, Other[]>();

/**
 * Checks a pipeline against its stack's provider and against the pipelines that are there already.
 * @throws Error naming the prop, both values and the way out
 */
export function checkPlace(pipeline: Construct, props: Place): void {
  checkRegions(pipeline, props);
  pipeline.node.addValidation({ validate: () => problemsOf(() => checkRegions(pipeline, props)) }); // a provider may come after it
  checkKey(props.keyArn);
  const { root } = pipeline.node;
  const place = { ...props, bucketName: plainBucketName(props.bucketName) };
  const others = placed.get(root) ?? [];
  for (const other of others) {
    if (other.place.accountId === place.accountId) checkNames({ pipeline, place }, other);
    if (other.place.bucketName === place.bucketName) checkFolder(place, other);
  }
  placed.set(root, [...others, { pipeline, place }]);
}

function checkNames({ pipeline, place }: Other, other: Other): void {
  const { path } = other.pipeline.node;
  const isSameRegion = other.place.region === place.region;
  if (other.place.name === place.name) {
    const why = isSameRegion ? "all that it makes" : "roles, which an account has once for all regions,";
    throw new Error(
      `\`name\` must be once in an account: ${why} would have the names of ${path}; give ${pipeline.node.path} another than "${place.name}"`,
    );
  }
  if (isSameRegion && other.place.databaseName === place.databaseName)
    throw new Error(
      `\`databaseName\` must be another than that of ${path}: each has a table of failed records there; got "${place.databaseName}" twice`,
    );
}

/** What the names of an account must be once in, by the attribute that has it; those of roles in all regions. */
const NAMED: Readonly<Record<string, string>> = {
  aws_athena_workgroup: "name",
  aws_cloudwatch_dashboard: "dashboardName",
  aws_cloudwatch_metric_alarm: "alarmName",
  aws_iam_role: "name",
  aws_kinesis_firehose_delivery_stream: "name",
  aws_kms_alias: "name",
  aws_lambda_function: "functionName",
  aws_scheduler_schedule: "name",
  aws_sfn_state_machine: "name",
  aws_sns_topic: "name",
};

/**
 * Checks what a pipeline has made against what those before it have: `shop` with an event type `a-b` and `shop-a` with one `b` would have one stream.
 * @throws Error naming the prop, the resource and the way out
 */
export function checkMade(pipeline: Construct): void {
  const all = placed.get(pipeline.node.root) ?? [];
  const place = all.find((one) => one.pipeline === pipeline)?.place;
  if (place === undefined) return;
  const made = namesOf(pipeline);
  for (const other of all) {
    if (other.pipeline === pipeline || other.place.accountId !== place.accountId) continue;
    const isSameRegion = other.place.region === place.region;
    const twice = [...namesOf(other.pipeline)].find(
      (one) => made.has(one) && (isSameRegion || one.startsWith("aws_iam_role ")),
    );
    if (twice === undefined) continue;
    const [type = "", name = ""] = twice.split(" ");
    throw new Error(
      `\`name\` must be another: with "${place.name}" there would be a second ${type} "${name}", which ${other.pipeline.node.path} has, whose name is "${other.place.name}"`,
    );
  }
}

function namesOf(pipeline: Construct): ReadonlySet<string> {
  const resources = pipeline.node.findAll().filter((node) => TerraformResource.isTerraformResource(node));
  return new Set(
    resources.flatMap((resource) => {
      const type = resource.terraformResourceType;
      const name = (resource as unknown as Readonly<Record<string, unknown>>)[`${NAMED[type]}Input`];
      return typeof name === "string" && !isReference(name) ? [`${type} ${name}`] : [];
    }),
  );
}

/** In one folder, failed records and event types of one name would mix; a rule for a folder would reach what lies below it. */
function checkFolder({ prefix = "", bucketName }: Place, other: Other): void {
  const { prefix: otherPrefix = "" } = other.place;
  if (!meet(prefix, otherPrefix)) return;
  throw new Error(
    `\`prefix\` must not meet that of ${other.pipeline.node.path} in bucket "${bucketName}", where failed records and event types of one name would mix: got ${said(prefix)} beside ${said(otherPrefix)}; give both folders beside each other, like "shop/" and "kitchen/"`,
  );
}

/** Without a prefix it is the pipelines' folders that lie in the bucket, not the whole of it. */
function meet(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return short === "" ? long === "" || ROOTS.some((root) => long.startsWith(root)) : long.startsWith(short);
}

const said = (prefix: string): string => (prefix === "" ? "none" : `"${prefix}"`);

/** Whatever the pipeline makes is made where the stack's provider is, and S3 takes keys of its own region only. */
function checkRegions(pipeline: Construct, { region, keyArn, backupRegion, backupProvider }: Place): void {
  const provider = TerraformStack.of(pipeline)
    .node.findAll()
    .find((node): node is AwsProvider => node instanceof AwsProvider && node.alias === undefined);
  if (areOther(provider?.region, region))
    throw new Error(
      `\`region\` must be that of the stack's provider, "${provider?.region}", got "${region}"; give the pipeline a stack with a provider of its region`,
    );
  const copied = backupProvider instanceof AwsProvider ? backupProvider.region : undefined;
  if (areOther(copied, backupRegion))
    throw new Error(
      `\`backupProvider\` must be one of \`backupRegion\`, which is "${backupRegion}", got one of "${copied}"`,
    );
  must(
    `that of a key in "${region}", which is the pipeline's region, or left out for a key of its own`,
    (arn) => !areOther(String(arn).split(":")[3], region),
    (arn) => `try(split(":", ${arn})[3], "") == ${hcl(region)}`,
  )("keyArn", keyArn);
}

/** An alias may point at another key tomorrow, and policies know a key by its ARN: what is said as text is checked where it stands. */
function checkKey(keyArn: string | undefined): void {
  const [token] = isReference(keyArn) ? Tokenization.reverseString(keyArn ?? "").tokens : [];
  const identifier = String((token as { readonly identifier?: unknown } | undefined)?.identifier);
  const [, type, attribute] = /^(?:data\.)?(aws_kms_alias|aws_kms_key)\..*\.(\w+)$/.exec(identifier) ?? [];
  const wanted = type === "aws_kms_alias" ? "target_key_arn" : "arn";
  if (type !== undefined && attribute !== wanted)
    throw new Error(`\`keyArn\` must be the ARN of a key, got "${identifier}"; take its ${wanted}`);
}

function problemsOf(check: () => void): string[] {
  try {
    check();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

const areOther = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && !isReference(one) && !isReference(other) && one !== other;
