// @internal
import { createHash } from "node:crypto";
import type { IamRoleConfig } from "@cdktf/provider-aws/lib/iam-role";
import { fit } from "./pipeline-names";

/**
 * Name and path of a role that is made before the one of another path goes: IAM knows a name once, whatever its path, so a path other than
 * the usual one stands in the name.
 */
export function placedRole(name: string, path?: string): Pick<IamRoleConfig, "name" | "path" | "lifecycle"> {
  if (path === undefined) return { name };
  const hash = createHash("sha256").update(path).digest("hex").slice(0, 8);
  return { name: `${fit(name, 64 - hash.length - 1)}-${hash}`, path, lifecycle: { createBeforeDestroy: true } };
}
