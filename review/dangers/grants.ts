import { isUnset, listOf, objectOf, textOf } from "../plan/json";
import { type Message, named, say } from "../plan/message";
import { type Change, isMarked } from "../plan/plan";
import type { Plans } from "../plan/plans";
import { SENSITIVE } from "../plan/masking";
import { type Concern, danger, type Rule, warning } from "./finding";

/** Types that attach a policy, and the attribute that names to whom. */
const ATTACHMENTS: Readonly<Record<string, string>> = {
  aws_iam_group_policy_attachment: "group",
  aws_iam_role_policy_attachment: "role",
  aws_iam_user_policy_attachment: "user",
};
/** Policies of AWS that let their holder do everything, or give themselves the rest. */
const ALMIGHTY = /:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess|job-function\/SystemAdministrator)$/;

const shown = (change: Change, key: string): string => textOf(change.shownAfter[key]) ?? "(known after apply)";

/** Permissions that come by other ways than a document: attachments, boundaries, grants, memberships, roles handed over. */
export const widenedGrants: Rule = (change, plans) => [
  ...attached(change, plans),
  ...managedPolicies(change),
  ...boundary(change),
  ...granted(change, plans),
  ...otherRole(change),
];

function attached(change: Change, plans: Plans): readonly Concern[] {
  const holder = ATTACHMENTS[change.type];
  if (holder === undefined || (change.action !== "create" && change.action !== "replace")) return [];
  if (change.action === "replace" && sameUnlessUnknown(change, holder) && sameUnlessUnknown(change, "policy_arn"))
    return [];
  const [policy, name] = [shown(change, "policy_arn"), shown(change, holder)];
  if (ALMIGHTY.test(textOf(change.after["policy_arn"]) ?? ""))
    return [danger("access", say`gives ${name} the policy ${policy}, which allows nearly everything`)];
  if (change.action === "create" && plans.isNew(change, holder)) return [];
  return [danger("access", say`gives ${name} one more policy, ${policy}: what that allows does not stand in the plan`)];
}

const sameUnlessUnknown = ({ before, after }: Change, key: string): boolean =>
  typeof after[key] === "string" && before[key] === after[key];

function managedPolicies(change: Change): readonly Concern[] {
  const [before, after] = ["before" as const, "after" as const].map((side) =>
    listOf(change[side]["managed_policy_arns"]).map(String),
  );
  const added = (after ?? []).filter((arn) => !before?.includes(arn));
  const dangerous = change.action === "create" ? added.filter((arn) => ALMIGHTY.test(arn)) : added;
  const shown = isMarked(change, "managed_policy_arns") ? SENSITIVE : dangerous.join(", ");
  return dangerous.length === 0
    ? []
    : [danger("access", say`gets the managed policies ${shown}: what they allow does not stand in the plan`)];
}

function boundary({ before, after, unknown, action, shownBefore }: Change): readonly Concern[] {
  const old = textOf(before["permissions_boundary"]) ?? "";
  if (old === "" || action === "delete" || after["permissions_boundary"] === old) return [];
  const to: Message =
    isUnset(after["permissions_boundary"]) && objectOf(unknown)["permissions_boundary"] !== true
      ? say`is removed`
      : say`is another one from now on`;
  return [
    danger(
      "access",
      say`the permissions boundary ${String(shownBefore["permissions_boundary"])} ${to}: it limited what every policy here can allow`,
    ),
  ];
}

/** Other types that let someone do something, and the attribute whose newness makes that harmless; "" for none. */
const GRANTS: Readonly<Record<string, string>> = {
  aws_iam_access_key: "user",
  aws_iam_group_membership: "",
  aws_iam_policy_attachment: "",
  aws_iam_user_group_membership: "user",
  aws_iam_user_login_profile: "user",
  aws_kms_grant: "key_id",
  aws_lakeformation_permissions: "principal",
  aws_ram_principal_association: "principal",
  aws_ssoadmin_account_assignment: "principal_id",
  aws_ssoadmin_managed_policy_attachment: "permission_set_arn",
};
const OTHER_PROVIDERS_GRANT =
  /^(google_.*_iam_(member|binding|policy)|azurerm_role_assignment|azurerm_key_vault_access_policy|kubernetes_(cluster_)?role(_binding)?(_v1)?|vault_policy|github_(team_)?repository_collaborators?)$/;

/** Whether a resource of the type does nothing but let someone do something. */
export const isGrant = (type: string): boolean =>
  type in ATTACHMENTS || type in GRANTS || OTHER_PROVIDERS_GRANT.test(type);

function granted(change: Change, plans: Plans): readonly Concern[] {
  const key = GRANTS[change.type];
  const isGrant = key !== undefined || OTHER_PROVIDERS_GRANT.test(change.type);
  if (!isGrant || (change.action !== "create" && change.action !== "update" && change.action !== "replace")) return [];
  if (key !== undefined && key !== "" && change.action === "create" && plans.isNew(change, key)) return [];
  return [
    danger(
      "access",
      say`grants access in a way that can't be compared here (${named(change.type)}): read what it gives to whom`,
    ),
  ];
}

/** A function, a stream or a task that acts with another role from now on. */
function otherRole(change: Change): readonly Concern[] {
  if (change.action !== "update" && change.action !== "replace") return [];
  const { type, before, after, shownBefore, shownAfter } = change;
  if (type.startsWith("aws_iam_")) return [];
  return ["role", "role_arn", "execution_role_arn", "task_role_arn", "credentials", "iam_instance_profile"]
    .filter(
      (key) =>
        typeof before[key] === "string" &&
        typeof after[key] === "string" &&
        before[key] !== after[key] &&
        after[key] !== "",
    )
    .map((key) =>
      warning(
        "access",
        say`acts with another role: ${named(key)} ${String(shownBefore[key])} becomes ${String(shownAfter[key])}`,
      ),
    );
}
