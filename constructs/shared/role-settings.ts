import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Aspects } from "cdktf";
import type { Construct, IConstruct } from "constructs";

/** What an account's rules may demand of every role. */
export interface RoleSettings {
  /** ARN of a policy that bounds what the roles can do. @default none */
  readonly permissionsBoundaryArn?: string;
  /** Path of the roles, with slashes at both ends. Who refers to them by ARN needs it too. @default "/" */
  readonly rolePath?: string;
}

/** Gives every role below a construct, made before or after, the boundary and the path; a role with its own keeps them. */
export function applyRoleSettings(scope: Construct, { permissionsBoundaryArn, rolePath }: RoleSettings): void {
  if (permissionsBoundaryArn === undefined && rolePath === undefined) return;
  Aspects.of(scope).add({
    visit(node: IConstruct): void {
      if (!(node instanceof IamRole)) return;
      if (permissionsBoundaryArn !== undefined && node.permissionsBoundaryInput === undefined)
        node.permissionsBoundary = permissionsBoundaryArn;
      if (rolePath !== undefined && node.pathInput === undefined) node.path = rolePath;
    },
  });
}
