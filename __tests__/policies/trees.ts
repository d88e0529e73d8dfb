import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App } from "cdktf";
import { Tree } from "../../emulation/tree/tree";
import { addStacks } from "../../stacks";
import type { Environment } from "../../stacks/configuration/environment";
import { DashboardsStack } from "../../stacks/dashboards-stack";
import { bundleFolder, environment, LOCATION } from "../support/synth";
import { eventTypes } from "../support/restaurant";
import { Account, type OtherPolicies } from "./evaluator/account";

/** Another account of the company, with an environment and a repository of its own. */
const FAR = { accountId: "444455556666", region: "us-east-1" } as const;
const BOUNDARY = `arn:aws:iam::${LOCATION.accountId}:policy/clickstream-one-boundary`;
export const AUTHORIZER = `arn:aws:lambda:${LOCATION.region}:${LOCATION.accountId}:function:authorizer`;

/** With what is optional on in one of them or another, so that every statement that the product can write is there. */
export const ENVIRONMENTS: readonly Environment[] = [
  environment({ name: "dev", freshnessProbe: { eventType: "menu-click" } }),
  environment({
    name: "one",
    permissionsBoundaryArn: BOUNDARY,
    rolePath: "/clicks/",
    analystRoles: ["analysts-one"],
    storageFormat: { "menu-click": "parquet" },
    sourceBackup: "all",
    backupRegion: "eu-central-1",
    notificationEmail: "ops@example.com",
    domain: { domainName: "one.example.com", certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/abc" },
    allowedNetworks: ["203.0.113.0/24"],
    quickSight: {
      ownerArns: ["arn:aws:quicksight:eu-west-1:111122223333:user/default/owner"],
      serviceRoleName: "aws-quicksight-s3-consumers-role-v0",
    },
  }),
  environment({
    name: "two",
    lake: { rollups: true },
    ingestion: "lambda",
    analystRoles: ["analysts-two"],
    quickSight: {
      ownerArns: ["arn:aws:quicksight:eu-west-1:111122223333:user/default/owner"],
      serviceRoleName: "quicksight-two",
    },
    apiKeys: ["till"],
    authorization: { authorizerFunctionArn: AUTHORIZER },
    waf: { logging: true },
  }),
  environment({ name: "far", ...FAR, authorization: "AWS_IAM", allowedNetworks: ["203.0.113.0/24"] }),
];

/**
 * The environments with what they don't have yet, and the other way of ingestion: a setting that is turned on is deployed by the role as
 * it is. What the account stack must know first stays as it is: a copy's region, roles and functions of others, the boundary, the path.
 * The freshness probe goes: it is not let in where a key is asked for.
 */
export const TOMORROW: readonly Environment[] = ENVIRONMENTS.map(({ freshnessProbe: _, ...each }) => ({
  ...each,
  ingestion: each.ingestion === "lambda" ? "firehose" : "lambda",
  storageFormat: "parquet",
  notificationEmail: "ops@example.com",
  apiKeys: ["till"],
  lake: { rollups: true },
  waf: { logging: true },
  allowedNetworks: ["203.0.113.0/24"],
  domain: {
    domainName: `${each.name}.example.com`,
    certificateArn: `arn:aws:acm:${each.region}:${each.accountId}:certificate/abc`,
  },
  quickSight: each.quickSight ?? {
    ownerArns: [`arn:aws:quicksight:${each.region}:${each.accountId}:user/default/owner`],
  },
}));

/** Whose workflows plan and deploy, by account, as GitHub's tokens name them: both forms. */
export const REPOSITORIES: Readonly<Record<string, string>> = {
  [LOCATION.accountId]: "octo-org/clickstream",
  [FAR.accountId]: "octo-org@583231/clickstream@2325298",
};

/** AWS's own policies that the stacks attach, and boundaries, which are the account's. */
const OTHERS: OtherPolicies = {
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonAPIGatewayPushToCloudWatchLogs.html
  "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs": [
    {
      Effect: "Allow",
      Action: [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "logs:PutLogEvents",
      ],
      Resource: "*",
    },
  ],
  [BOUNDARY]: [
    {
      Sid: "Services",
      Effect: "Allow",
      Action: ["s3:*", "kms:*", "firehose:*", "lambda:*", "logs:*", "glue:*"],
      Resource: "*",
    },
    { Sid: "Traces", Effect: "Allow", Action: "xray:*", Resource: "*" },
  ],
};

/** The environments and their accounts, synthesized together. */
export function synthesizeEverything(environments: readonly Environment[] = ENVIRONMENTS): string {
  const outdir = mkdtempSync(path.join(tmpdir(), "cdktf-"));
  const app = new App({ outdir });
  addStacks(app, {
    environments,
    eventTypes,
    handlerBundles: {
      transform: bundleFolder(),
      ingest: bundleFolder("ingest"),
      probe: bundleFolder("probe"),
      userAgent: { transform: bundleFolder(), ingest: bundleFolder("ingest") },
    },
    dashboards: DashboardsStack,
    continuousIntegration: Object.entries(REPOSITORIES).map(([accountId, repository]) => ({
      accountId,
      repository,
      identityProvider: accountId === FAR.accountId ? "existing" : "managed",
    })),
  });
  app.synth();
  return outdir;
}

/** What a synthesized folder lets be done. */
export function readAccount(outdir: string): { readonly tree: Tree; readonly account: Account } {
  const tree = Tree.of(outdir);
  return { tree, account: new Account(tree, OTHERS) };
}
