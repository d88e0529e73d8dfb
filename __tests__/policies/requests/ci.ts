import { accountNames } from "../../../stacks/configuration/names";
import type { Principal } from "../evaluator/decide";
import type { Facts } from "./facts";
import { docs, needs, role, type Need } from "./need";
import { provider, type Calls } from "./provider/calls";
import { PROVIDER_CALLS } from "./provider-calls";

const GITHUB = "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws";
const BACKEND = "https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions";

/** ARN of the account's plan role, and of an environment's deploy role. */
export const planRole = ({ environment: { accountId, region } }: Facts): string =>
  `arn:aws:iam::${accountId}:role/${accountNames(accountId, region).planRole}`;
export const deployRole = ({ environment: { name, accountId, region } }: Facts): string =>
  `arn:aws:iam::${accountId}:role/${accountNames(accountId, region).deployRole(name)}`;

/** What planning and deploying an environment takes, a smoke test after it included. */
export function ci(facts: Facts, repository: string): readonly Need[] {
  const [plan, deploy] = [role(planRole(facts)), role(deployRole(facts))];
  const calls = resourcesOf(facts).flatMap(({ type, calls: each }) => each.map((call) => ({ type, call })));
  return [
    ...calls.flatMap(({ type, call }) => [
      ...(call.when === "read" ? toNeeds(plan, type, call) : []),
      ...toNeeds(deploy, type, call),
    ]),
    ...states(facts, plan, deploy),
    ...smoke(facts, deploy),
    ...runs(facts, deploy),
    ...trust(facts, repository),
  ];
}

const toNeeds = (
  who: Principal,
  type: string,
  { service, actions, on, source, context, walls }: Calls,
): readonly Need[] =>
  needs(
    { who, why: type, source, ...(context && { context }), walls: whoseWalls(who, walls ?? []) },
    service,
    actions,
    ...on,
  );

/** The plan role reads every environment of the account: the project's tag alone is its wall. */
const whoseWalls = (who: Principal, walls: readonly string[]): readonly string[] =>
  who.kind === "role" && who.arn.endsWith("-plan") ? walls.filter((key) => !key.endsWith("/Environment")) : walls;

/** Every resource of an environment's stacks, with what the provider calls for it. @throws Error for a type without a row */
function resourcesOf(facts: Facts) {
  return facts.types.flatMap((type) => {
    const reader = PROVIDER_CALLS[type];
    if (!reader)
      throw new Error(
        `${type} has no row in __tests__/policies/requests/provider/: which actions does the provider call for it?`,
      );
    return facts.all(type).map((resource) => ({ type, calls: reader(facts, resource) }));
  });
}

function states(facts: Facts, plan: Principal, deploy: Principal): readonly Need[] {
  const { accountId, region, name } = facts.environment;
  const bucket = `arn:aws:s3:::${accountNames(accountId, region).stateBucket}`;
  const state = `${bucket}/clickstream-${name}-storage/terraform.tfstate`;
  const ask = (who: Principal) => ({ who, why: "the state", source: BACKEND });
  return [
    ...[plan, deploy].flatMap((who) => [
      ...needs(ask(who), "s3", "ListBucket", bucket),
      ...needs(ask(who), "s3", "GetObject", state),
    ]),
    ...needs(ask(deploy), "s3", "PutObject", state),
    ...needs(
      { ...ask(deploy), why: "the lock of a state" },
      "s3",
      "DeleteObject GetObject PutObject",
      `${state}.tflock`,
    ),
  ];
}

/** `cli/lake`: each workflow is run once, and seen to its end. */
const runs = (facts: Facts, who: Principal): readonly Need[] =>
  facts.all("aws_sfn_state_machine").flatMap((workflow) => {
    const source = docs("step-functions/latest/dg/concept-create-iam-advanced.html");
    const execution = `${facts.arn(workflow).replace(":stateMachine:", ":execution:")}:0123`;
    return [
      ...needs({ who, why: "a curated table's run", source }, "states", "StartExecution", facts.arn(workflow)),
      ...needs({ who, why: "whether it has ended", source }, "states", "DescribeExecution", execution),
    ];
  });

