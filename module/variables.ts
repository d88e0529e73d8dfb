import { WAITS } from "../basics/freshness";
import { DEFAULT_LAG_MINUTES } from "../constructs/monitoring/backup-alarms";
import { DEFAULT_CLIENT_ERROR_PERCENT } from "../constructs/monitoring/api-alarms";
import { DEFAULT_RUNBOOK } from "../constructs/monitoring/alarm-group";
import { DEFAULT_DELIVERY_DELAY_MINUTES, DEFAULT_PROBLEM_PERCENT } from "../constructs/monitoring/stream-alarms";
import { DEFAULT_SCAN_LIMIT_MIB } from "../constructs/catalog/query-workgroup";
import { DEFAULT_BUFFERING_SIZE_MIB } from "../constructs/delivery/delivery-options";
import { DEFAULT_PARQUET_BUFFERING_SIZE_MIB } from "../constructs/delivery/parquet-conversion";
import { DEFAULT_BURST_LIMIT, DEFAULT_RATE_LIMIT } from "../constructs/edge/api-stage";
import { LONGEST_MAX_AGE_SECONDS } from "../constructs/edge/cors";
import { DEFAULT_MEMORY_MIB } from "../constructs/shared/bundled-function";
import { DEFAULT_RETENTION_DAYS } from "../constructs/shared/log-group";
import { DEFAULT_EXPIRATION_DAYS as DEFAULT_ACCESS_LOGS_DAYS } from "../constructs/storage/access-log-bucket";
import { DEFAULT_DELETION_WINDOW_DAYS } from "../constructs/storage/encryption-key";
import {
  DEFAULT_ERRORS_EXPIRATION_DAYS,
  DEFAULT_NONCURRENT_EXPIRATION_DAYS,
  DEFAULT_SOURCE_EXPIRATION_DAYS,
} from "../constructs/storage/event-retention";
import { DEFAULT_EXPIRATION_DAYS as DEFAULT_RESULTS_DAYS } from "../constructs/storage/results-bucket";
import type { ModuleShape } from "./shape";

/** A value that whoever calls the module says. */
export interface Variable {
  /** Its name in Terraform. */
  readonly name: string;
  /** Where a pipeline takes it: a prop, or one within a group, like `cors.maxAgeSeconds`. */
  readonly prop: string;
  readonly description: string;
  readonly type: "string" | "number" | "list(string)";
  /** What the constructs take. @default it must be given */
  readonly default?: string | number;
  /** What examples and tests give. @default its default */
  readonly example?: string | number | readonly string[];
}

type Row = readonly [prop: string, description: string, value: Partial<Variable>, name?: string];

const text = (example: string): Partial<Variable> => ({ type: "string", example });
const number = (value: number): Partial<Variable> => ({ type: "number", default: value });
const days = (example: number): Partial<Variable> => ({ type: "number", example });

/** The variables of a module of this shape: what it doesn't make has none. */
export function variablesOf(shape: ModuleShape): readonly Variable[] {
  const rows = [
    ...place(),
    ...storage(shape),
    ...pipeline(shape),
    ...edge(shape),
    ...monitoring(shape),
    ...existing(shape),
  ];
  return rows.map(([prop, description, value, name = snake(prop)]) => ({
    prop,
    name,
    description,
    type: "string",
    ...value,
  }));
}

const place = (): readonly Row[] => [
  ["name", "What every physical name begins with; once in an account, whatever the region", text("clicks")],
  ["accountId", "The AWS account, that of the provider", text("111122223333")],
  ["region", "The AWS region, that of the provider", text("eu-west-1")],
  ["stageName", "Last part of the endpoints' URLs before the path", { default: "live" }],
];

function storage({ has, exists, sourceBackup }: ModuleShape): readonly Row[] {
  const own = !exists("bucket");
  const results = !exists("results-bucket") && !exists("workgroup");
  return [
    ...when(own && has("events-expiration"), ["eventsExpirationDays", "Days until delivered events expire", days(400)]),
    ...when(own && has("infrequent-access"), [
      "infrequentAccessDays",
      "Days until delivered events move to infrequent access",
      days(90),
    ]),
    ...when(
      own,
      ["errorsExpirationDays", "Days until failed records expire", number(DEFAULT_ERRORS_EXPIRATION_DAYS)],
      [
        "noncurrentExpirationDays",
        "Days until overwritten and deleted versions of objects are gone",
        number(DEFAULT_NONCURRENT_EXPIRATION_DAYS),
      ],
    ),
    ...when(own && sourceBackup, [
      "sourceExpirationDays",
      "Days until raw records expire",
      number(DEFAULT_SOURCE_EXPIRATION_DAYS),
    ]),
    ...when(results, ["resultsExpirationDays", "Days until Athena's results expire", number(DEFAULT_RESULTS_DAYS)]),
    ...when(own || results, [
      "accessLogsExpirationDays",
      "Days until logs of who read and wrote the buckets expire",
      number(DEFAULT_ACCESS_LOGS_DAYS),
    ]),
    ...when(!exists("key") || has("copy"), [
      "keyDeletionWindowDays",
      "Days between asking for the key's deletion and the deletion",
      number(DEFAULT_DELETION_WINDOW_DAYS),
    ]),
    ...when(has("copy"), [
      "backupRegion",
      "The region of the copy, that of the provider aws.backup",
      text("eu-central-1"),
    ]),
  ];
}

