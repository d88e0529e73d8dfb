import { environments as shippedEnvironments } from "../../support/restaurant";
import type { ContinuousIntegration } from "../../../stacks/configuration/ci";
import { grants } from "../../../constructs/ci/github-permissions";
import { GitHubRole } from "../../../constructs/ci/github-role";
import { readStacks, resources } from "../../policies/tree";
import { environment, LOCATION, stackOf, statements, synth, type Block, type Tree } from "../../support/synth";
import { synthPipeline } from "../../support/synth-pipeline";

const BOUNDARY = "arn:aws:iam::111122223333:policy/clickstream-dev-boundary";
const ACCOUNT = "clickstream-account-111122223333-eu-west-1";
const REPOSITORY: ContinuousIntegration = { accountId: LOCATION.accountId, repository: "octo-org/clickstream" };
const environments = [
  environment({
    permissionsBoundaryArn: BOUNDARY,
    rolePath: "/clickstream/",
    backupRegion: "eu-central-1",
    analystRoles: ["analysts"],
  }),
  environment({
    name: "prod",
    ingestion: "lambda",
    apiKeys: ["till"],
    authorization: { authorizerFunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:authorizer:$LATEST" },
    waf: { logging: true },
    domain: { domainName: "events.example.com", certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/abc" },
    allowedNetworks: ["203.0.113.0/24"],
    notificationEmail: "ops@example.com",
  }),
];
const outdir = (settings: Partial<ContinuousIntegration> = {}): string =>
  synthPipeline(environments, undefined, [{ ...REPOSITORY, ...settings }]);
const accountStack = (settings: Partial<ContinuousIntegration> = {}): Tree => stackOf(outdir(settings), ACCOUNT);

const folder = outdir();
const stack = stackOf(folder, ACCOUNT);
const list = (value: unknown): readonly string[] => [value ?? []].flat() as string[];

/** Every statement of a role's policies, by Sid. */
function permissions(role: string): Readonly<Record<string, Block>> {
  const policies = stack.all("aws_iam_policy").filter(({ name }) => String(name).startsWith(`${role}-`));
  return Object.assign({}, ...policies.map(({ policy }) => statements(policy))) as Record<string, Block>;
}

function trust(role: string): Block | undefined {
  return statements(stack.all("aws_iam_role").find(({ name }) => name === role)?.assume_role_policy).Assume;
}

const roles = ["clickstream-github-plan", "clickstream-github-deploy-dev", "clickstream-github-deploy-prod"];

test("nobody's workflows get a role unless the configuration names a repository", () => {
  const shipped = synthPipeline(shippedEnvironments);
  const { resource } = JSON.parse(stackOf(shipped, "clickstream-account-000000000000-us-east-1").json) as {
    resource: Record<string, Block>;
  };
  expect(resource).not.toHaveProperty("aws_iam_openid_connect_provider");
});

test.each([
  [
    "clickstream-github-plan",
    ["repo:octo-org/clickstream:pull_request", "repo:octo-org/clickstream:ref:refs/heads/main"],
  ],
  ["clickstream-github-deploy-dev", ["repo:octo-org/clickstream:environment:dev"]],
  ["clickstream-github-deploy-prod", ["repo:octo-org/clickstream:environment:prod"]],
])("%s is for the runs of one repository that it names whole, and for nobody else", (role, subjects) => {
  const provider = /^\$\{aws_iam_openid_connect_provider\.[\w-]+\.arn\}$/;
  expect(trust(role)).toMatchObject({
    Principal: { Federated: expect.stringMatching(provider) as unknown },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": subjects,
      },
    },
  });
});

test("the plan role changes nothing and sees no event: a pull request's own code runs with it", () => {
  const actions = Object.values(permissions("clickstream-github-plan")).flatMap(({ Action }) => list(Action));
  expect(actions.length).toBeGreaterThan(50);
  expect(actions.filter((action) => !/:(Get|List|Describe|Validate|GET$)/.test(action))).toEqual([]);
  const { State } = permissions("clickstream-github-plan");
  const readers = Object.values(permissions("clickstream-github-plan")).filter(({ Action }) =>
    list(Action).includes("s3:GetObject"),
  );
  expect(readers).toEqual([State]);
  expect(State?.Resource).toEqual(["arn:aws:s3:::clickstream-state-111122223333-eu-west-1/*/terraform.tfstate"]);
});