/** `cli/smoke`: test events are looked for by prefix, and by one query. */
function smoke(facts: Facts, who: Principal): readonly Need[] {
  const [events, results] = [facts.bucket("events"), facts.bucket("results")];
  const { name, region } = facts.environment;
  const workgroup = facts.regional("athena", `workgroup/clickstream-${name}`);
  const ask = (why: string, page: string) => ({ who, why: `smoke: ${why}`, source: docs(page) });
  const objects = (bucket: string) => ({
    ...ask("objects with the key", "athena/latest/ug/encryption.html"),
    context: {
      "kms:ViaService": `s3.${region}.amazonaws.com`,
      "kms:EncryptionContext:aws:s3:arn": bucket,
      "aws:ResourceTag/Project": "clickstream",
      "aws:ResourceTag/Environment": name,
    },
    walls: ["kms:ViaService", "aws:ResourceTag/Project", "aws:ResourceTag/Environment"],
  });
  const glue = (resource: string): string => facts.regional("glue", resource);
  return [
    ...needs(ask("stored events", "AmazonS3/latest/API/API_ListObjectsV2.html"), "s3", "ListBucket", events),
    ...needs(
      ask("stored events", "AmazonS3/latest/API/API_GetObject.html"),
      "s3",
      "GetObject",
      ...["clickstream-data/menu-click", "clickstream-parquet/menu-click", "errors/menu-click/processing-failed"].map(
        (folder) => `${events}/${folder}/2026/11/29/13/object`,
      ),
    ),
    ...needs(ask("results", "athena/latest/ug/querying.html"), "s3", "GetBucketLocation ListBucket", results),
    ...needs(ask("results", "athena/latest/ug/querying.html"), "s3", "GetObject PutObject", `${results}/0123.csv`),
    ...needs(
      ask("a query", "athena/latest/ug/example-policies-workgroup.html"),
      "athena",
      "GetQueryExecution GetQueryResults StartQueryExecution",
      workgroup,
    ),
    ...needs(
      ask("a query's tables", "athena/latest/ug/fine-grained-access-to-glue-resources.html"),
      "glue",
      "GetTable",
      glue("catalog"),
      glue(`database/clickstream_${name}`),
      glue(`table/clickstream_${name}/menu_click`),
    ),
    ...needs(
      ask(
        "the database, and the default one, which Athena looks for whatever is queried",
        "athena/latest/ug/fine-grained-access-to-glue-resources.html",
      ),
      "glue",
      "GetDatabase",
      glue("catalog"),
      glue(`database/clickstream_${name}`),
      glue("database/default"),
    ),
    ...needs(objects(events), "kms", "Decrypt", facts.keyArn),
    ...needs(objects(results), "kms", "Decrypt GenerateDataKey", facts.keyArn),
  ];
}

/** Who gets the roles: runs of one repository, as GitHub names them. */
function trust(facts: Facts, repository: string): readonly Need[] {
  const { accountId, name } = facts.environment;
  const who: Principal = {
    kind: "federated",
    provider: `arn:aws:iam::${accountId}:oidc-provider/token.actions.githubusercontent.com`,
  };
  const [aud, sub] = ["token.actions.githubusercontent.com:aud", "token.actions.githubusercontent.com:sub"];
  const run = (subject: string) => ({
    who,
    why: `a run of ${subject}`,
    source: GITHUB,
    context: { [aud]: "sts.amazonaws.com", [sub]: `repo:${repository}:${subject}` },
    walls: [aud, sub],
  });
  return [
    ...["pull_request", "ref:refs/heads/main"].flatMap((subject) =>
      needs(run(subject), "sts", "AssumeRoleWithWebIdentity", planRole(facts)),
    ),
    ...needs(run(`environment:${name}`), "sts", "AssumeRoleWithWebIdentity", deployRole(facts)),
  ];
}

/** What the account stack holds, and the plan role reads, besides what environments hold, too. */
export function accountStack(facts: Facts): readonly Need[] {
  const { accountId, region } = facts.environment;
  const names = accountNames(accountId, region);
  const who = role(planRole(facts));
  const ask = { who, why: "the account stack", source: provider("apigateway") };
  const roles = [names.apiGatewayLogsRole, names.planRole].map((each) => `arn:aws:iam::${accountId}:role/${each}`);
  const source = docs("apigateway/latest/developerguide/set-up-logging.html");
  const logs = roles[0] ?? "";
  return [
    ...needs(ask, "apigateway", "GET", `arn:aws:apigateway:${region}::/account`),
    ...needs(
      { ...ask, source: provider("iam") },
      "iam",
      "GetOpenIDConnectProvider",
      `arn:aws:iam::${accountId}:oidc-provider/token.actions.githubusercontent.com`,
    ),
    ...needs({ ...ask, source: provider("iam") }, "iam", "GetRole ListAttachedRolePolicies ListRolePolicies", ...roles),
    ...needs(
      { ...ask, source: provider("iam") },
      "iam",
      "GetPolicy GetPolicyVersion ListPolicyVersions",
      `arn:aws:iam::${accountId}:policy/${names.planRole}-storage`,
    ),
    ...needs(
      { ...ask, source: provider("s3") },
      "s3",
      "ListBucket GetBucketPolicy GetBucketVersioning",
      `arn:aws:s3:::${names.stateBucket}`,
      `arn:aws:s3:::${names.stateLogsBucket}`,
    ),
    ...needs(
      {
        who: { kind: "service", name: "logging.s3.amazonaws.com" },
        why: "access logs of the states",
        source: docs("AmazonS3/latest/userguide/enable-server-access-logging.html"),
        context: { "aws:SourceAccount": accountId, "aws:SourceArn": `arn:aws:s3:::${names.stateBucket}` },
        walls: ["aws:SourceAccount", "aws:SourceArn"],
      },
      "s3",
      "PutObject",
      `arn:aws:s3:::${names.stateLogsBucket}/${names.stateBucket}/2026-11-29-13-00-00-0123`,
    ),
    ...needs(
      { ...ask, source: BACKEND },
      "s3",
      "GetObject",
      `arn:aws:s3:::${names.stateBucket}/${names.stack}/terraform.tfstate`,
    ),
    ...needs(
      {
        who: { kind: "service", name: "apigateway.amazonaws.com" },
        why: "API Gateway takes the role that it writes logs with",
        source,
      },
      "sts",
      "AssumeRole",
      logs,
    ),
    ...needs(
      { who: role(logs), why: "logs of APIs", source },
      "logs",
      "CreateLogGroup CreateLogStream DescribeLogGroups DescribeLogStreams PutLogEvents GetLogEvents FilterLogEvents",
      `arn:aws:logs:${region}:${accountId}:log-group:API-Gateway-Execution-Logs_abc123/dev:log-stream:0123`,
    ),
  ];
}
