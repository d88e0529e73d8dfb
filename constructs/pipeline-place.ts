// @internal
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack } from "cdktf";
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
}

/** A pipeline that was placed before. */
interface Other {
  readonly path: string;
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
  const { root, path } = pipeline.node;
  const place = { ...props, bucketName: plainBucketName(props.bucketName) };
  const others = placed.get(root) ?? [];
  for (const other of others) {
    if (other.place.accountId === place.accountId) checkNames({ path, place }, other);
    if (other.place.bucketName === place.bucketName) checkFolder(place, other);
  }
  placed.set(root, [...others, { path, place }]);
}

function checkNames({ path, place }: Other, other: Other): void {
  const isSameRegion = other.place.region === place.region;
  if (other.place.name === place.name) {
    const why = isSameRegion ? "all that it makes" : "roles, which an account has once for all regions,";
    throw new Error(
      `\`name\` must be once in an account: ${why} would have the names of ${other.path}; give ${path} another than "${place.name}"`,
    );
  }
  if (isSameRegion && other.place.databaseName === place.databaseName)
    throw new Error(
      `\`databaseName\` must be another than that of ${other.path}: each has a table of failed records there; got "${place.databaseName}" twice`,
    );
}

/** In one folder, failed records and event types of one name would mix; a rule for a folder would reach what lies below it. */
function checkFolder({ prefix = "", bucketName }: Place, other: Other): void {
  const { prefix: otherPrefix = "" } = other.place;
  if (!meet(prefix, otherPrefix)) return;
  throw new Error(
    `\`prefix\` must not meet that of ${other.path} in bucket "${bucketName}", where failed records and event types of one name would mix: got ${said(prefix)} beside ${said(otherPrefix)}; give both folders beside each other, like "shop/" and "kitchen/"`,
  );
}

/** Without a prefix it is the pipelines' folders that lie in the bucket, not the whole of it. */
function meet(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return short === "" ? long === "" || ROOTS.some((root) => long.startsWith(root)) : long.startsWith(short);
}

const said = (prefix: string): string => (prefix === "" ? "none" : `"${prefix}"`);

/** Whatever the pipeline makes is made where the stack's provider is, and S3 takes keys of its own region only. */
function checkRegions(pipeline: Construct, { region, keyArn }: Place): void {
  const provider = TerraformStack.of(pipeline)
    .node.findAll()
    .find((node): node is AwsProvider => node instanceof AwsProvider && node.alias === undefined);
  if (areOther(provider?.region, region))
    throw new Error(
      `\`region\` must be that of the stack's provider, "${provider?.region}", got "${region}"; give the pipeline a stack with a provider of its region`,
    );
  must(
    `that of a key in "${region}", which is the pipeline's region, or left out for a key of its own`,
    (arn) => !areOther(String(arn).split(":")[3], region),
    (arn) => `try(split(":", ${arn})[3], "") == ${hcl(region)}`,
  )("keyArn", keyArn);
}

const areOther = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && !isReference(one) && !isReference(other) && one !== other;
