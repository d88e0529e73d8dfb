import { hoursOfWeek } from "../declaration/across";
import { count, numberChart } from "../declaration/analysis";
import { defineEvent } from "../declaration/define";
import type { EventDeclaration } from "../declaration/event";
import { int, string, timestamp } from "../declaration/event";
import type { Environment } from "../stacks/configuration/environment";

/** What a project says of an environment and its event types, beside the restaurant's own environment dev. */
export interface Said {
  readonly settings?: Partial<Environment>;
  readonly events?: (types: readonly EventDeclaration[]) => readonly EventDeclaration[];
}

/** A change that must apply in one go, after which a plan changes nothing. */
export interface Change {
  readonly before?: Said;
  readonly after: Said;
  /** Why the emulator can't show it. */
  readonly unseen?: string;
}

/** What may change: neither what an environment is called nor where it lives. */
export type Setting = Exclude<keyof Environment, "name" | "accountId" | "region">;

const POOL = "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_abc";
const AUTHORIZER = "arn:aws:lambda:us-east-1:000000000000:function:authorizer";
const BOUNDARY = "arn:aws:iam::000000000000:policy/boundary";
const LAMBDA = { ingestion: "lambda" } as const;
const NO_QUICKSIGHT = "the emulator has no QuickSight";
const NO_DOMAINS = "the emulator has no certificates";
const OLD_PROVIDER =
  "what is in another region has its region in its state from provider 6 on; an older one looks for it in the new one";

const to = (after: Partial<Environment>, before: Partial<Environment> = {}): Change => ({
  before: { settings: before },
  after: { settings: after },
});
const domain = (basePath?: string): Pick<Environment, "domain"> => ({
  domain: {
    domainName: "events.example.com",
    certificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/12345678-1234-1234-1234-123456789012",
    ...(basePath !== undefined && { basePath }),
  },
});
const quickSight = (more: object = {}): Pick<Environment, "quickSight"> => ({
  quickSight: { ownerArns: ["arn:aws:quicksight:us-east-1:000000000000:group/default/analysts"], ...more },
});

