import { literal } from "../basics/sql";
import { ANSWERS } from "./across-answers";
import type { Across, AcrossKind, Elements, Funnel, Variants } from "./across";
import { eventsWithin, identifier, type Within } from "./sql";
import { columnName, RECEIVED_AT } from "./columns";
import type { EventDeclaration } from "./event";
import {
  BY,
  DEFAULT_GUEST,
  flag,
  happenedSql,
  type Narrowed,
  type Range,
  share,
  type Source,
  visitedSql,
} from "./visit-sql";
import { wilsonSql } from "./wilson-sql";

/** How far back a question over several event types looks when it doesn't say: dashboards' days. */
const DEFAULT_DAYS = 30;
const DEFAULT_WEEKS = 4;
const DEFAULT_RESTAURANT = "restaurant_id";

/** Finds an event type by its name. */
type Find = (name: string) => EventDeclaration;
type Sql<K extends AcrossKind> = (asked: Extract<Across, { kind: K }>, find: Find, range: Range) => string;

/** Whether a period and filters narrow a question. Hours of the week and freshness are of whole weeks up to now. */
export const canNarrow = ({ kind }: Across): boolean => kind !== "hoursOfWeek" && kind !== "freshness";

/**
 * A question's SQL, in the words that Athena and the local engine share: columns as `ANSWERS` says, rows in no order.
 */
export function acrossSql(asked: Across, eventTypes: readonly EventDeclaration[], within: Narrowed = {}): string {
  const find: Find = (name) => {
    const event = eventTypes.find((each) => each.name === name);
    if (event === undefined) throw new Error(`"${asked.title}": "${name}" is no event type`);
    return event;
  };
  const days = "weeks" in asked || !("days" in asked) ? DEFAULT_DAYS : (asked.days ?? DEFAULT_DAYS);
  return SQL[asked.kind](asked as never, find, { ...within, days });
}

/** The same as the workgroup keeps it. */
export const savedAcrossSql = (asked: Across, eventTypes: readonly EventDeclaration[], within: Within = {}): string =>
  `SELECT * FROM (\n${acrossSql(asked, eventTypes, within)}\n) ORDER BY ${ANSWERS[asked.kind].orderBy}`;

