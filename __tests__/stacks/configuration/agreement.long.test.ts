import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { AthenaSource } from "../../../constructs/dashboards/athena-source";
import { ApiDomain } from "../../../constructs/edge/api-domain";
import { WebAcl } from "../../../constructs/edge/web-acl";
import { ClickstreamPipeline } from "../../../constructs/clickstream-pipeline";
import { BACKUP_OPTIONS } from "../../../constructs/backup/backup-options";
import { CATALOG_OPTIONS } from "../../../constructs/catalog/catalog-options";
import { DELIVERY_OPTIONS } from "../../../constructs/delivery/delivery-options";
import { INGESTION_OPTIONS } from "../../../constructs/edge/ingestion-options";
import { MONITORING_OPTIONS } from "../../../constructs/monitoring/monitoring-options";
import { EVENT_OPTIONS } from "../../../constructs/shared/event-options";
import { STORAGE_OPTIONS } from "../../../constructs/storage/storage-options";
import type { PipelineOptions } from "../../../constructs/pipeline-options";
import { LogGroup } from "../../../constructs/shared/log-group";
import { applyRoleSettings } from "../../../constructs/shared/role-settings";
import { Notices } from "../../../constructs/monitoring/notices";
import { validateEnvironment } from "../../../stacks/configuration/environment";
import { eventTypes, menuClick } from "../../support/restaurant";
import { bundleFolder, environment, KEY_ARN, LOCATION } from "../../support/synth";

const handlerBundles = {
  transform: bundleFolder(),
  ingest: bundleFolder("ingest"),
  probe: bundleFolder("probe"),
  userAgent: { transform: bundleFolder(), ingest: bundleFolder("ingest") },
};
const eventNames = eventTypes.map(({ name }) => name);
const [path] = [menuClick.path];

/** What is said by whoever is given something that it doesn't take; undefined when it does. */
function refusal(make: () => unknown): string | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const inStack = (make: (stack: TerraformStack) => unknown, region: string = LOCATION.region): string | undefined => {
  const stack = new TerraformStack(new App({ outdir: bundleFolder() }), "stack");
  new AwsProvider(stack, "aws", { region });
  return refusal(() => make(stack));
};

const configured = (options: object): string | undefined =>
  refusal(() => validateEnvironment(environment(options), "config/dev.ts", eventNames));

const constructed = (options: object): string | undefined =>
  inStack((stack) => {
    const { name, quickSight, ...rest } = environment(options);
    expect([name, quickSight]).toEqual(["dev", undefined]);
    return new ClickstreamPipeline(stack, "pipeline", {
      ...rest,
      name: "shop",
      eventTypes,
      handlerBundles,
      ...(rest.alarms === undefined && { alarms: {} }),
      ...(rest.backupRegion !== undefined && {
        backupProvider: new AwsProvider(stack, "there", { region: rest.backupRegion, alias: "there" }),
      }),
    });
  }, environment(options).region);

const certificateArn = `arn:aws:acm:${LOCATION.region}:111122223333:certificate/abc`;
const domain = { domainName: "events.example.com", certificateArn };
const range = (low: number, high: number) => [low, high, low - 1, high + 1, low + 0.5, "1", null, Number.NaN];
const flag = [true, false, "yes", 1, null];

/** What hangs on another option stands below. */
type Free = Exclude<
  keyof PipelineOptions,
  | "sourceExpirationDays"
  | "infrequentAccessDays"
  | "maxBodyBytes"
  | "putTimeoutSeconds"
  | "reservedConcurrency"
  | "userAgentColumns"
>;