/** A change of each setting. Whoever adds a setting says here how it may change, or nothing compiles. */
export const SETTINGS: { readonly [Each in Setting]-?: readonly Change[] } = {
  freshness: [
    to({ freshness: "seconds", bufferingIntervalSeconds: 30 }),
    to({ freshness: "minutes" }, { freshness: "seconds" }),
  ],
  transformIntervalSeconds: [to({ transformIntervalSeconds: 0 }), to({}, { transformIntervalSeconds: 5 })],
  bufferingIntervalSeconds: [to({ bufferingIntervalSeconds: 900 })],
  bufferingSizeMiB: [to({ bufferingSizeMiB: 64 })],
  memoryMiB: [to({ memoryMiB: 1024 })],
  logRetentionDays: [to({ logRetentionDays: 7 }), to({ logRetentionDays: 14, ...LAMBDA }, LAMBDA)],
  storageFormat: [
    to({ storageFormat: "parquet" }),
    to({}, { storageFormat: "parquet" }),
    to({ storageFormat: { order: "parquet" } }),
  ],
  keepParquet: [to({ keepParquet: "all" }, { storageFormat: "parquet" }), to({}, { keepParquet: ["order"] })],
  sourceBackup: [
    to({ sourceBackup: "all" }),
    to({ sourceBackup: ["order"], bufferingIntervalSeconds: 60 }),
    to({}, { sourceBackup: "all" }),
  ],
  eventsExpirationDays: [to({ eventsExpirationDays: null }), to({ eventsExpirationDays: 90 })],
  infrequentAccessDays: [to({ eventsExpirationDays: 400, infrequentAccessDays: 60 }, { eventsExpirationDays: 400 })],
  errorsExpirationDays: [to({ errorsExpirationDays: 60 })],
  sourceExpirationDays: [to({ sourceBackup: "all", sourceExpirationDays: 14 }, { sourceBackup: "all" })],
  noncurrentExpirationDays: [to({ noncurrentExpirationDays: 14 })],
  resultsExpirationDays: [to({ resultsExpirationDays: 3 })],
  accessLogsExpirationDays: [to({ accessLogsExpirationDays: 30 })],
  keyDeletionWindowDays: [to({ keyDeletionWindowDays: 14 })],
  protectData: [to({ protectData: true }), to({ protectData: false }, { protectData: true })],
  scanLimitMiB: [to({ scanLimitMiB: 100 })],
  lake: [
    to({ lake: {} }),
    to({}, { lake: {} }),
    to({ lake: { eventTypes: ["order"], mergeHours: 1 } }, { lake: {} }),
    to({ lake: { rollups: true } }, { lake: {} }),
    to({ lake: {} }, { lake: { rollups: true } }),
    to({ lake: { buckets: { order: { field: "customerId", count: 4 } } } }, { lake: {} }),
  ],
  freshnessProbe: [
    to({ freshnessProbe: { eventType: "order" } }),
    to({ freshnessProbe: { eventType: "menu-click" } }, { freshnessProbe: { eventType: "order" } }),
    to({}, { freshnessProbe: { eventType: "order" } }),
  ],
  analystRoles: [
    to({ analystRoles: ["analyst"] }),
    to({ analystRoles: ["reader"] }, { analystRoles: ["analyst"] }),
  ].map((change) => ({ ...change, unseen: "the roles of analysts exist before" })),
  backupRegion: [
    to({ backupRegion: "us-west-2" }),
    { ...to({}, { backupRegion: "us-west-2" }), unseen: OLD_PROVIDER },
    { ...to({ backupRegion: "eu-west-1" }, { backupRegion: "us-west-2" }), unseen: OLD_PROVIDER },
  ],
  ingestion: [
    to(LAMBDA),
    to({}, LAMBDA),
    to({ ...LAMBDA, rolePath: "/apps/" }, { rolePath: "/apps/" }),
    to({ rolePath: "/apps/" }, { ...LAMBDA, rolePath: "/apps/" }),
  ],
  maxBodyBytes: [to({ ...LAMBDA, maxBodyBytes: 2_000_000 }, LAMBDA)],
  putTimeoutSeconds: [to({ ...LAMBDA, putTimeoutSeconds: 5 }, LAMBDA)],
  reservedConcurrency: [to({ ...LAMBDA, reservedConcurrency: 5 }, LAMBDA)],
  userAgentColumns: [
    to({ ...LAMBDA, userAgentColumns: true }, LAMBDA),
    to(LAMBDA, { ...LAMBDA, userAgentColumns: true }),
    to({ ...LAMBDA, storageFormat: "parquet", userAgentColumns: true }, { ...LAMBDA, storageFormat: "parquet" }),
  ],
  cors: [to({ cors: { allowedOrigins: ["https://a.example.com", "https://b.example.com"], maxAgeSeconds: 60 } })],
  throttling: [
    to({ throttling: { rateLimit: 10, burstLimit: 5, routes: { "/poc": { rateLimit: 5, burstLimit: 5 } } } }),
  ],
  apiKeys: [
    to({ apiKeys: ["till"] }),
    to({ apiKeys: ["kiosk"] }, { apiKeys: ["till"] }),
    to({}, { apiKeys: ["till"] }),
  ],
  authorization: [
    to({ authorization: "AWS_IAM" }),
    to({ authorization: { userPoolArn: POOL } }),
    to({ authorization: { authorizerFunctionArn: `${AUTHORIZER}:live` } }, { authorization: { userPoolArn: POOL } }),
    to({}, { authorization: { authorizerFunctionArn: AUTHORIZER } }),
    to(
      { authorization: { authorizerFunctionArn: `${AUTHORIZER}:2` } },
      { authorization: { authorizerFunctionArn: AUTHORIZER } },
    ),
  ].map((change) => ({ ...change, unseen: "user pools and authorizers exist before" })),
  waf: [to({ waf: {} }), to({ waf: { logging: true, requestsPerAddress: 100 } }, { waf: {} }), to({}, { waf: {} })],
  domain: [to(domain()), to(domain("v1"), domain()), to({}, domain())].map((change) => ({
    ...change,
    unseen: NO_DOMAINS,
  })),
  allowedNetworks: [to({ allowedNetworks: ["203.0.113.0/24"] }), to({}, { allowedNetworks: ["203.0.113.0/24"] })],
  routeMetrics: [to({ routeMetrics: true })],
  logClientAddresses: [to({ logClientAddresses: true })],
  monitoring: [to({ monitoring: "essential" }), to({ monitoring: "none" }), to({}, { monitoring: "none" })],
  alarms: [to({ alarms: { deliveryDelayMinutes: 30, silentHours: 6 } })],
  notificationEmail: [
    to({ notificationEmail: "operations@example.com" }),
    to({ notificationEmail: "others@example.com" }, { notificationEmail: "operations@example.com" }),
  ],
  dashboard: [to({ dashboard: false }), to({}, { dashboard: false })],
  permissionsBoundaryArn: [to({ permissionsBoundaryArn: BOUNDARY }), to({}, { permissionsBoundaryArn: BOUNDARY })],
  rolePath: [
    to({ rolePath: "/apps/" }),
    to({ rolePath: "/others/" }, { rolePath: "/apps/" }),
    to({}, { rolePath: "/apps/" }),
    to({ ...LAMBDA, rolePath: "/apps/" }, LAMBDA),
    to({ ...LAMBDA, rolePath: "/others/" }, { ...LAMBDA, rolePath: "/apps/" }),
  ],
  pseudonymVersions: [
    {
      before: { settings: LAMBDA, ...withField("guest", { pseudonym: true }) },
      after: {
        settings: { ...LAMBDA, pseudonymVersions: ["2", "1"] },
        ...withField("guest", { pseudonym: true }),
      },
    },
  ],
  requiredVersion: [to({ requiredVersion: ">= 1.9" })],
  quickSight: [
    to(quickSight()),
    to(quickSight({ importMode: "DIRECT_QUERY" }), quickSight()),
    to({}, quickSight()),
    to({ lake: { rollups: true }, ...quickSight() }, { lake: {}, ...quickSight() }),
    to({ lake: {}, ...quickSight() }, { lake: { rollups: true }, ...quickSight() }),
  ].map((change) => ({ ...change, unseen: NO_QUICKSIGHT })),
};

