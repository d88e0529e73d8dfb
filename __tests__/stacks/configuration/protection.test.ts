import { resolveAccounts, type Account } from "../../../stacks/configuration/accounts";
import { Names } from "../../../stacks/configuration/names";
import { environments as shipped } from "../../support/restaurant";
import { environment } from "../../support/synth";

test("no two buckets of an environment share a name, and all fit S3, however long the region's name is", () => {
  const names = new Names(environment({ name: "staging1", region: "ap-southeast-1", backupRegion: "ap-northeast-1" }));
  const buckets = [
    names.eventBucket(),
    names.resultsBucket(),
    names.accessLogBucket(),
    names.backupBucket("ap-northeast-1"),
    names.backupAccessLogBucket("ap-northeast-1"),
  ];
  expect(new Set(buckets).size).toBe(buckets.length);
  for (const bucket of buckets) expect(bucket).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
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
    `\`accountId\` must be one of the environments' accounts, 111122223333, ${THERE}, got "999999999999"`,
  ],
  [
    { homeRegion: "eu-north-1" },
    'account 111122223333: `homeRegion` must be a region of its environments, eu-west-1, us-east-1, got "eu-north-1"',
  ],
  [{ rolePath: "web" }, 'account 111122223333: `rolePath` must be a path like "/clickstream/", got "web"'],
  [
    { permissionsBoundaryArn: "boundary" },
    'account 111122223333: `permissionsBoundaryArn` must be the ARN of an IAM policy, got "boundary"',
  ],
])("an account said to have %j is refused, naming the field and what is allowed", (said, message) => {
  expect(() => resolveAccounts(environments, [{ accountId: "111122223333", ...said }])).toThrow(
    `config/accounts.ts: ${message}`,
  );
});

test("an account that stands there twice is refused", () => {
  expect(() => resolveAccounts(environments, [{ accountId: THERE }, { accountId: THERE }])).toThrow(
    `config/accounts.ts: \`accountId\` must stand there once, got "${THERE}" twice`,
  );
});

test("what is shipped lets every page post to dev only, and puts the firewall before prod", () => {
  const { dev, ...others } = Object.fromEntries(shipped.map((each) => [each.name, each]));
  expect(dev?.cors?.allowedOrigins).toEqual(["*"]);
  for (const { cors } of Object.values(others)) expect(cors?.allowedOrigins).toEqual(["https://menu.example.com"]);
  expect(shipped.filter(({ waf }) => waf).map(({ name }) => name)).toEqual(["prod"]);
});
