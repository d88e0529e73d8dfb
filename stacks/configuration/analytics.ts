import { isListOf, within, type Rule } from "./rules";

type Format = "json" | "parquet";

/** How events are stored and asked about. Everything may be left out. */
export interface Analytics {
  /** How delivered events are stored: one format for all, or by the event type's name; what is not named is JSON. @default "json" */
  readonly storageFormat?: Format | Readonly<Record<string, Format>>;
  /** The workgroup of the environment's queries. */
  readonly athena?: {
    /** A query that reads more is ended, in MiB, 10 to 10485760. @default 10240 */
    readonly scanLimitMiB?: number;
    /** Days until results expire, 1 to 3650. @default 30 */
    readonly resultsDays?: number;
    /** Names of existing IAM roles, without their path, that may run queries. @default none */
    readonly analystRoles?: readonly string[];
  };
  /** Dashboards in QuickSight, which needs a subscription of the account. @default none */
  readonly quickSight?: {
    /** ARNs of the QuickSight users or groups that own them. */
    readonly principalArns: readonly string[];
    /** Into QuickSight's memory by schedule, or asked from Athena each time. @default "SPICE" */
    readonly importMode?: "SPICE" | "DIRECT_QUERY";
    /** How often SPICE is filled. @default "DAILY" */
    readonly refreshInterval?: "HOURLY" | "DAILY";
    /** Name of the role that QuickSight works with in this account: it is let read the events. @default none: somebody attaches the policy */
    readonly serviceRoleName?: string;
  };
}

/** The rules of the fields that are there. */
export function analyticsRules({ storageFormat, athena, quickSight }: Analytics): readonly Rule[] {
  const rules: readonly Rule[] = [
    [
      "storageFormat",
      storageFormat,
      isFormat(storageFormat),
      '"json", "parquet", or one of them for each event type, like {"order": "parquet"}',
    ],
    [
      "athena.scanLimitMiB",
      athena?.scanLimitMiB,
      within(athena?.scanLimitMiB, 10, 10_485_760),
      "a whole number from 10 to 10485760",
    ],
    ["athena.resultsDays", athena?.resultsDays, within(athena?.resultsDays, 1, 3650), "a whole number from 1 to 3650"],
    [
      "athena.analystRoles",
      athena?.analystRoles,
      isListOf(athena?.analystRoles, /^[\w+=,.@-]{1,64}$/),
      "names of IAM roles, each once",
    ],
    [
      "quickSight.principalArns",
      quickSight?.principalArns,
      isListOf(quickSight?.principalArns, /^arn:[\w-]+:quicksight:.+:(user|group)\//),
      "ARNs of QuickSight users or groups, each once",
    ],
    [
      "quickSight.importMode",
      quickSight?.importMode,
      ["SPICE", "DIRECT_QUERY"].includes(quickSight?.importMode ?? ""),
      '"SPICE" or "DIRECT_QUERY"',
    ],
    [
      "quickSight.refreshInterval",
      quickSight?.refreshInterval,
      ["HOURLY", "DAILY"].includes(quickSight?.refreshInterval ?? ""),
      '"HOURLY" or "DAILY"',
    ],
    [
      "quickSight.serviceRoleName",
      quickSight?.serviceRoleName,
      /^[\w+=,.@-]{1,64}$/.test(quickSight?.serviceRoleName ?? ""),
      'the name of an IAM role without its path, like "aws-quicksight-service-role-v0"',
    ],
  ];
  return rules.filter(([, value]) => value !== undefined);
}

function isFormat(value: unknown): boolean {
  if (typeof value === "object" && value !== null)
    return Object.values(value).every((format) => format === "json" || format === "parquet");
  return value === "json" || value === "parquet";
}

/** How an environment stores an event type, by its name. */
export function formatOf({ storageFormat = "json" }: Analytics, { name }: { readonly name: string }): Format {
  return typeof storageFormat === "string"
    ? storageFormat
    : (Object.entries(storageFormat).find(([event]) => event === name)?.[1] ?? "json");
}

/** @throws Error when an environment chooses a format for what is no event type */
export function checkStorageFormat(
  { name, storageFormat }: Analytics & { readonly name: string },
  eventNames: readonly string[],
): void {
  const unknown =
    typeof storageFormat === "object"
      ? Object.keys(storageFormat).find((event) => !eventNames.includes(event))
      : undefined;
  if (unknown === undefined) return;
  throw new Error(
    `config/${name}.ts: storageFormat must be for event types, which are ${eventNames.map((event) => `"${event}"`).join(", ")}, got "${unknown}"`,
  );
}