const SQL: { readonly [K in AcrossKind]: Sql<K> } = {
  visits: ({ events, visit = {} }, find, range) =>
    `WITH ${visitedSql(
      events.map((name) => ({ event: find(name), extra: {} })),
      visit,
      range,
    )}
SELECT date_trunc('day', began) AS day, count(*) AS visits, count(DISTINCT guest) AS guests, round(avg(CAST(events AS double)), 2) AS events_per_visit, round(avg(CAST(seconds AS double) / 60e0), 2) AS minutes_per_visit
FROM (
  SELECT min("at#") AS began, max("guest#") AS guest, count(*) AS events, date_diff('second', min("at#"), max("at#")) AS seconds FROM visited WHERE "visit#" IS NOT NULL GROUP BY "visit#"
) GROUP BY 1`,
  funnel: funnelSql,
  elementRates: ({ shown, opened, ordered, by, visit = {} }, find, range) => {
    const of = (kind: string, elements: Elements): Source => ({
      event: find(elements.event),
      elements,
      extra: {
        "kind#": literal(kind),
        "element#": `CAST(${elements.element} AS varchar)`,
        "rank#": elements.list === undefined ? "CAST(NULL AS bigint)" : '"place#"',
        ...(by !== undefined && { [BY]: `CAST(${identifier(columnName(by))} AS varchar)` }),
      },
    });
    const sources = [of("shown", shown), of("opened", opened), ...[ordered].flat().map((each) => of("ordered", each))];
    const belongs = by === undefined ? "CAST(NULL AS varchar)" : `"${BY}"`;
    const once = (kind: string): string => `max(${flag(`"kind#" = ${literal(kind)}`)}) AS ${kind}`;
    return `WITH ${visitedSql(sources, visit, range)}
SELECT element, belongs_to, round(avg(CAST(place AS double)), 1) AS rank, count(*) AS visits_shown, round(avg(CAST(opened AS double)), 4) AS opened_rate, round(avg(CAST(ordered AS double)), 4) AS ordered_rate, round(avg(CASE WHEN opened = 1 OR ordered = 1 THEN 0e0 ELSE 1e0 END), 4) AS skipped_rate
FROM (
  SELECT "visit#", "element#" AS element, ${belongs} AS belongs_to, min(CASE WHEN "kind#" = 'shown' THEN "rank#" END) AS place, ${once("shown")}, ${once("opened")}, ${once("ordered")}
  FROM visited WHERE "visit#" IS NOT NULL AND "element#" IS NOT NULL GROUP BY 1, 2, 3
) WHERE shown = 1 GROUP BY 1, 2`;
  },
  retention: ({ events, guest = DEFAULT_GUEST }, find, range) => `WITH happened AS (
  ${happenedSql(
    events.map((name) => ({ event: find(name), extra: {} })),
    { guest },
    range,
  )}
),
there AS (SELECT DISTINCT "guest#" AS guest, date_trunc('week', "at#") AS week FROM happened WHERE "guest#" IS NOT NULL),
newcomers AS (SELECT guest, min(week) AS first_week FROM there GROUP BY guest),
cohorts AS (SELECT first_week, count(*) AS guests FROM newcomers GROUP BY first_week)
SELECT newcomers.first_week AS first_week, date_diff('week', newcomers.first_week, there.week) AS weeks_later, max(cohorts.guests) AS guests, count(*) AS came_again, ${share("count(*)", "max(cohorts.guests)")} AS share
FROM there JOIN newcomers ON newcomers.guest = there.guest JOIN cohorts ON cohorts.first_week = newcomers.first_week GROUP BY 1, 2`,
  variants: variantsSql,
  itemPairs: ({ bought, guest = DEFAULT_GUEST, restaurant = DEFAULT_RESTAURANT }, find, range) => {
    const sources = [bought].flat().map((elements): Source => ({
      event: find(elements.event),
      elements,
      extra: {
        "element#": `CAST(${elements.element} AS varchar)`,
        [BY]: `CAST(${identifier(columnName(restaurant))} AS varchar)`,
      },
    }));
    return `WITH happened AS (
  ${happenedSql(sources, { guest }, range)}
),
bought AS (SELECT DISTINCT "guest#" AS guest, "element#" AS item, coalesce("${BY}", '') AS restaurant FROM happened WHERE "guest#" IS NOT NULL AND "element#" IS NOT NULL),
items AS (SELECT item, restaurant, count(*) AS guests FROM bought GROUP BY item, restaurant),
everybody AS (SELECT count(DISTINCT guest) AS guests FROM bought),
pairs AS (
  SELECT one.item AS item, one.restaurant AS restaurant, other.item AS also_item, other.restaurant AS also_restaurant, count(*) AS guests
  FROM bought AS one JOIN bought AS other ON one.guest = other.guest AND (one.item <> other.item OR one.restaurant <> other.restaurant) GROUP BY 1, 2, 3, 4
)
SELECT pairs.item AS item, pairs.restaurant AS restaurant, also_item, also_restaurant, CASE WHEN pairs.restaurant = also_restaurant THEN 'within' ELSE 'across' END AS restaurants, pairs.guests AS guests,
  ${share("pairs.guests", "one.guests")} AS share_of_guests, ${share("pairs.guests * everybody.guests", "one.guests * other.guests")} AS lift
FROM pairs JOIN items AS one ON one.item = pairs.item AND one.restaurant = pairs.restaurant JOIN items AS other ON other.item = also_item AND other.restaurant = also_restaurant CROSS JOIN everybody`;
  },
  hoursOfWeek: ({ events, weeks = DEFAULT_WEEKS }, find, within) => `WITH ${hoursSql(events, weeks, find, within)}
SELECT slots.event_type AS event_type, slots.day_of_week AS day_of_week, slots.hour AS hour, round(count(arrived.week) / ${weeks}e0, 2) AS events_per_week, ${weeks} - count(DISTINCT arrived.week) AS weeks_without
FROM slots LEFT JOIN arrived ON arrived.event_type = slots.event_type AND arrived.day_of_week = slots.day_of_week AND arrived.hour = slots.hour GROUP BY 1, 2, 3`,
  freshness: ({ events, weeks = DEFAULT_WEEKS }, find, within) => `WITH ${hoursSql(events, weeks, find, within)},
last_hour AS (SELECT date_add('hour', -1, ${THIS_HOUR}) AS began),
usual AS (
  SELECT event_type, count(*) AS events, count(DISTINCT date_trunc('week', ${RECEIVED_AT})) AS weeks FROM arrivals CROSS JOIN last_hour
  WHERE ${RECEIVED_AT} < began AND ${RECEIVED_AT} >= date_add('day', -${weeks * 7}, began) AND day_of_week(${RECEIVED_AT}) = day_of_week(began) AND hour(${RECEIVED_AT}) = hour(began) GROUP BY event_type
),
latest AS (
  SELECT event_type, max(${RECEIVED_AT}) AS last_arrived_at, sum(${flag(`${RECEIVED_AT} >= began AND ${RECEIVED_AT} < ${THIS_HOUR}`)}) AS events_last_hour, max(${flag(`${RECEIVED_AT} >= began`)}) AS heard FROM arrivals CROSS JOIN last_hour GROUP BY event_type
)
SELECT types.event_type AS event_type, last_arrived_at, date_diff('minute', last_arrived_at, ${NOW}) AS minutes_since, coalesce(events_last_hour, 0) AS events_last_hour,
  round(coalesce(usual.events, 0) / ${weeks}e0, 2) AS usual_events, coalesce(heard, 0) = 0 AND coalesce(usual.weeks, 0) = ${weeks} AS silent
FROM types LEFT JOIN latest ON latest.event_type = types.event_type LEFT JOIN usual ON usual.event_type = types.event_type`,
};

