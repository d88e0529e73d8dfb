import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { holder } from "./placed-role";
import { policyDocument, type PolicyStatement, type RoleReference } from "./policy";
import { roleName } from "./role-options";
import { isReference } from "./validate";

/** Who is let do something: a role made here or elsewhere, or the name of one that exists, without its path. */
export type Grantee = RoleReference | string;

/**
 * Puts a policy on a role.
 * @param verb what it is let do, like `put-records`: the beginning of the id
 * @throws Error when a name is no role's, or a role that is no construct has a name that only AWS knows
 */
export function grant(
  scope: Construct,
  verb: string,
  role: Grantee,
  { name, statements }: { readonly name: string; readonly statements: readonly PolicyStatement[] },
): IamRolePolicy {
  return new IamRolePolicy(scope, `${verb}-${idOf(role)}`, {
    name,
    role: holder(role),
    policy: policyDocument(...statements),
  });
}

function idOf(role: Grantee): string {
  if (typeof role !== "string" && Construct.isConstruct(role)) return role.node.addr;
  const name = typeof role === "string" ? role : role.name;
  if (isReference(name)) throw new Error("`role` must be a construct or have a name in plain text, got a reference");
  roleName("role", name);
  return name;
}
