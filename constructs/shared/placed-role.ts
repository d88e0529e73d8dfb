// @internal
import { createHash } from "node:crypto";
import type { IamRoleConfig } from "@cdktf/provider-aws/lib/iam-role";
import { fit } from "./pipeline-names";
import type { RoleReference } from "./policy";

/**
 * Name and path of a role that is made before the one of another path goes: IAM knows a name once, whatever its path, so a path other than
 * the usual one stands in the name.
 */
export function placedRole(name: string, path?: string): Pick<IamRoleConfig, "name" | "path" | "lifecycle"> {
  if (path === undefined) return { name };
  const hash = createHash("sha256").update(path).digest("hex").slice(0, 8);
  return { name: `${fit(name, 64 - hash.length - 1)}-${hash}`, path, lifecycle: { createBeforeDestroy: true } };
}

/**
 * A role as its policies name it: by its id, which is its name, too. A role that another takes the place of has the same name and an id that
 * is not known yet, so that its policies go before it does: AWS deletes none that has some.
 */
export const holder = (role: RoleReference | string): string =>
  typeof role === "string" ? role : "id" in role && typeof role.id === "string" ? role.id : role.name;
