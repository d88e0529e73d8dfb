import { environments } from "../support/restaurant";
import { environment, filesOf, type Block } from "../support/synth";
import { synthPipeline } from "../support/synth-pipeline";

/** Where a statement has to name everything, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "aws_kms_key.policy AccountThroughIam action kms:*":
    "IAM decides within the account, or the key could become nobody's",
  "aws_kms_key.policy AccountThroughIam resource *": "in a key policy it is the key itself",
  "aws_kms_key.policy LogGroupsOfThisAccount resource *": "in a key policy it is the key itself",
  "aws_kms_key.policy AlarmsOfThisAccount resource *": "in a key policy it is the key itself",
  "aws_iam_role_policy.policy Traces resource *": "X-Ray's Put actions know no resource",
};

interface Found {
  readonly where: string;
  readonly statement: Block;
}

/** Every statement of every policy in a folder of stacks, whatever argument of whatever resource it stands in. */
function statementsOf(files: Readonly<Record<string, string>>): readonly Found[] {
  return Object.entries(files)
    .filter(([name]) => name.endsWith("cdk.tf.json"))
    .flatMap(([, text]) =>
      Object.entries((JSON.parse(text) as { resource: Record<string, Record<string, Block>> }).resource),
    )
    .flatMap(([type, resources]) =>
      Object.values(resources).flatMap((resource) =>
        Object.entries(resource).map(([argument, value]) => ({ type, argument, value })),
      ),
    )
    .flatMap(({ type, argument, value }) => {
      if (typeof value !== "string" || !value.includes('"Statement"')) return [];
      return (JSON.parse(value) as { Statement: Block[] }).Statement.map((statement) => ({
        where: `${type}.${argument}`,
        statement,
      }));
    });
}

const list = (value: unknown): readonly string[] => (value === undefined ? [] : ([value].flat() as string[]));
/** The shipped environments, and one with everything on in front of a function. */
const everything = environment({
  ingestion: "lambda",
  cors: { allowedOrigins: ["https://a", "https://b"] },
  throttling: { routes: { "/poc": { rateLimit: 1, burstLimit: 1 } } },
  apiKeys: ["till"],
  authorization: { authorizerFunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:authorizer" },
  waf: { logging: true },
  domain: { domainName: "events.example.com", certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/abc" },
  allowedNetworks: ["203.0.113.0/24"],
  storageFormat: "parquet",
  analystRoles: ["analyst"],
  backupRegion: "eu-north-1",
  sourceBackup: "all",
  permissionsBoundaryArn: "arn:aws:iam::111122223333:policy/boundary",
  rolePath: "/clicks/",
  notificationEmail: "somebody@example.com",
});
const found = [environments, [everything]].flatMap((environments) =>
  statementsOf(filesOf(synthPipeline(environments))),
);
const allowed = found.filter(({ statement }) => statement.Effect === "Allow");

test("no policy allows every action or everything it could name, but where it can't be otherwise", () => {
  expect(allowed.length).toBeGreaterThan(20);
  const broad = allowed.flatMap(({ where, statement }) => [
    ...list(statement.Action)
      .filter((action) => action.includes("*"))
      .map((action) => `${where} ${String(statement.Sid)} action ${action}`),
    ...list(statement.Resource)
      .filter((resource) => resource === "*")
      .map((resource) => `${where} ${String(statement.Sid)} resource ${resource}`),
  ]);
  expect([...new Set(broad)].sort()).toEqual(Object.keys(EXCEPTIONS).sort());
});

test("no policy allows by exclusion, or lets everyone in", () => {
  for (const { where, statement } of allowed) {
    expect(Object.keys(statement)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^Not/)]));
    // An API that isn't IAM's to guard is called by no principal that has a name: its policy goes by network.
    if (where === "aws_api_gateway_rest_api_policy.policy")
      expect(statement.Condition).toEqual({ IpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } });
    else expect(statement.Principal).not.toBe("*");
    expect(statement.Principal).not.toEqual({ AWS: "*" });
  }
});

test("a service that acts in its own name does so for this account only", () => {
  const services = allowed.filter(
    ({ where, statement }) =>
      where !== "aws_iam_role.assume_role_policy" && Object.keys(statement.Principal ?? {}).includes("Service"),
  );
  expect(services.length).toBeGreaterThan(0);
  for (const { where, statement } of services)
    expect([where, statement.Sid, JSON.stringify(statement.Condition)]).toEqual([
      where,
      statement.Sid,
      expect.stringMatching(/111122223333|000000000000/),
    ]);
});

test("a role is assumed by the one service that uses it", () => {
  const trust = allowed.filter(({ where }) => where === "aws_iam_role.assume_role_policy");
  expect(trust.length).toBeGreaterThan(0);
  for (const { statement } of trust) {
    expect(statement.Action).toBe("sts:AssumeRole");
    expect(Object.keys(statement.Principal as object)).toEqual(["Service"]);
    expect((statement.Principal as { Service: string }).Service).toMatch(
      /^(apigateway|firehose|lambda|s3)\.amazonaws\.com$/,
    );
  }
});

test("a function is invoked by API Gateway for one API only", () => {
  const permissions = Object.values(filesOf(synthPipeline([everything])))
    .filter((text) => text.includes('"aws_lambda_permission"'))
    .flatMap((text) =>
      Object.values(
        (JSON.parse(text) as { resource: { aws_lambda_permission: Record<string, Block> } }).resource
          .aws_lambda_permission,
      ),
    );
  expect(permissions).toHaveLength(2);
  for (const { principal, action, source_arn: source } of permissions) {
    expect([principal, action]).toEqual(["apigateway.amazonaws.com", "lambda:InvokeFunction"]);
    expect(source).toMatch(
      /^\$\{aws_api_gateway_rest_api\.\w+\.execution_arn\}\/(dev\/POST\/\*|authorizers\/\$\{.+\})$/,
    );
  }
});
