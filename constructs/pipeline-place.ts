// @internal
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { AwsLocation } from "./shared/arn";
import { isReference } from "./shared/validate";

/** What must not meet with another pipeline of the app. */
interface Place extends AwsLocation {
  readonly name: string;
  readonly bucketName?: string;
}

/** The pipelines of an app, by its root. */
const placed = new WeakMap<object, { readonly path: string; readonly place: Place }[]>();

/**
 * Checks a pipeline against its stack's provider and against the pipelines that are there already.
 * @throws Error naming the prop, both values and the way out
 */
export function checkPlace(pipeline: Construct, place: Place): void {
  checkRegion(pipeline, place);
  const { root, path } = pipeline.node;
  const others = placed.get(root) ?? [];
  for (const other of others) {
    if (other.place.accountId !== place.accountId) continue;
    if (other.place.name === place.name) {
      const why =
        other.place.region === place.region ? "all that it makes" : "roles, which an account has once for all regions,";
      throw new Error(
        `\`name\` must be once in an account: ${why} would have the names of ${other.path}; give ${path} another than "${place.name}"`,
      );
    }
    if (place.bucketName !== undefined && other.place.bucketName === place.bucketName)
      throw new Error(
        `\`bucketName\` must be another than that of ${other.path}: in one bucket their failed records and event types of one name would mix; got "${place.bucketName}" twice`,
      );
  }
  placed.set(root, [...others, { path, place }]);
}

/** Whatever the pipeline makes is made where the stack's provider is. */
function checkRegion(pipeline: Construct, { region }: Place): void {
  const provider = TerraformStack.of(pipeline)
    .node.findAll()
    .find((node): node is AwsProvider => node instanceof AwsProvider && node.alias === undefined);
  const actual = provider?.region;
  if (actual === undefined || isReference(actual) || isReference(region) || actual === region) return;
  throw new Error(
    `\`region\` must be that of the stack's provider, "${actual}", got "${region}"; give the pipeline a stack with a provider of its region`,
  );
}