/** Options with values at their bounds and beyond. */
const VALUES: Readonly<Partial<Record<Free, readonly unknown[]>>> = {
  eventsExpirationDays: range(1, 36_500),
  errorsExpirationDays: range(1, 36_500),
  noncurrentExpirationDays: range(1, 36_500),
  resultsExpirationDays: range(1, 3650),
  accessLogsExpirationDays: range(1, 36_500),
  keyDeletionWindowDays: range(7, 30),
  protectData: flag,
  storageFormat: [
    "json",
    "parquet",
    "orc",
    null,
    {},
    { [menuClick.name]: "parquet" },
    { [menuClick.name]: "orc" },
    { clicks: "json" },
  ],
  sourceBackup: ["all", "none", [], [menuClick.name], [menuClick.name, menuClick.name], ["clicks"], [1], null],
  bufferingIntervalSeconds: range(0, 900),
  bufferingSizeMiB: range(1, 128),
  logRetentionDays: [1, 30, 45, 3653, 0, 3654, "30", null],
  memoryMiB: range(128, 10_240),
  scanLimitMiB: range(10, 10_485_760),
  analystRoles: [["analyst"], [], ["a", "a"], ["path/analyst"], ["a".repeat(65)], "analyst", [null]],
  ingestion: ["firehose", "lambda", "kinesis", null],
  cors: [
    { allowedOrigins: ["*"] },
    { allowedOrigins: ["https://menu.example.com", "http://localhost:8080"], maxAgeSeconds: 0 },
    { allowedOrigins: [] },
    { allowedOrigins: ["*", "https://a"] },
    { allowedOrigins: ["https://a/"] },
    { allowedOrigins: ["https://-a.example.com"] },
    { allowedOrigins: ["https://a", "https://a"] },
    { allowedOrigins: "*" },
    { maxAgeSeconds: 1 },
    ...range(0, 86_400).map((maxAgeSeconds) => ({ allowedOrigins: ["*"], maxAgeSeconds })),
    "*",
  ],
  throttling: [
    { rateLimit: 1, burstLimit: 100_000 },
    { rateLimit: 0 },
    { burstLimit: 100_001 },
    { routes: { [path]: { rateLimit: 1, burstLimit: 1 } } },
    { routes: { [path]: { rateLimit: 1, burstLimit: 0 } } },
    { routes: { [path]: { rateLimit: 1 } } },
    { routes: { [path]: 5 } },
    5,
  ],
  apiKeys: [["till-1"], [], ["a", "a"], ["till 1"], ["a".repeat(65)], "till"],
  authorization: [
    "NONE",
    "AWS_IAM",
    "IAM",
    { userPoolArn: "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/p" },
    { userPoolArn: "pool" },
    { userPoolArn: "arn:aws:iam::111122223333:user/p" },
    { authorizerFunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:let-in" },
    { authorizerFunctionArn: "arn:aws:lambda" },
    { userPoolArn: "a", authorizerFunctionArn: "b" },
    {},
    null,
  ],
  waf: [
    {},
    ...range(10, 2_000_000_000).map((requestsPerAddress) => ({ requestsPerAddress })),
    ...flag.map((logging) => ({ logging })),
    ...flag.map((sampledRequests) => ({ sampledRequests })),
    ...["count", "block", "allow", null].map((bodyRules) => ({ bodyRules })),
    true,
  ],
  domain: [
    domain,
    { ...domain, domainName: "-a.example.com" },
    { ...domain, domainName: "a-.example.com" },
    { ...domain, domainName: "Events.example.com" },
    { ...domain, domainName: `${"a".repeat(64)}.example.com` },
    { ...domain, domainName: "https://a.example.com" },
    { ...domain, certificateArn: "arn:aws:acm:eu-west-1:111122223333" },
    { ...domain, certificateArn: "arn:aws:acm:" },
    { ...domain, certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/abc" },
    { ...domain, basePath: "v1" },
    { ...domain, basePath: "v1/events" },
    { certificateArn },
    ...flag.map((disableDefaultEndpoint) => ({ ...domain, disableDefaultEndpoint })),
  ],
  allowedNetworks: [
    ["203.0.113.0/24", "2001:db8::/32"],
    [],
    ["203.0.113.7"],
    ["203.0.113.0/33"],
    ["999.0.113.0/24"],
    ["203.0.113.0/24", "203.0.113.0/24"],
    "203.0.113.0/24",
  ],
  logClientAddresses: flag,
  alarms: [
    {},
    ...range(1, 1440).map((deliveryDelayMinutes) => ({ deliveryDelayMinutes })),
    ...range(1, 1440).map((replicationLagMinutes) => ({ replicationLagMinutes })),
    ...range(1, 24).map((silentHours) => ({ silentHours })),
    ...range(1, 100).map((clientErrorPercent) => ({ clientErrorPercent })),
    ...range(1, 100).map((problemPercent) => ({ problemPercent })),
  ],
  notificationEmail: [
    "a@example.com",
    "a",
    "a@b",
    "a b@example.com",
    "a@b..com",
    "a@-b.com",
    "a@b,c.com",
    "<a@b.com>",
    "",
    5,
  ],
  dashboard: flag,
  backupRegion: ["eu-north-1", LOCATION.region, "Ireland", "eu-west-12", "", 5],
};

/** Every option, with values that hardly any takes: what is new is held, too. */
const OPTIONS = Object.keys({
  ...STORAGE_OPTIONS,
  ...EVENT_OPTIONS,
  ...DELIVERY_OPTIONS,
  ...CATALOG_OPTIONS,
  ...INGESTION_OPTIONS,
  ...MONITORING_OPTIONS,
  ...BACKUP_OPTIONS,
}).filter((option) => option !== "infrequentAccessDays" && option !== "maxBodyBytes");
const UNLIKELY = [null, -1, 0.5, "?!", [], [5], {}];

const cases = OPTIONS.flatMap((option) =>
  [...(VALUES[option as Free] ?? []), ...UNLIKELY].map((value) => ({ [option]: value })),
);
const refused = cases.filter((options) => configured(options) !== undefined);
const taken = cases.filter((options) => configured(options) === undefined);

test("the table holds values of both kinds for every option", () => {
  for (const list of [refused, taken])
    expect([...new Set(list.flatMap((options) => Object.keys(options)))]).toEqual(
      expect.arrayContaining(Object.keys(VALUES)),
    );
});

test.each(refused)("%j is refused by both, in the constructs' words", (options) => {
  const said = constructed(options);
  expect(configured(options)).toBe(`config/dev.ts: ${said ?? "the constructs take it"}`);
  for (const option of Object.keys(options)) expect(said).toContain(`\`${option}`);
});

/** As many at once as go together, one value of each option: a whole pipeline for each would take minutes. */
const rounds = Array.from(
  { length: taken.length },
  (_, round) =>
    Object.assign({}, ...OPTIONS.flatMap((name) => taken.filter((options) => name in options)[round] ?? [])) as object,
).filter((options) => Object.keys(options).length > 0);

test.each(rounds)("%j is taken by both", (options) => {
  expect(constructed(options)).toBeUndefined();
  expect(configured(options)).toBeUndefined();
});

test.each([
  [{ ingestion: "lambda", maxBodyBytes: 1024 }, undefined],
  [{ ingestion: "lambda", maxBodyBytes: 1023 }, "`maxBodyBytes` must be a whole number from 1024 to 3000000, got 1023"],
  [{ maxBodyBytes: 2048 }, '`maxBodyBytes` must be left out unless `ingestion` is "lambda", got 2048'],
  [{ ingestion: "lambda", putTimeoutSeconds: 27, reservedConcurrency: 1000 }, undefined],
  [{ ingestion: "lambda", putTimeoutSeconds: 28 }, "`putTimeoutSeconds` must be a whole number from 1 to 27, got 28"],
  [
    { ingestion: "lambda", reservedConcurrency: 0 },
    "`reservedConcurrency` must be a whole number from 1 to 1000, got 0",
  ],
  [{ ingestion: "lambda", userAgentColumns: true }, undefined],
  [{ userAgentColumns: false }, undefined],
  [{ userAgentColumns: "yes" }, '`userAgentColumns` must be true or false, got "yes"'],
  [
    { userAgentColumns: true },
    '`userAgentColumns` needs a function before the stream, which reads the header: choose `ingestion: "lambda"`, or leave `userAgentColumns` out',
  ],
  [{ putTimeoutSeconds: 3 }, '`putTimeoutSeconds` must be left out unless `ingestion` is "lambda", got 3'],
  [{ reservedConcurrency: 10 }, '`reservedConcurrency` must be left out unless `ingestion` is "lambda", got 10'],
  [{ eventsExpirationDays: null, infrequentAccessDays: 36_500 }, undefined],
  [
    { eventsExpirationDays: 90, infrequentAccessDays: 90 },
    "`infrequentAccessDays` must be a whole number from 30 to 89, got 90",
  ],
  [
    { eventsExpirationDays: null, infrequentAccessDays: 29 },
    "`infrequentAccessDays` must be a whole number from 30 to 36500, got 29",
  ],
  [{ eventsExpirationDays: 31, infrequentAccessDays: 30 }, undefined],
  [{ sourceBackup: "all", sourceExpirationDays: 36_500 }, undefined],
  [
    { sourceBackup: "all", sourceExpirationDays: 0 },
    "`sourceExpirationDays` must be a whole number from 1 to 36500, got 0",
  ],
  [
    { sourceExpirationDays: 7 },
    "`sourceExpirationDays` must be left out without `sourceBackup`, which keeps raw records; got 7",
  ],
  [{ accountId: "1234" }, '`accountId` must be 12 digits, got "1234"'],
  [{ region: "us-east-12", domain: undefined }, undefined],
  [{ region: "us-east" }, '`region` must be an AWS region, like "us-east-1", got "us-east"'],
  [{ logRetentionDays: 45 }, /^`logRetentionDays` must be one of 1, 3, 5, .*, got 45$/],
])("%j: what hangs on another option is the same for both", (options, message) => {
  const said = constructed(options);
  expect(configured(options)).toBe(said === undefined ? undefined : `config/dev.ts: ${said}`);
  if (message === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(message);
});

const quickSight = { ownerArns: ["arn:aws:quicksight:us-east-1:111122223333:user/default/ann"] };
const source = {
  ...LOCATION,
  sourceName: "shop",
  policyName: "shop-quicksight",
  workgroupName: "shop",
  databaseName: "shop",
  dataBucketName: "events",
  resultsBucketName: "results",
  keyArn: KEY_ARN,
};

test.each([
  quickSight,
  { ownerArns: [] },
  { ownerArns: ["arn:aws:iam::111122223333:user/ann"] },
  { ownerArns: [...quickSight.ownerArns, ...quickSight.ownerArns] },
  { ownerArns: Array.from({ length: 65 }, (_, index) => `${quickSight.ownerArns.join("")}${index}`) },
  { ...quickSight, importMode: "LIVE" },
  { ...quickSight, refreshInterval: "WEEKLY" },
  { ...quickSight, importMode: "DIRECT_QUERY", refreshInterval: "DAILY" },
  { ...quickSight, serviceRoleName: "service-role/aws-quicksight" },
])("quickSight %j: the same for both", (options) => {
  const said = inStack((stack) => new AthenaSource(stack, "source", { ...source, ...options }));
  expect(configured({ quickSight: options })).toBe(
    said === undefined ? undefined : `config/dev.ts: ${said.replace("`", "`quickSight.")}`,
  );
});

test.each([
  [{ permissionsBoundaryArn: "arn:aws:iam::111122223333:policy/b" }],
  [{ permissionsBoundaryArn: "arn:aws:iam::aws:policy/" }],
  [{ permissionsBoundaryArn: "boundary" }],
  [{ rolePath: "/web/" }],
  [{ rolePath: "web" }],
])("roles with %j: the same for both", (settings) => {
  const said = inStack((stack) => applyRoleSettings(stack, settings));
  expect(configured(settings)).toBe(said === undefined ? undefined : `config/dev.ts: ${said}`);
});

test.each<[string, (stack: TerraformStack) => unknown, string]>([
  [
    "a log group",
    (stack) => new LogGroup(stack, "logs", { name: "logs", keyArn: KEY_ARN, retentionDays: 45 }),
    "`retentionDays` must be one of 1, 3, 5,",
  ],
  [
    "a domain",
    (stack) =>
      new ApiDomain(stack, "domain", { ...domain, domainName: "-a.example.com", restApiId: "a", stageName: "dev" }),
    '`domainName` must be a name like "events.example.com", lower case, got "-a.example.com"',
  ],
  [
    "a firewall",
    (stack) => new WebAcl(stack, "acl", { aclName: "a", resourceArn: "arn", keyArn: KEY_ARN, requestsPerAddress: 9 }),
    "`requestsPerAddress` must be a whole number from 10 to 2000000000, got 9",
  ],
  [
    "a topic",
    (stack) => new Notices(stack, "notices", { ...LOCATION, topicName: "n", keyArn: KEY_ARN, email: "nobody" }),
    '`email` must be an email address, got "nobody"',
  ],
])("%s by itself has the same rule and names a prop that it has", (_name, make, message) => {
  expect(inStack(make)).toContain(message);
});

test.each(["protectData", "noncurrentExpirationDays", "eventsExpirationDays", "logRetentionDays"])(
  "an environment says %s, although the constructs have a default",
  (field) => {
    expect(configured({ [field]: undefined })).toBe(`config/dev.ts: \`${field}\` must be given`);
  },
);