/** The first event type with something else. */
const first = (changed: Partial<EventDeclaration>): Said => ({
  events: ([one, ...others]) => (one === undefined ? [] : [{ ...one, ...changed }, ...others]),
});
/** A field behind the others. */
function withField(name: string, options: Parameters<typeof string>[0] = {}): Said {
  return {
    events: ([one, ...others]) =>
      one === undefined ? [] : [{ ...one, fields: { ...one.fields, [name]: string(options) } }, ...others],
  };
}
const feedback: EventDeclaration = {
  name: "feedback",
  description: "A guest said something",
  path: "/feedback",
  table: "feedback",
  fields: { stars: int({ required: true }) },
};

/** The first event type with two times. */
const withTimes = (changed: Partial<EventDeclaration> = {}): Said => ({
  events: ([one, ...others]) =>
    one === undefined ? [] : [{ ...one, fields: { ...one.fields, seen_at: timestamp() }, ...changed }, ...others],
});
const FIGURES: Said = { settings: { lake: { rollups: true } } };

/** A change of each word of a declaration, and of the list of event types. Whoever adds a word says here how it may change; one permits only. */
export const DECLARATIONS: {
  readonly [Each in Exclude<keyof EventDeclaration, "clearValueInStream"> | `event types ${string}`]: readonly Change[];
} = {
  path: [
    { after: first({ path: "/menus/clicks" }) },
    { before: first({ path: "/menus" }), after: first({ path: "/menus/clicks" }) },
    { before: { settings: LAMBDA }, after: { settings: LAMBDA, ...first({ path: "/menus/clicks" }) } },
  ],
  name: [{ after: first({ name: "tap" }) }, { after: first({ name: "error" }) }, { after: first({ name: "empty" }) }],
  table: [{ after: first({ table: "clicks" }) }],
  description: [{ after: first({ description: "A guest opened something" }) }],
  fields: [
    { after: withField("language") },
    { before: withField("language"), after: {} },
    { before: FIGURES, after: { ...FIGURES, ...withField("language") } },
  ],
  context: [{ after: { events: (types) => types.map((one) => defineEvent({ ...one, context: { seat: string() } })) } }],
  includes: [{ after: { events: ([one, two]) => (one && two ? [{ ...one, includes: [{ event: two }] }, two] : []) } }],
  analyses: [
    {
      after: first({ analyses: { busy_hours: hoursOfWeek({ title: "Busy hours", events: ["menu-click", "order"] }) } }),
    },
  ],
  retired: [
    { after: first({ retired: true }) },
    { before: first({ retired: true }), after: {} },
    { before: { settings: LAMBDA }, after: { settings: LAMBDA, ...first({ retired: true }) } },
  ],
  occurredAt: [{ before: withTimes(), after: withTimes({ occurredAt: "seen_at" }) }],
  computed: [{ after: first({ computed: { lingered: { type: "boolean", sql: "time_spent > 20" } } }) }],
  queries: [{ after: first({ queries: {} }) }],
  charts: [{ before: FIGURES, after: { ...FIGURES, ...first({ charts: [numberChart("Clicks", count())] }) } }],
  "event types one more": [{ after: { events: (types) => [...types, feedback] } }],
  "event types one less": [{ after: { events: (types) => types.slice(0, 1) } }],
  "event types other places": [{ after: { events: (types) => types.toReversed() } }],
};

/** Every change by its name: `ingestion`, `ingestion.2`, `declaration.path`. */
export const CHANGES: ReadonlyMap<string, Change> = new Map(
  [
    ...Object.entries<readonly Change[]>(SETTINGS),
    ...Object.entries(DECLARATIONS).map(([name, changes]) => [`declaration.${name}`, changes] as const),
  ].flatMap(([name, changes]) =>
    changes.map((change, index) => [index === 0 ? name : `${name}.${index + 1}`, change] as const),
  ),
);
