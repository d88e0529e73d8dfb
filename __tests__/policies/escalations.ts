import type { Refusal } from "./denied";
import type { Principal, Request, Statement } from "./evaluator/decide";
import { deployRole, planRole } from "./requests/ci";
import type { Facts } from "./requests/facts";

/** What a workflow could try so as to get more than it has. */
export function escalations(all: readonly Facts[]): readonly Refusal[] {
  return all.flatMap((facts) => {
    const { name, accountId, region, permissionsBoundaryArn: boundary } = facts.environment;
    const [plan, deploy] = [planRole(facts), deployRole(facts)].map((arn): Principal => ({ kind: "role", arn }));
    if (!plan || !deploy || deploy.kind !== "role") return [];
    const by = (
      principal: Principal,
      why: string,
      request: Omit<Request, "principal">,
      besides?: readonly Statement[],
    ): Refusal => ({
      principal,
      why,
      ...request,
      ...(besides && { besides }),
    });
    const tags = { "aws:ResourceTag/Project": "clickstream", "aws:ResourceTag/Environment": name };
    const asked = { "aws:RequestTag/Project": "clickstream", "aws:RequestTag/Environment": name };
    const strangersKey = `arn:aws:kms:${region}:${accountId}:key/0000-stranger`;
    const api = (path: string): string => `arn:aws:apigateway:${region}::/${path}`;
    const letIn: Statement = {
      Effect: "Allow",
      Principal: { AWS: deploy.arn },
      Action: ["s3:*", "kms:*"],
      Resource: "*",
    };
    const iam = (path: string): string => `arn:aws:iam::${accountId}:${path}`;
    const events = facts.bucket("events");
    const logs = `arn:aws:logs:${region}:${accountId}:log-group:API-Gateway-Execution-Logs_stranger/${name}`;
    return [
      ...["PutKeyPolicy", "TagResource", "CreateGrant", "CreateAlias"].map((action) =>
        by(deploy, "a key of others without tags", {
          action: `kms:${action}`,
          resource: strangersKey,
          context: { ...asked, "kms:GrantIsForAWSResource": "true" },
        }),
      ),
      ...["ScheduleKeyDeletion", "DisableKey"].map((action) =>
        by(
          deploy,
          "a key that it let itself delete",
          { action: `kms:${action}`, resource: facts.keyArn, context: tags },
          [letIn],
        ),
      ),
      ...["DeleteObject", "DeleteObjectVersion"].map((action) =>
        by(
          deploy,
          "objects that it let itself delete",
          { action: `s3:${action}`, resource: `${events}/clickstream-data/menu-click/object` },
          [letIn],
        ),
      ),
      by(deploy, "a bucket that it let itself delete", { action: "s3:DeleteBucket", resource: events }, [letIn]),
      ...["PUT", "DELETE", "GET"].map((verb) =>
        by(deploy, "another's API by its tags", {
          action: `apigateway:${verb}`,
          resource: api(`tags/arn%3Aaws%3Aapigateway%3A${region}%3A%3A%2Frestapis%2Fabc123`),
          context: asked,
        }),
      ),
      ...["apikeys/abc123", "apikeys"].map((path) =>
        by(plan, "API keys of others", { action: "apigateway:GET", resource: api(path) }),
      ),
      by(deploy, "API keys of others", { action: "apigateway:GET", resource: api("apikeys/abc123") }),
      ...["vpclinks", "clientcertificates/abc123", "account"].flatMap((path) =>
        ["POST", "PATCH", "DELETE"].map((verb) =>
          by(deploy, "what no API is", {
            action: `apigateway:${verb}`,
            resource: api(path),
            context: { ...asked, ...tags },
          }),
        ),
      ),
      ...[plan, deploy].flatMap((who) => [
        by(who, "tags of logs of another name", {
          action: "logs:ListTagsForResource",
          resource: `arn:aws:logs:${region}:${accountId}:log-group:/payments`,
          context: tags,
        }),
        by(who, "what no API is", { action: "apigateway:GET", resource: api("vpclinks/abc123"), context: tags }),
        by(who, "an HTTP API's firewall", {
          action: "wafv2:GetWebACLForResource",
          resource: api(`apis/abc123/stages/${name}`),
        }),
        by(who, "another identity provider", {
          action: "iam:GetOpenIDConnectProvider",
          resource: iam("oidc-provider/accounts.example.com"),
        }),
        by(who, "what is no state", {
          action: "s3:GetObject",
          resource: `arn:aws:s3:::clickstream-state-${accountId}-${region}/clickstream-${name}-storage/secrets`,
        }),
      ]),
      by(deploy, "a role of another service", {
        action: "iam:CreateServiceLinkedRole",
        resource: iam("role/aws-service-role/ec2.amazonaws.com/x"),
      }),
      ...["DeleteLogGroup", "PutRetentionPolicy", "TagResource", "UntagResource"].map((action) =>
        by(deploy, "logs of another name", {
          action: `logs:${action}`,
          resource: `arn:aws:logs:${region}:${accountId}:log-group:/payments`,
          context: { ...tags, ...asked },
        }),
      ),
      ...["DeleteLogGroup", "PutRetentionPolicy"].map((action) =>
        by(deploy, "execution logs of others with a stage of that name", {
          action: `logs:${action}`,
          resource: `${logs}:*`,
        }),
      ),
      by(deploy, "execution logs of others with a stage of that name", {
        action: "logs:TagResource",
        resource: logs,
        context: asked,
      }),
      ...["DeletePolicyVersion", "CreatePolicyVersion", "DeletePolicy", "SetDefaultPolicyVersion"].map((action) =>
        by(deploy, "the boundary", { action: `iam:${action}`, resource: boundary ?? iam("policy/others") }),
      ),
      ...(["CreateRole", "AttachRolePolicy", "PutRolePolicy", "UpdateAssumeRolePolicy", "PassRole"] as const).flatMap(
        (action) =>
          ["clickstream-github-plan", `clickstream-github-deploy-${name}`, "clickstream-api-gateway-logs", "admin"].map(
            (each) =>
              by(deploy, "a role that is not the environment's", {
                action: `iam:${action}`,
                resource: iam(`role/${each}`),
                context: {
                  "iam:PolicyARN": iam(`policy/clickstream-${name}-x`),
                  ...(boundary !== undefined && { "iam:PermissionsBoundary": boundary }),
                },
              }),
          ),
      ),
      ...["PutRolePolicy", "AttachRolePolicy"].flatMap((action) =>
        boundary === undefined
          ? []
          : ["analysts-one", "service-role/aws-quicksight-s3-consumers-role-v0"].map((each) =>
              by(deploy, "a role of others outside of the boundary", {
                action: `iam:${action}`,
                resource: iam(`role/${each}`),
                context: { "iam:PolicyARN": iam(`policy/clickstream-${name}-quicksight`) },
              }),
            ),
      ),
      ...["clickstream-state", "clickstream-account", "clickstream-github"].map((other) =>
        by(deploy, "what the account stack owns", {
          action: "s3:PutBucketPolicy",
          resource: `arn:aws:s3:::${other}-${accountId}-${region}`,
        }),
      ),
      by(deploy, "the account stack's state", {
        action: "s3:PutObject",
        resource: `arn:aws:s3:::clickstream-state-${accountId}-${region}/clickstream-account-${accountId}-${region}/terraform.tfstate`,
      }),
      ...["clickstream-data", "clickstream-parquet", "clickstream-source", "errors"].map((folder) =>
        by(plan, "events", { action: "s3:GetObject", resource: `${events}/${folder}/menu-click/object` }),
      ),
      ...(facts.environment.authorization === "AWS_IAM" && facts.environment.allowedNetworks
        ? [
            by({ kind: "anyone" }, "a client without a signature, where IAM decides", {
              action: "execute-api:Invoke",
              resource: `${facts.tree.attribute(facts.only("aws_api_gateway_rest_api"), "execution_arn")}/${name}/POST/poc`,
              context: { "aws:SourceIp": "203.0.113.9" },
            }),
          ]
        : []),
    ];
  });
}
