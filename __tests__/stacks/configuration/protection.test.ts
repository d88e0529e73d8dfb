import { resolveAccounts, type Account } from "../../../stacks/configuration/accounts";
import { validateEnvironment, type Environment } from "../../../stacks/configuration/environment";
import { Names } from "../../../stacks/configuration/names";
import { environment } from "../../support/synth";

const retention = (overrides: Partial<Environment["retention"]>) =>
  validateEnvironment(environment({ retention: { ...environment().retention, ...overrides } }), "config/dev.ts");

test.each([
  [{ sourceDays: 1 }],
  [{ accessLogsDays: 36_500 }],
  [{ eventsDays: 31, infrequentAccessDays: 30 }],
  [{ eventsDays: null, infrequentAccessDays: 36_500 }],
])("retention %j is allowed", (overrides) => {
  expect(() => retention(overrides)).not.toThrow();
});

test.each([
  [{ sourceDays: 0 }, "retention.sourceDays must be a whole number from 1 to 36500, got 0"],
  [{ accessLogsDays: 1.5 }, "retention.accessLogsDays must be a whole number from 1 to 36500, got 1.5"],
  [
    { eventsDays: null, infrequentAccessDays: 29 },
    "retention.infrequentAccessDays must be a whole number of 30 or more, less than retention.eventsDays, got 29",
  ],
  [
    { eventsDays: 90, infrequentAccessDays: 90 },
    "retention.infrequentAccessDays must be a whole number of 30 or more, less than retention.eventsDays, got 90",
  ],
])("retention %j is refused, naming the field and what is allowed", (overrides, message) => {
  expect(() => retention(overrides)).toThrow(`config/dev.ts: ${message}`);
});

test("no two buckets of an environment share a name, and all fit S3, however long the region's name is", () => {
  const names = new Names(environment({ name: "staging1", region: "ap-southeast-1", backupRegion: "ap-northeast-1" }));
  const buckets = [
    names.eventBucket(),
    names.resultsBucket(),
    names.accessLogBucket(),
    names.backupBucket(),
    names.backupAccessLogBucket(),
  ];
  expect(new Set(buckets).size).toBe(buckets.length);
  for (const bucket of buckets) expect(bucket).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
  expect(new Names(environment()).backupBucket()).toBeUndefined();
});

const THERE = "444455556666";
const environments = [
  environment({ permissionsBoundaryArn: "arn:aws:iam::111122223333:policy/b", rolePath: "/web/" }),
  environment({ name: "test", region: "us-east-1" }),
  environment({ name: "prod", accountId: THERE }),
];

test("an account's home is its first environment's region, whose boundary and path its role gets", () => {
  expect(resolveAccounts(environments, [])).toEqual([
    {
      accountId: "111122223333",
      regions: ["eu-west-1", "us-east-1"],
      apiGatewayLogs: "managed",
      permissionsBoundaryArn: "arn:aws:iam::111122223333:policy/b",
      rolePath: "/web/",
    },
    { accountId: THERE, regions: ["eu-west-1"], apiGatewayLogs: "managed" },
  ]);
});

test("what is said of an account holds", () => {
  const said: Account = {
    accountId: "111122223333",
    homeRegion: "us-east-1",
    apiGatewayLogs: "existing",
    rolePath: "/ops/",
  };
  expect(resolveAccounts(environments, [said])[0]).toMatchObject({
    regions: ["us-east-1", "eu-west-1"],
    apiGatewayLogs: "existing",
    rolePath: "/ops/",
  });
});

test.each<[Partial<Account>, string]>([
  [
    { accountId: "999999999999" },
    `accountId must be one of the environments' accounts, 111122223333, ${THERE}, got "999999999999"`,
  ],
  [
    { homeRegion: "eu-north-1" },
    'homeRegion of 111122223333 must be a region of its environments, eu-west-1, us-east-1, got "eu-north-1"',
  ],
  [{ rolePath: "web" }, 'rolePath of 111122223333 must be a path like "/clickstream/", got "web"'],
  [
    { permissionsBoundaryArn: "boundary" },
    'permissionsBoundaryArn of 111122223333 must be the ARN of an IAM policy, got "boundary"',
  ],
])("an account said to have %j is refused, naming the field and what is allowed", (said, message) => {
  expect(() => resolveAccounts(environments, [{ accountId: "111122223333", ...said }])).toThrow(
    `config/accounts.ts: ${message}`,
  );
});

test("an account that stands there twice is refused", () => {
  expect(() => resolveAccounts(environments, [{ accountId: THERE }, { accountId: THERE }])).toThrow(
    `config/accounts.ts: accountId must stand there once, got "${THERE}" twice`,
  );
});
