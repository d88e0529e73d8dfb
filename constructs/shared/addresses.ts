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

/** Says what address a resource had before its construct's id changed. */
export function cameFrom(scope: Construct, before: string, now: string): void {
  const stack = TerraformStack.of(scope);
  const all = [...(moves.get(stack) ?? []), { from: before, to: now }];
  moves.set(stack, all);
  stack.addOverride("moved", all);
}

/** The moves of a stack: an override replaces what stood there. */
const moves = new WeakMap<TerraformStack, readonly object[]>();
