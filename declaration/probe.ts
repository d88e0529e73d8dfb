import { literal } from "../basics/sql";
import { EVENT_ID, PARTITION_KEY, TEST_EVENT_ID_PREFIX } from "./columns";

/** The tables that hold what lands of an event type. */
export interface LandingTables {
  /** Its name. */
  readonly eventType: string;
  readonly tables: readonly string[];
}

/** What the schedule tells the function that measures how fresh answers are. */
export interface ProbeInput {
  /** Where the event is posted. */
  readonly url: string;
  /** Its type, one of `types`. */
  readonly eventType: string;
  /** The event, without an id. */
  readonly event: Readonly<Record<string, unknown>>;
  /** The event types that are listened to. */
  readonly types: readonly LandingTables[];
  /** Seconds between two questions. */
  readonly everySeconds: number;
  /** Seconds after which no more is asked: what is measured then. */
  readonly longestSeconds: number;
}

/** What that function answers, beside its line for CloudWatch. */
export interface Measured {
  /** The longest when SQL gave no answer. */
  readonly ClickToAnswerSeconds: number;
  /** Left out when the question failed, as is `silent`, which names them. */
  readonly SilentEventTypes?: number;
  readonly silent?: readonly string[];
  /** What went wrong; left out when nothing did. */
  readonly failures?: readonly string[];
}

const HOUR_MILLISECONDS = 3_600_000;
const WEEK_MILLISECONDS = 168 * HOUR_MILLISECONDS;
/** What an hour of the week usually brings is told by so many of them. */
export const USUAL_WEEKS = 4;

/** An hour as partitions are called, UTC. */
export const hourOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 13).replace(/[-T]/g, "/");

/** The hours from the one before a moment to the one after another: an object is filed under the hour of its oldest record. */
export function hoursAround(from: number, until: number): readonly string[] {
  const hours: string[] = [];
  for (let time = from - HOUR_MILLISECONDS; time < until + HOUR_MILLISECONDS; time += HOUR_MILLISECONDS)
    hours.push(hourOf(time));
  return hours;
}

/** The last whole hour before a moment, then the same hour of the weeks before. */
export const sameHours = (now: number): readonly string[] =>
  Array.from({ length: USUAL_WEEKS + 1 }, (_, week) => hourOf(now - HOUR_MILLISECONDS - week * WEEK_MILLISECONDS));

/** The question for events by their ids, of landing's tables: the views leave test events out. */
export const idsInTablesSql = (tables: readonly string[], ids: readonly string[], hours: readonly string[]): string =>
  tables
    .map(
      (table) =>
        `SELECT ${EVENT_ID} FROM ${table} WHERE ${PARTITION_KEY} IN (${list(hours)}) AND ${EVENT_ID} IN (${list(ids)})`,
    )
    .join(" UNION ALL ");

/** The question which event types brought anything but tests in which of these hours: their names, and the hours as partitions are called. */
export const heardSql = (types: readonly LandingTables[], hours: readonly string[]): string =>
  types
    .flatMap(({ eventType, tables }) =>
      tables.map(
        (table) =>
          `SELECT DISTINCT ${literal(eventType)} AS event_type, ${PARTITION_KEY} FROM ${table} WHERE ${PARTITION_KEY} IN (${list(hours)}) AND ${EVENT_ID} NOT LIKE ${literal(`${TEST_EVENT_ID_PREFIX}%`)}`,
      ),
    )
    .join(" UNION ALL ");

/** The event types that brought nothing in the first of these hours, and something in each of the others. */
export function silentTypes(
  types: readonly Pick<LandingTables, "eventType">[],
  [last, ...usual]: readonly string[],
  heard: readonly (readonly (string | undefined)[])[],
): readonly string[] {
  const brought = (eventType: string, hour: string | undefined): boolean =>
    heard.some(([type, at]) => type === eventType && at === hour);
  return types
    .map(({ eventType }) => eventType)
    .filter((eventType) => !brought(eventType, last) && usual.every((hour) => brought(eventType, hour)));
}

const list = (values: readonly string[]): string => values.map(literal).join(", ");
