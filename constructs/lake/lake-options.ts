import type { EventDeclaration } from "../../declaration/event";
import type { Lake, LakeBucket } from "../../declaration/lake";
import { checkEventNames } from "../shared/event-options";
import {
  checkOptions,
  group,
  listOf,
  must,
  oneOf,
  type OptionRules,
  recordOf,
  required,
  text,
  trueOrFalse,
  wholeNumber,
} from "../shared/validate";
import type { EventRetention } from "../storage/storage-options";

/** What is chosen of curated tables. */
export interface LakeSettings {
  /** The event types that have one: all, or those named. @default "all" */
  readonly eventTypes?: "all" | readonly string[];
  /** Hours between two merges of what landed: 1, 2, 3, 4, 6, 8, 12 or 24. @default 3 */
  readonly mergeHours?: 1 | 2 | 3 | 4 | 6 | 8 | 12 | 24;
  /** Hours of landing that views read beside a table, up to 720: merges may be late by so much. @default the least, three times `mergeHours` and an hour: 12 */
  readonly windowHours?: number;
  /** Days after its first arrival within which an event that comes again is known, 1 to 90. @default 7 */
  readonly repeatDays?: number;
  /** A field by whose hash each day is divided once more, by the event type's name. @default by the day alone */
  readonly buckets?: Readonly<Record<string, LakeBucket>>;
  /** Days until events are deleted from the tables, more than `windowHours`, up to 36500; null keeps them. @default as long as landing: `eventsExpirationDays` */
  readonly expirationDays?: number | null;
  /** Whether hourly figures of the charts are kept beside the tables, which charts read, in QuickSight too: as of the last merge. @default false */
  readonly rollups?: boolean;
}

/** What whoever stores events chooses of curated tables. */
export interface LakeOptions {
  /** Tables that hold each event once in few files, merged from what landed; `{}` takes the defaults. @default none */
  readonly lake?: LakeSettings;
}

const MERGE_HOURS = [1, 2, 3, 4, 6, 8, 12, 24] as const;
const DEFAULT_MERGE_HOURS = 3;
const DEFAULT_REPEAT_DAYS = 7;
const LONGEST_DAYS = 36_500;

const all = must('"all" or names of event types', (value) => value === "all");
const names = listOf(text(/^[a-z][a-z0-9-]*$/, "names of event types"), "event type", "leave out `lake` for none");
const kept = wholeNumber(1, LONGEST_DAYS);

/** What it must be. */
export const LAKE_OPTIONS: OptionRules<LakeOptions> = {
  lake: group<LakeSettings>({
    eventTypes: (prop, value) => (Array.isArray(value) ? names : all)(prop, value),
    mergeHours: oneOf(...MERGE_HOURS),
    windowHours: wholeNumber(6, 720),
    repeatDays: wholeNumber(1, 90),
    buckets: recordOf(
      group<LakeBucket>({
        field: required(text(/^.+$/, "a field's name")),
        count: required(wholeNumber(2, 16)),
      }),
    ),
    expirationDays: (prop, value) => value === null || kept(prop, value),
    rollups: trueOrFalse,
  }),
};

/** @param eventNames the event types that there are. @throws Error naming the option, the rule and the value */
export function checkLakeOptions(
  options: LakeOptions & Pick<EventRetention, "eventsExpirationDays">,
  eventNames: readonly string[],
): void {
  checkOptions<LakeOptions>(LAKE_OPTIONS, options);
  const { lake, eventsExpirationDays } = options;
  if (lake === undefined) return;
  const { eventTypes = "all", buckets = {}, expirationDays } = lake;
  const { mergeHours, windowHours } = timesOf(lake);
  must(
    `at least ${leastWindow(mergeHours)} when merging every ${mergeHours} h: merges count as late at a third of it`,
    (value) => Number(value) >= leastWindow(mergeHours),
  )("lake.windowHours", windowHours);
  if (eventTypes !== "all") checkEventNames("lake.eventTypes", eventTypes, eventNames);
  checkEventNames("lake.buckets", Object.keys(buckets), eventTypes === "all" ? eventNames : eventTypes);
  const rule = `more than the ${windowHours} hours of \`lake.windowHours\`, which are merged from landing`;
  for (const [prop, days] of Object.entries({ eventsExpirationDays, "lake.expirationDays": expirationDays }))
    if (days !== null)
      must(
        rule,
        (value) => Number(value) * 24 > windowHours,
        (value) => `${value} * 24 > ${windowHours}`,
      )(prop, days);
}

/** The curated table of an event type, by its name; undefined when it has none. */
export function lakeOf(
  { lake, eventsExpirationDays }: LakeOptions & Pick<EventRetention, "eventsExpirationDays">,
  { name }: Pick<EventDeclaration, "name">,
): Lake | undefined {
  if (lake === undefined) return undefined;
  const { eventTypes = "all", buckets = {}, expirationDays = eventsExpirationDays } = lake;
  if (eventTypes !== "all" && !eventTypes.includes(name)) return undefined;
  const bucket = buckets[name];
  return {
    ...timesOf(lake),
    repeatDays: lake.repeatDays ?? DEFAULT_REPEAT_DAYS,
    ...(bucket && { bucket }),
    ...(expirationDays !== undefined && expirationDays !== null && { expirationDays }),
    ...(lake.rollups === true && { rollups: true }),
  };
}

/** Three merges with the time that they take: what is told as late at a third of it has missed one. */
const leastWindow = (mergeHours: number): number => 3 * (mergeHours + 1);

function timesOf({
  mergeHours = DEFAULT_MERGE_HOURS,
  windowHours,
}: LakeSettings): Pick<Lake, "mergeHours" | "windowHours"> {
  return { mergeHours, windowHours: windowHours ?? leastWindow(mergeHours) };
}