/** Where AWS knows no narrower resource, and why that is no harm. */
const EVERYTHING: Readonly<Record<string, string>> = {
  "AliasList kms:ListAliases": "the list of aliases has no ARN",
  KeptKeys: "a Deny",
  "FirewallLogs logs:CreateLogDelivery logs:DeleteLogDelivery logs:DescribeResourcePolicies logs:PutResourcePolicy":
    "deliveries and resource policies have no ARN",
  "NewDataSets quicksight:CreateDataSet quicksight:CreateDataSource":
    "what is new has no ARN there: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonquicksight.html",
  "NewKeys kms:CreateKey": "a new key has no ARN yet; its tags must be the environment's",
  OtherEnvironments: "a Deny",
  OtherProjects: "a Deny",
  "Subscriptions sns:GetSubscriptionAttributes":
    "these actions know no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html",
  "Subscriptions sns:GetSubscriptionAttributes sns:SetSubscriptionAttributes sns:Unsubscribe": "as above",
  "WorkflowTexts states:ValidateStateMachineDefinition":
    "it looks at a text, and knows no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html",
};

test("nothing is allowed on everything, but where AWS can't be told more", () => {
  const wide = roles
    .flatMap((role) => Object.values(permissions(role)))
    .filter(({ Resource }) => list(Resource).includes("*"))
    .map(({ Sid, Effect, Action }) => (Effect === "Deny" ? String(Sid) : [Sid, ...list(Action)].join(" ")));
  expect([...new Set(wide)].sort()).toEqual(Object.keys(EVERYTHING).sort());
});

test("whatever the stacks hold can be planned and deployed by the roles", () => {
  const reach = {
    ...LOCATION,
    regions: [LOCATION.region],
    backupRegions: ["eu-central-1"],
    whole: "",
    parts: "",
    database: "",
    stage: "",
    tags: {},
    rolePaths: [],
  };
  const granted = Object.values(grants(reach))
    .flat()
    .flatMap(({ types = [] }) => types);
  const known = [...granted, "terraform_data"]; // which nothing but a state has
  const environmentStacks = Object.fromEntries(Object.entries(readStacks(folder)).filter(([name]) => name !== ACCOUNT));
  const held = [...new Set(resources(environmentStacks).map(({ type }) => type))];
  expect(held.length).toBeGreaterThan(30);
  expect(held.filter((type) => !known.includes(type))).toEqual([]);
});

test("what a deploy role may change is its own environment's, and never itself", () => {
  for (const [role, own, other] of [
    ["clickstream-github-deploy-dev", "dev", "prod"],
    ["clickstream-github-deploy-prod", "prod", "dev"],
  ] as const) {
    const resources = Object.values(permissions(role))
      .filter(({ Effect }) => Effect === "Allow")
      .flatMap(({ Resource }) => list(Resource));
    expect(resources).toContain(`arn:aws:s3:::clickstream-${own}-*`);
    for (const resource of resources) {
      expect(resource).not.toContain(`clickstream-${other}`);
      expect(resource).not.toContain("clickstream-*");
      expect(resource).not.toContain("clickstream-github");
    }
  }
});

test("keys, which have no names in their ARNs, are told apart by their tags, and so are the APIs of other environments", () => {
  const dev = permissions("clickstream-github-deploy-dev");
  const tags = { "aws:ResourceTag/Project": "clickstream", "aws:ResourceTag/Environment": "dev" };
  for (const sid of ["Keys", "KeyGrants", "ApiKeys", "ExecutionLogs"])
    expect(dev[sid]?.Condition).toMatchObject({ StringEquals: tags });
  // Whoever may tag a key that has no tags may rewrite its policy next.
  const taggers = Object.values(dev).filter(({ Action }) => list(Action).includes("kms:TagResource"));
  expect(taggers.map(({ Sid }) => Sid)).toEqual(["Keys", "NewKeyTags"]);
  expect(list(dev.NewKeyTags?.Resource).map((arn) => arn.split(":").at(-1))).toEqual(["key/?", "key/?"]);
  // A list of both tags would deny only what differs in both.
  expect(dev.OtherEnvironments).toMatchObject({ Effect: "Deny", Resource: "*" });
  expect(dev.OtherEnvironments?.Condition).toEqual({
    StringNotEquals: { "aws:ResourceTag/Environment": "dev" },
    Null: { "aws:ResourceTag/Environment": "false" },
  });
  expect(dev.OtherEnvironments?.Action).toBe("apigateway:*");
  // Of tags it writes those of what is new, and of its own stage.
  const tagged = list(dev.NewApiTags?.Resource).map((arn) => decodeURIComponent(arn.split("/tags/")[1] ?? ""));
  const api = "arn:aws:apigateway:eu-west-1::";
  expect(tagged).toEqual([
    ...["restapis", "usageplans", "apikeys", "domainnames"].map((kind) => `${api}/${kind}/?`),
    `${api}/restapis/*/stages/dev`,
  ]);
});

