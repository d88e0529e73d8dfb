// @internal
import { type TerraformResource, TerraformStack } from "cdktf";
import { Construct } from "constructs";

/** Its address in Terraform, as `dependsOn` takes it. */
export const addressOf = (resource: TerraformResource): string =>
  `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;

/** The address that a resource below a construct would have, as one has that is made otherwise or was called so. @param ids down to the resource */
export function addressBelow(
  scope: Construct,
  resourceType: string,
  ...[id, ...others]: [string, ...string[]]
): string {
  const known = scope.node.tryFindChild(id);
  const place = known instanceof Construct ? known : new Construct(scope, id);
  try {
    const [next, ...rest] = others;
    return next === undefined
      ? `${resourceType}.${TerraformStack.of(scope).getLogicalId(place.node)}`
      : addressBelow(place, resourceType, next, ...rest);
  } finally {
    if (known === undefined) scope.node.tryRemoveChild(id);
  }
}

/**
 * Lets Terraform drop a resource from its state and leave it in AWS: what takes its place there is written over it, and deleting it
 * afterwards would take that away.
 * @param address of a resource that is not made; where no state knows it, nothing happens
 */
export function forget(scope: Construct, address: string): void {
  append(scope, "removed", { from: address, lifecycle: [{ destroy: false }] });
}

/** Says what address a resource had before its construct's id changed. */
export function cameFrom(scope: Construct, before: string, now: string): void {
  append(scope, "moved", { from: before, to: now });
}

/** The blocks of a stack by their kind: an override replaces what stood there. */
const blocks = new WeakMap<TerraformStack, Partial<Record<"removed" | "moved", object[]>>>();

function append(scope: Construct, kind: "removed" | "moved", block: object): void {
  const stack = TerraformStack.of(scope);
  const known = blocks.get(stack) ?? {};
  const all = [...(known[kind] ?? []), block];
  blocks.set(stack, { ...known, [kind]: all });
  stack.addOverride(kind, all);
}
