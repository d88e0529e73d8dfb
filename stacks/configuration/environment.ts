import { analyticsRules, type Analytics } from "./analytics";
import { edgeRules, type Edge } from "./edge";
import { operationsRules, type Operations } from "./operations";
import { within, type Rule } from "./rules";

/** An environment: plain data, one file each beside this one. */
export interface Environment extends Edge, Analytics, Operations {
  /** Names the stage and every resource: lower-case letters and digits, at most 8. */
  readonly name: string;
  /** The AWS account, 12 digits. `000000000000` is the placeholder: it synthesizes, it never deploys. */
  readonly accountId: string;
  /** Where everything lives, like `us-east-1`. */
  readonly region: string;
  /** Keep what holds data when a stack is destroyed. */
  readonly protectData: boolean;
  /** When Firehose writes an object: whichever comes first. */
  readonly buffering: {
    /** Seconds, 0 to 900. */
    readonly intervalSeconds: number;
    /** MiB before compression, 1 to 128; what is stored as Parquet waits for 64 at least. */
    readonly sizeMiB: number;
  };
  /** How long things are kept, in whole days. */
  readonly retention: {
    /** Delivered events; null keeps them for good. */
    readonly eventsDays: number | null;
    /** Failed records under `errors/`. */
    readonly errorsDays: number;
    /** Raw records under `clickstream-source/`, where they are kept. @default 30 */
    readonly sourceDays?: number;
    /** Delivered events, before they move to infrequent access, 30 at least; objects under 128 KB never do. @default never */
    readonly infrequentAccessDays?: number;
    /** Logs of who read and wrote the buckets. @default 90 */
    readonly accessLogsDays?: number;
    /** Overwritten and deleted versions of objects. */
    readonly noncurrentDays: number;
    /** Log groups; one of CloudWatch's own numbers. */
    readonly logsDays: number;
  };
}

/** The account id that stands in until a real one is configured. */
export const PLACEHOLDER_ACCOUNT_ID = "000000000000";

/** What CloudWatch Logs accepts: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/**
 * Returns the environment as it is.
 * @param file where it stands, for the message.
 * @throws Error naming the file, the field, the value and what is allowed.
 */
export function validateEnvironment(environment: Environment, file: string): Environment {
  const { buffering, retention } = environment;
  const rules: readonly Rule[] = [
    [
      "name",
      environment.name,
      /^[a-z][a-z0-9]{0,7}$/.test(environment.name),
      "lower-case letters and digits, at most 8, starting with a letter",
    ],
    ["accountId", environment.accountId, /^\d{12}$/.test(environment.accountId), "12 digits"],
    [
      "region",
      environment.region,
      /^[a-z]{2}(-[a-z]+)+-\d$/.test(environment.region),
      'an AWS region, like "us-east-1"',
    ],
    ["protectData", environment.protectData, typeof environment.protectData === "boolean", "true or false"],
    [
      "buffering.intervalSeconds",
      buffering.intervalSeconds,
      within(buffering.intervalSeconds, 0, 900),
      "a whole number from 0 to 900",
    ],
    ["buffering.sizeMiB", buffering.sizeMiB, within(buffering.sizeMiB, 1, 128), "a whole number from 1 to 128"],
    [
      "retention.eventsDays",
      retention.eventsDays,
      retention.eventsDays === null || within(retention.eventsDays, 1, 36_500),
      "null or a whole number from 1 to 36500",
    ],
    [
      "retention.errorsDays",
      retention.errorsDays,
      within(retention.errorsDays, 1, 36_500),
      "a whole number from 1 to 36500",
    ],
    ...retentionRules(retention),
    [
      "retention.noncurrentDays",
      retention.noncurrentDays,
      within(retention.noncurrentDays, 1, 36_500),
      "a whole number from 1 to 36500",
    ],
    [
      "retention.logsDays",
      retention.logsDays,
      LOG_RETENTION_DAYS.includes(retention.logsDays),
      `one of ${LOG_RETENTION_DAYS.join(", ")}`,
    ],
    ...edgeRules(environment),
    ...analyticsRules(environment),
    ...operationsRules(environment.region, environment),
  ];
  for (const [field, value, ok, allowed] of rules) {
    if (!ok) throw new Error(`${file}: ${field} must be ${allowed}, got ${JSON.stringify(value)}`);
  }
  return environment;
}

/** The rules of what may be left out. */
function retentionRules({
  eventsDays,
  sourceDays,
  infrequentAccessDays,
  accessLogsDays,
}: Environment["retention"]): readonly Rule[] {
  const before = eventsDays ?? 36_501;
  const rules: readonly Rule[] = [
    ["retention.sourceDays", sourceDays, within(sourceDays, 1, 36_500), "a whole number from 1 to 36500"],
    [
      "retention.infrequentAccessDays",
      infrequentAccessDays,
      within(infrequentAccessDays, 30, before - 1),
      "a whole number of 30 or more, less than retention.eventsDays",
    ],
    ["retention.accessLogsDays", accessLogsDays, within(accessLogsDays, 1, 36_500), "a whole number from 1 to 36500"],
  ];
  return rules.filter(([, value]) => value !== undefined);
}