const pipeline = ({ freshness, format, exists }: ModuleShape): readonly Row[] => [
  [
    "bufferingIntervalSeconds",
    "Longest wait after the transform before an object is written",
    number(WAITS[freshness].bufferingIntervalSeconds),
  ],
  [
    "bufferingSizeMiB",
    "Most MiB before compression until an object is written; Parquet waits for 64 at least",
    number(format === "parquet" ? DEFAULT_PARQUET_BUFFERING_SIZE_MIB : DEFAULT_BUFFERING_SIZE_MIB),
  ],
  ["memoryMiB", "MiB of the transform", number(DEFAULT_MEMORY_MIB)],
  ["logRetentionDays", "Days that logs are kept, one of CloudWatch's own numbers", number(DEFAULT_RETENTION_DAYS)],
  ...when(!exists("workgroup"), [
    "scanLimitMiB",
    "A query that reads more MiB is ended",
    number(DEFAULT_SCAN_LIMIT_MIB),
  ]),
];

const edge = ({ origins, has }: ModuleShape): readonly Row[] => [
  ["throttling.rateLimit", "Requests a second that each route takes", number(DEFAULT_RATE_LIMIT)],
  ["throttling.burstLimit", "Requests at once that each route takes", number(DEFAULT_BURST_LIMIT)],
  ...when(origins === "one", [
    "cors.allowedOrigins",
    "The origin whose pages may post and read the answers",
    text("https://menu.example.com"),
    "allowed_origin",
  ]),
  ...when(origins === "several", [
    "cors.allowedOrigins",
    "The origins whose pages may post and read the answers",
    { type: "list(string)", example: ["https://menu.example.com", "https://www.example.com"] },
    "allowed_origins",
  ]),
  ...when(origins !== undefined, [
    "cors.maxAgeSeconds",
    "Seconds that a browser may keep the answer to OPTIONS",
    number(LONGEST_MAX_AGE_SECONDS),
    "cors_max_age_seconds",
  ]),
  ...when(
    has("domain"),
    ["domain.domainName", "The endpoint's own name; its DNS record is the caller's", text("events.example.com")],
    [
      "domain.certificateArn",
      "ARN of its certificate in ACM, in the same region",
      text("arn:aws:acm:eu-west-1:111122223333:certificate/11111111-2222-3333-4444-555555555555"),
    ],
  ),
];

const monitoring = ({ monitoring: kind, has }: ModuleShape): readonly Row[] => [
  ...when(kind === "full", [
    "alarms.clientErrorPercent",
    "Per cent of requests that may be refused as the client's fault",
    number(DEFAULT_CLIENT_ERROR_PERCENT),
  ]),
  ...when(kind === "full", [
    "alarms.problemPercent",
    "Per cent of events that may have problems",
    number(DEFAULT_PROBLEM_PERCENT),
  ]),
  ...when(kind !== "off", [
    "alarms.deliveryDelayMinutes",
    "Minutes that the oldest record may wait beyond the waits of the stream",
    number(DEFAULT_DELIVERY_DELAY_MINUTES),
  ]),
  ...when(kind === "full" && has("copy"), [
    "alarms.replicationLagMinutes",
    "Minutes that the copy in the other region may lag",
    number(DEFAULT_LAG_MINUTES),
  ]),
  ...when(kind !== "off" && has("silence"), [
    "alarms.silentHours",
    "Hours without an invocation of the transform until an alarm goes off",
    days(6),
  ]),
  ...when(kind !== "off" && has("notification-email"), [
    "notificationEmail",
    "Who gets the notices by mail; AWS asks for a confirmation first",
    text("operations@example.com"),
  ]),
  ...when(kind !== "off", ["runbook", "The page that notices of alarms point at", { default: DEFAULT_RUNBOOK }]),
];

const existing = ({ exists }: ModuleShape): readonly Row[] => [
  ...when(exists("key"), [
    "keyArn",
    "ARN of the KMS key that exists; its policy admits the account, CloudWatch Logs and CloudWatch's alarms",
    text("arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555"),
  ]),
  ...when(exists("bucket"), ["bucketName", "The bucket that exists, encrypted with the key", text("company-events")]),
  ...when(exists("results-bucket"), [
    "resultsBucketName",
    "The bucket of Athena's results that exists, encrypted with the key",
    text("company-results"),
  ]),
  ...when(exists("database"), ["databaseName", "The Glue database that exists", text("company")]),
  ...when(exists("workgroup"), ["workgroupName", "The Athena workgroup that exists", text("company")]),
  ...role(exists("delivery-role"), "deliveryRole", "every stream delivers with", "company-delivery"),
  ...role(exists("ingest-role"), "ingestRole", "API Gateway puts records with", "company-ingest"),
];

const role = (exists: boolean, prop: string, does: string, example: string): readonly Row[] =>
  when(
    exists,
    [
      `${prop}.name`,
      `Name of the role that exists and ${does}, without its path`,
      text(example),
      `${snake(prop)}_name`,
    ],
    [
      `${prop}.arn`,
      `ARN of the role that exists and ${does}`,
      text(`arn:aws:iam::111122223333:role/${example}`),
      `${snake(prop)}_arn`,
    ],
  );

const when = (condition: boolean, ...rows: readonly Row[]): readonly Row[] => (condition ? rows : []);

/** As Terraform writes names: `bufferingSizeMiB` is `buffering_size_mib`; a group's name is left out. */
const snake = (prop: string): string =>
  (prop.split(".").at(-1) ?? prop).replace(/MiB$/, "Mib").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
