import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Aspects } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { ROLE_SETTINGS, type RoleSettings } from "./role-options";
import { checkOptions } from "./validate";

export type { RoleSettings } from "./role-options";

/**
 * Gives every role below a construct, made before or after, the boundary and the path; a role with its own keeps them.
 * @throws Error naming the setting, the rule and the value
 */
export function applyRoleSettings(scope: Construct, settings: RoleSettings): void {
  checkOptions(ROLE_SETTINGS, settings);
  const { permissionsBoundaryArn, rolePath } = settings;
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