test("no role deletes what holds data", () => {
  const actions = roles
    .flatMap((role) =>
      Object.values(permissions(role)).filter(({ Sid, Effect }) => Sid !== "Lock" && Effect === "Allow"),
    )
    .flatMap(({ Action }) => list(Action));
  for (const forbidden of [
    "s3:DeleteBucket",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "kms:ScheduleKeyDeletion",
    "kms:DisableKey",
  ])
    expect(actions).not.toContain(forbidden);
  // It writes the policies of its buckets and keys, so it could let itself.
  for (const environment of ["dev", "prod"]) {
    const { KeptData, KeptKeys } = permissions(`clickstream-github-deploy-${environment}`);
    expect(KeptData).toMatchObject({
      Effect: "Deny",
      Action: ["s3:DeleteBucket", "s3:DeleteObject", "s3:DeleteObjectVersion"],
      Resource: `arn:aws:s3:::clickstream-${environment}-*`,
    });
    expect(KeptKeys).toMatchObject({
      Effect: "Deny",
      Action: ["kms:DisableKey", "kms:ScheduleKeyDeletion"],
      Resource: "*",
    });
  }
});

test("roles are passed to the pipeline's services only, and made within the boundary, which stays as it is", () => {
  const dev = permissions("clickstream-github-deploy-dev");
  const own = "arn:aws:iam::111122223333:role/clickstream/clickstream-dev-*";
  expect(dev.PassRoles).toMatchObject({
    Resource: own,
    Condition: {
      StringEquals: {
        "iam:PassedToService": [
          "apigateway.amazonaws.com",
          "firehose.amazonaws.com",
          "lambda.amazonaws.com",
          "scheduler.amazonaws.com",
          "states.amazonaws.com",
          "s3.amazonaws.com",
        ],
      },
    },
  });
  expect(dev.NewRoles).toMatchObject({
    Resource: own,
    Condition: { StringEquals: { "iam:PermissionsBoundary": BOUNDARY } },
  });
  expect(dev.Boundary).toMatchObject({ Effect: "Deny", Resource: BOUNDARY });
  const makers = Object.values(dev).filter(({ Action }) =>
    list(Action).some((action) => ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"].includes(action)),
  );
  expect(makers.map(({ Sid }) => Sid)).toEqual(["NewRoles", "ExistingRolesPut"]);
  for (const { Condition } of makers)
    expect(Condition).toMatchObject({ StringEquals: { "iam:PermissionsBoundary": BOUNDARY } });
});

test("roles and functions of others are touched only where the configuration names them", () => {
  expect(permissions("clickstream-github-deploy-dev").ExistingRoles?.Resource).toEqual([
    "arn:aws:iam::111122223333:role/analysts",
    "arn:aws:iam::111122223333:role/*/analysts",
  ]);
  for (const sid of ["ExistingRoles", "ExistingRolesPut"])
    expect(permissions("clickstream-github-deploy-prod")).not.toHaveProperty(sid);
  expect(permissions("clickstream-github-deploy-prod").Authorizer?.Resource).toBe(
    "arn:aws:lambda:eu-west-1:111122223333:function:authorizer",
  );
  expect(permissions("clickstream-github-deploy-dev")).not.toHaveProperty("Authorizer");
  expect(permissions("clickstream-github-plan").Authorizers).toMatchObject({
    Action: "lambda:GetPolicy",
    Resource: ["arn:aws:lambda:eu-west-1:111122223333:function:authorizer"],
  });
});

test("an account that knows GitHub already keeps its provider", () => {
  const existing = accountStack({ identityProvider: "existing", branch: "release" });
  expect(existing.all("aws_iam_openid_connect_provider")).toEqual([]);
  const [assume] = existing
    .all("aws_iam_role")
    .filter(({ name }) => name === "clickstream-github-plan")
    .map((role) => statements(role.assume_role_policy).Assume);
  expect(assume).toMatchObject({
    Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
  });
  expect(JSON.stringify(assume)).toContain("ref:refs/heads/release");
});

test("the workflows find the roles in the stack's outputs, by ARNs that hold before anything is applied", () => {
  const { output } = JSON.parse(stack.json) as { output: Record<string, { value: string }> };
  expect(output.github_plan_role?.value).toBe("arn:aws:iam::111122223333:role/clickstream/clickstream-github-plan");
  expect(output.github_deploy_role_prod?.value).toBe(
    "arn:aws:iam::111122223333:role/clickstream/clickstream-github-deploy-prod",
  );
});

const role = (props: object) =>
  synth(
    (scope) =>
      new GitHubRole(scope, "role", {
        roleName: "r",
        description: "d",
        providerArn: "arn:p",
        repository: "octo-org/clickstream",
        subjects: ["pull_request"],
        policies: {},
        ...props,
      }),
  );

test.each([
  [{ subjects: ["*"] }, '`subjects` must be "pull_request", an environment or one branch, got "*"'],
  [
    { subjects: ["ref:refs/heads/*"] },
    '`subjects` must be "pull_request", an environment or one branch, got "ref:refs/heads/*"',
  ],
  [
    { repository: "octo-org/*" },
    '`repository` must be the owner and the name, like "octo-org/clickstream", or both with their ids, like "octo-org@583231/clickstream@2325298", got "octo-org/*"',
  ],
  [
    { policies: { big: [{ Sid: "Big", Effect: "Allow", Action: "s3:GetObject", Resource: "a".repeat(6144) }] } },
    "`policies.big` must be at most 6144 characters, got 6251; split it",
  ],
])("a role that would let others in, or that AWS would refuse, is refused: %#", (props, message) => {
  expect(() => role(props)).toThrow(message);
});

test.each<[Partial<ContinuousIntegration>, string]>([
  [
    { accountId: "999999999999" },
    'config/ci.ts: `accountId` must be one of the environments\' accounts, 111122223333, got "999999999999"',
  ],
  [
    { repository: "clickstream" },
    'config/ci.ts: `repository` must be the owner and the name, like "octo-org/clickstream", or both with their ids, like "octo-org@583231/clickstream@2325298", got "clickstream"',
  ],
  [{ branch: "release/*" }, 'config/ci.ts: `branch` must be the name of one branch, got "release/*"'],
  [
    { identityProvider: "none" as "existing" },
    'config/ci.ts: `identityProvider` must be "managed" or "existing", got "none"',
  ],
])("a wrong setting is refused with the file, the field and what is allowed: %#", (settings, message) => {
  expect(() => accountStack(settings)).toThrow(message);
});

test.each(["octo-org@583231/clickstream@2325298", "Octo-Org/click.stream_2"])(
  "the trust policy names the repository as its tokens do, by names or with the ids: %s",
  (repository) => {
    const { assume_role_policy: trust } = role({ repository, subjects: ["environment:dev"] }).only("aws_iam_role");
    expect(statements(trust).Assume?.Condition).toMatchObject({
      StringEquals: { "token.actions.githubusercontent.com:sub": [`repo:${repository}:environment:dev`] },
    });
  },
);

test.each(["octo-org@583231/clickstream", "octo-org/clickstream@2325298", "octo-org@x/clickstream@1", "octo@1@2/a@3"])(
  "a repository of which one part alone has an id is none that GitHub names: %s",
  (repository) => {
    expect(() => role({ repository })).toThrow("or both with their ids");
  },
);

test("an environment whose deploy role could change CI's roles is refused", () => {
  expect(() => synthPipeline([environment({ name: "github" })], undefined, [REPOSITORY])).toThrow(
    'config/ci.ts: `environments` must be without "github"',
  );
});