function funnelSql({ steps, within = "visit", visit = {} }: Funnel, find: Find, range: Range): string {
  const names = [...new Set(steps.map(({ event }) => event))];
  const sources = names.map((name): Source => ({
    event: find(name),
    extra: Object.fromEntries(
      steps.map(({ event, where = "true" }, index) => [`step${index + 1}#`, event === name ? flag(where) : "0"]),
    ),
  }));
  const who = within === "visit" ? '"visit#"' : 'coalesce("guest#", "session#")';
  const chosen = `chosen AS (SELECT *, ${who} AS "who#" FROM visited)`;
  const first =
    within === "visit"
      ? `SELECT "who#", min("at#") AS "start#", min("at#") AS "at#" FROM chosen WHERE "step1#" = 1 AND "who#" IS NOT NULL GROUP BY "who#"`
      : `SELECT DISTINCT "who#", "at#" AS "start#", "at#" FROM chosen WHERE "step1#" = 1 AND "who#" IS NOT NULL`;
  const reached = steps.map((step, index) => {
    if (index === 0) return `reached1 AS (${first})`;
    const again = steps.slice(0, index).some(({ event }) => event === step.event); // another event of the type, not the same one twice
    const inTime = within === "visit" ? "" : ` AND c."at#" <= date_add('minute', ${within.minutes}, b."start#")`;
    return `reached${index + 1} AS (
  SELECT b."who#", b."start#", min(c."at#") AS "at#" FROM reached${index} AS b JOIN chosen AS c ON c."who#" = b."who#" AND c."step${index + 1}#" = 1 AND c."at#" ${again ? ">" : ">="} b."at#"${inTime} GROUP BY b."who#", b."start#"
)`;
  });
  const counts = steps.map(
    ({ name }, index) =>
      `SELECT ${index + 1} AS place, ${literal(`${String(index + 1).padStart(steps.length > 9 ? 2 : 1, "0")}. ${name}`)} AS step, count(DISTINCT "who#") AS reached FROM reached${index + 1}`,
  );
  return `WITH ${[visitedSql(sources, visit, range), chosen, ...reached].join(",\n")}
SELECT step, reached, ${share("reached", "max(reached) OVER ()")} AS share_of_first, ${share("reached", "lag(reached) OVER (ORDER BY place)")} AS share_of_step_before
FROM (
  ${counts.join("\n  UNION ALL\n  ")}
)`;
}

function variantsSql(asked: Variants, find: Find, range: Range): string {
  const { variant, shown, goal, baseline, visit = {} } = asked;
  const sources = [...new Set([shown.event, goal.event])].map((name): Source => ({
    event: find(name),
    extra: {
      "variant#":
        name === shown.event
          ? `CASE WHEN ${shown.where ?? "true"} THEN CAST(${identifier(columnName(variant))} AS varchar) END`
          : "CAST(NULL AS varchar)",
      "goal#": name === goal.event ? flag(goal.where ?? "true") : "0",
    },
  }));
  return `WITH ${visitedSql(sources, visit, range)},
counted AS (
  SELECT variant, count(*) AS visits, sum(goal) AS reached_goal FROM (
    SELECT "visit#", min("variant#") AS variant, max("variant#") AS other, max("goal#") AS goal FROM visited WHERE "visit#" IS NOT NULL GROUP BY "visit#"
  ) WHERE variant = other GROUP BY variant
),
${wilsonSql("counted", baseline === undefined ? "(SELECT min(variant) FROM counted)" : literal(baseline))}`;
}

const NOW = "CAST(current_timestamp AS timestamp)";
const THIS_HOUR = `date_trunc('hour', ${NOW})`;
const one = (column: string, values: readonly (number | string)[]): string =>
  values.map((value) => `SELECT ${value} AS ${column}`).join(" UNION ALL ");

/** What arrived of each type, and of it the whole hours of whole weeks: `types`, `days` and `hours` are all that there can be. */
function hoursSql(events: readonly string[], weeks: number, find: Find, within: Within): string {
  const arrivals = events.map(
    (name) =>
      `SELECT ${literal(name)} AS event_type, ${RECEIVED_AT} FROM (${eventsWithin(find(name), weeks * 7 + 1, within)})`,
  );
  const numbers = (from: number, to: number): readonly number[] =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return `arrivals AS (
  ${arrivals.join("\n  UNION ALL\n  ")}
),
arrived AS (
  SELECT event_type, ${RECEIVED_AT}, day_of_week(${RECEIVED_AT}) AS day_of_week, hour(${RECEIVED_AT}) AS hour, date_trunc('week', ${RECEIVED_AT}) AS week
  FROM arrivals WHERE ${RECEIVED_AT} < ${THIS_HOUR} AND ${RECEIVED_AT} >= date_add('day', -${weeks * 7}, ${THIS_HOUR})
),
types AS (${one("event_type", events.map(literal))}),
days AS (${one("day_of_week", numbers(1, 7))}),
hours AS (${one("hour", numbers(0, 23))}),
slots AS (SELECT event_type, day_of_week, hour FROM types CROSS JOIN days CROSS JOIN hours)`;
}
