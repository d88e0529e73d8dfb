import { listOf, objectOf, textOf } from "../plan/json";
import type { Change } from "../plan/plan";
import { type Statement, statementsOf } from "./statement";

/** Which attribute names what the policy is about, for the types that put a policy on something else. */
export const POLICY_OF: Readonly<Record<string, string>> = {
  aws_api_gateway_rest_api_policy: "rest_api_id",
  aws_backup_vault_policy: "backup_vault_name",
  aws_ecr_repository_policy: "repository",
  aws_efs_file_system_policy: "file_system_id",
  aws_iam_group_policy: "group",
  aws_iam_role_policy: "role",
  aws_iam_user_policy: "user",
  aws_kms_key_policy: "key_id",
  aws_lambda_permission: "function_name",
  aws_s3_bucket_policy: "bucket",
  aws_secretsmanager_secret_policy: "secret_arn",
  aws_sns_topic_policy: "arn",
  aws_sqs_queue_policy: "queue_url",
  aws_ssoadmin_permission_set_inline_policy: "permission_set_arn",
  aws_vpc_endpoint_policy: "vpc_endpoint_id",
};

export type Side = "before" | "after";

/** The policy documents in a resource, by attribute: blocks like `inline_policy` put together. */
export function documentsOf(change: Change, side: Side): ReadonlyMap<string, readonly Statement[]> {
  const values = change[side];
  if (change.type === "aws_lambda_permission")
    return new Map(Object.keys(values).length === 0 ? [] : [["permission", [permission(change, side)]]]);
  const found = new Map<string, readonly Statement[]>();
  for (const [name, value] of Object.entries(values)) {
    const statements = statementsWithin(value);
    if (statements.length > 0) found.set(name, statements);
  }
  return found;
}

function statementsWithin(value: unknown): readonly Statement[] {
  if (typeof value === "string") return statementsOf(value) ?? [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(statementsWithin);
}

/** A Lambda permission as the statement that AWS makes of it. */
function permission(change: Change, side: Side): Statement {
  const values = change[side];
  const text = (key: string): string => textOf(values[key]) ?? "";
  const principal = text("principal");
  const condition = {
    ...(text("source_arn") !== "" && { ArnLike: { "aws:SourceArn": text("source_arn") } }),
    StringEquals: Object.fromEntries(
      Object.entries({
        "aws:SourceAccount": text("source_account"),
        "aws:PrincipalOrgID": text("principal_org_id"),
        "lambda:FunctionUrlAuthType": text("function_url_auth_type"),
      }).filter(([, value]) => value !== ""),
    ),
  };
  const named =
    principal === "*"
      ? "*"
      : { [principal.includes(".") && !principal.startsWith("arn:") ? "Service" : "AWS"]: principal };
  const [statement] =
    statementsOf(
      JSON.stringify({
        Statement: {
          Effect: "Allow",
          Principal: named,
          Action: text("action"),
          Resource: text("function_name"),
          Condition: condition,
        },
      }),
    ) ?? [];
  if (statement === undefined) throw new Error("a statement makes a statement");
  return statement;
}

/** Whether the new text of a policy, or of one of several, is known after the apply only. */
export const isUnknown = (change: Change, attribute: string): boolean =>
  unknownText(objectOf(change.unknown)[attribute]);

function unknownText(mark: unknown): boolean {
  if (mark === true) return true;
  return listOf(mark).some((block) => objectOf(block)["policy"] === true);
}
