import type { StorageFormat } from "../../declaration/layout";
import { DEFAULT_PSEUDONYM_VERSIONS } from "../../declaration/protected-fields";
import { checkOptions, listOf, must, oneOf, type OptionRules, recordOf, show, text } from "./validate";

/** What is chosen for each event type. */
export interface EventOptions {
  /** How delivered events are stored: one format for all, or by the event type's name; what is not named is JSON. @default "json" */
  readonly storageFormat?: StorageFormat | Readonly<Record<string, StorageFormat>>;
  /**
   * Event types that are stored as JSON now and were stored as Parquet before, all or those named: their Parquet table stays, and their view reads it
   * beside the JSON. @default none: what was stored as Parquet is in no view
   */
  readonly keepParquet?: "all" | readonly string[];
  /** Keep the raw records as they came, too: of all event types, or of those named. AWS can't stop it again on the same stream. @default none */
  readonly sourceBackup?: "all" | readonly string[];
  /**
   * Versions of the key of pseudonyms: the first is for new values; those behind it are still known, so that nothing is hashed twice and `erase` finds
   * what they made. @default ["1"]
   */
  readonly pseudonymVersions?: readonly string[];
}

/** What functions make pseudonyms by. @param keyArn the key's; undefined when there is none */
export const pseudonymsOf = (
  { pseudonymVersions: versions = DEFAULT_PSEUDONYM_VERSIONS }: EventOptions,
  keyArn: string | undefined,
): { readonly keyArn: string; readonly versions: readonly string[] } | undefined =>
  keyArn === undefined ? undefined : { keyArn, versions };

const FORMATS: readonly StorageFormat[] = ["json", "parquet"];
const format = oneOf(...FORMATS);
const formats = recordOf(format);
const names = listOf(text(/^[a-z][a-z0-9-]*$/, "names of event types"), "event type", "leave it out to keep none");
const all = must('"all" or names of event types', (value) => value === "all");

/** What they must be. */
export const EVENT_OPTIONS: OptionRules<EventOptions> = {
  storageFormat: (prop, value) => (typeof value === "string" ? format : formats)(prop, value),
  pseudonymVersions: listOf(
    text(/^[A-Za-z0-9-]{1,32}$/, "at most 32 letters, digits and hyphens"),
    "version",
    "leave it out for the first",
  ),
  keepParquet: (prop, value) => (Array.isArray(value) ? names : all)(prop, value),
  sourceBackup: (prop, value) => (Array.isArray(value) ? names : all)(prop, value),
};

/** @param eventNames the event types that there are. @throws Error naming the option, the rule and the value */
export function checkEventOptions(options: EventOptions, eventNames: readonly string[]): void {
  checkOptions(EVENT_OPTIONS, options);
  const { storageFormat = "json", sourceBackup = "all", keepParquet = "all" } = options;
  for (const [option, named] of Object.entries({
    storageFormat: typeof storageFormat === "string" ? [] : Object.keys(storageFormat),
    keepParquet: keepParquet === "all" ? [] : keepParquet,
    sourceBackup: sourceBackup === "all" ? [] : sourceBackup,
  }))
    checkEventNames(option, named, eventNames);
}

/** @throws Error naming the prop and what is no event type */
export function checkEventNames(prop: string, named: readonly string[], eventNames: readonly string[]): void {
  const stray = named.find((name) => !eventNames.includes(name));
  if (stray !== undefined)
    throw new Error(`\`${prop}\` must be for event types, which are ${eventNames.join(", ")}, got ${show(stray)}`);
}

/** How an event type is stored, by its name. */
export function formatOf({ storageFormat = "json" }: EventOptions, { name }: { readonly name: string }): StorageFormat {
  if (typeof storageFormat === "string") return storageFormat;
  return Object.entries(storageFormat).find(([event]) => event === name)?.[1] ?? "json";
}

/** What of an event type's there is a table over, beside that over JSON lines. */
export const readFormatOf = (options: EventOptions, event: { readonly name: string }): StorageFormat => {
  const { keepParquet = [] } = options;
  return keepParquet === "all" || keepParquet.includes(event.name) ? "parquet" : formatOf(options, event);
};

/** Whether the raw records of an event type are kept, by its name. */
export const keepsSource = ({ sourceBackup = [] }: EventOptions, { name }: { readonly name: string }): boolean =>
  sourceBackup === "all" || sourceBackup.includes(name);
