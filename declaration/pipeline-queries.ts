import { literal } from "../basics/sql";
import type { Across } from "./across";
import { savedAcrossSql } from "./across-sql";
import { EVENT_ID, PARTITION_KEY, PROBLEMS, RECEIVED_AT, columnName } from "./columns";
import type { EventDeclaration } from "./event";
import type { Lake, LakeOf } from "./lake";
import type { StorageFormat } from "./layout";
import { arrivedWithin, DEFAULT_QUERY_DAYS, eventsWithin, identifier, savedQuerySql, storedRows } from "./sql";
import { FAILED_RECORDS_VIEW } from "./tables";

/** An event type and how its events are stored. */
export interface StoredEventType {
  readonly event: EventDeclaration;
  readonly format: StorageFormat;
  /** Its curated table. @default none */
  readonly lake?: Lake | undefined;
}

/** A query as the workgroup keeps it. */
export interface NamedQuery {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
}

/** The curated tables among them. */
export const lakesOf =
  (types: readonly StoredEventType[]): LakeOf =>
  ({ name }) =>
    types.find(({ event }) => event.name === name)?.lake;

type Sql = (types: readonly StoredEventType[]) => string;

/** An event that arrived later than this after it happened is late. */
const LATE = "INTERVAL '1' HOUR";

/** What is asked of the pipeline as a whole, over every event type. */
const PIPELINE_QUERIES: Readonly<Record<string, { readonly description: string; readonly sql: Sql }>> = {
  events_per_hour: {
    description: "Events of each type by the hour in which they arrived",
    sql: (types) => eventsPer("hour", types),
  },
  events_per_day: {
    description: "Events of each type by the day on which they arrived",
    sql: (types) => eventsPer("day", types),
  },
  share_with_problems: {
    description: "Events of each type, and the share of them that could not be fully understood",
    sql: (types) => `WITH stored AS (
  ${ofEach(types, storedSql)}
)
SELECT event_type, count(*) AS events, sum(with_problems) AS events_with_problems, round(avg(with_problems), 4) AS share_with_problems
FROM (
  SELECT event_type, ${EVENT_ID}, max(CASE WHEN ${PROBLEMS} IS NULL THEN 0 ELSE 1 END) AS with_problems FROM stored GROUP BY event_type, ${EVENT_ID}
) GROUP BY event_type ORDER BY share_with_problems DESC, event_type`,
  },
  duplicates: {
    description:
      "Rows of each type and day of arrival, and how many of them are copies of an event that was stored before",
    sql: (types) => `WITH stored AS (
  ${ofEach(types, storedSql)}
)
SELECT event_type, date_trunc('day', ${RECEIVED_AT}) AS day, count(*) AS stored_rows, sum(is_copy) AS copies, round(avg(is_copy), 4) AS share_of_copies
FROM (
  SELECT event_type, ${RECEIVED_AT}, CASE WHEN row_number() OVER (PARTITION BY event_type, ${EVENT_ID} ORDER BY ${RECEIVED_AT}, ${PARTITION_KEY}) = 1 THEN 0 ELSE 1 END AS is_copy FROM stored
) GROUP BY 1, 2 ORDER BY day DESC, event_type`,
  },
  delivered_late: {
    description:
      "Events of each type that arrived more than an hour after they happened by the client's clock: how many, their share, and the longest delay",
    sql: (types) => `WITH events AS (
  ${ofEach(
    types.filter(({ event }) => event.occurredAt !== undefined),
    occurredSql(lakesOf(types)),
  )}
)
SELECT event_type, count(*) AS events, sum(late) AS late_events, round(avg(late), 4) AS late_share, max(delay_seconds) AS longest_delay_seconds
FROM (
  SELECT event_type, CASE WHEN ${RECEIVED_AT} > occurred_at + ${LATE} THEN 1 ELSE 0 END AS late, date_diff('second', occurred_at, ${RECEIVED_AT}) AS delay_seconds FROM events
) GROUP BY event_type ORDER BY event_type`,
  },
  failed_records_by_reason: {
    description: "Records that could not be processed or converted, by event type and reason, with one of the messages",
    sql: () => `SELECT event_type, error_type, reason, count(*) AS records, max(arrived_at) AS last_arrived_at, max(message) AS message
FROM ${FAILED_RECORDS_VIEW} WHERE ${arrivedWithin(DEFAULT_QUERY_DAYS)}
GROUP BY event_type, error_type, reason ORDER BY records DESC, event_type, error_type, reason`,
  },
};

/** Names that no event type's query may have. */
export const PIPELINE_QUERY_NAMES: readonly string[] = Object.keys(PIPELINE_QUERIES);

/** Every query that the workgroup keeps: those of each event type, then those over all of them. */
export function namedQueries(types: readonly StoredEventType[]): readonly NamedQuery[] {
  const within = { lakeOf: lakesOf(types) };
  const declared = types.flatMap(({ event }) =>
    Object.entries(event.queries ?? {}).map(([name, query]): NamedQuery => ({
      name,
      description: query.description,
      sql: savedQuerySql(event, query, within),
    })),
  );
  const eventTypes = types.map(({ event }) => event);
  const across = eventTypes.flatMap(({ analyses = {} }) =>
    Object.entries<Across>(analyses).map(([name, asked]): NamedQuery => ({
      name,
      description: asked.title,
      sql: savedAcrossSql(asked, eventTypes, within),
    })),
  );
  const dated = types.some(({ event }) => event.occurredAt !== undefined);
  const overall = Object.entries(PIPELINE_QUERIES).filter(([name]) => dated || name !== "delivered_late"); // without a date in any event there is nothing to ask
  return [
    ...declared,
    ...across,
    ...overall.map(([name, { description, sql }]): NamedQuery => ({ name, description, sql: sql(types) })),
  ];
}

const ofEach = (types: readonly StoredEventType[], sql: (type: StoredEventType) => string): string =>
  types.map(sql).join("\n  UNION ALL\n  ");

/** Each event once, however often and in which hour it arrived. */
const eventsPer = (grain: "hour" | "day", types: readonly StoredEventType[]): string => `WITH events AS (
  ${ofEach(types, ({ event }) => `SELECT ${literal(event.name)} AS event_type, ${RECEIVED_AT} FROM (${eventsWithin(event, DEFAULT_QUERY_DAYS, { lakeOf: lakesOf(types) })})`)}
)
SELECT event_type, date_trunc('${grain}', ${RECEIVED_AT}) AS ${grain}, count(*) AS events
FROM events GROUP BY 1, 2 ORDER BY ${grain} DESC, event_type`;

const storedSql = ({ event, format }: StoredEventType): string =>
  `SELECT ${literal(event.name)} AS event_type, * FROM (${storedRows(event, format, DEFAULT_QUERY_DAYS)})`;

const occurredSql =
  (lakeOf: LakeOf) =>
  ({ event }: StoredEventType): string => {
    const occurredAt = identifier(columnName(event.occurredAt ?? ""));
    return `SELECT ${literal(event.name)} AS event_type, ${occurredAt} AS occurred_at, ${RECEIVED_AT} FROM (${eventsWithin(event, DEFAULT_QUERY_DAYS, { lakeOf })}) WHERE ${occurredAt} IS NOT NULL`;
  };
