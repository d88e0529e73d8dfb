import { FIELD_TYPES } from "../../declaration/field-types";
import type { Analysis } from "../../declaration/analysis";
import {
  average,
  barChart,
  count,
  distinct,
  lineChart,
  numberChart,
  pieChart,
  sum,
  tableChart,
} from "../../declaration/analysis";
import { defineEvent } from "../../declaration/define";
import { int, string, timestamp, type EventDeclaration } from "../../declaration/event";

const FIELDS = { page: string(), seconds: int(), seenAt: timestamp() };
const asking = (analysis: Analysis): EventDeclaration => ({
  name: "visit",
  description: "A visit",
  path: "/visits",
  table: "visits",
  fields: FIELDS,
  ...analysis,
});
const querying = (sql: string, days?: number): EventDeclaration =>
  asking({ queries: { pages: { description: "Pages", sql, ...(days !== undefined && { days }) } } });
const COLUMNS = "event_id, received_at, extra, datehour, page, seconds, seenat";

const refused: readonly [what: string, event: EventDeclaration, message: string][] = [
  ["a date that is no field", asking({ occurredAt: "when" }), 'occurredAt "when" must be one of its timestamp fields'],
  [
    "a date that is no timestamp",
    asking({ occurredAt: "page" }),
    'occurredAt "page" must be one of its timestamp fields',
  ],
  [
    "a computed column in camel case",
    asking({ computed: { twiceAsLong: { type: "int", sql: "2 * seconds" } } }),
    'computed column "twiceAsLong" must be snake_case, at most 128 characters',
  ],
  [
    "a computed column that is a field already",
    asking({ computed: { seenat: { type: "int", sql: "1" } } }),
    'computed column "seenat" is already a column; give it another name',
  ],
  [
    "a computed column of no known type",
    asking({ computed: { twice: { type: "long" as "int", sql: "2 * seconds" } } }),
    `computed column "twice": unknown type "long"; known are ${FIELD_TYPES.join(", ")}`,
  ],
  [
    "a computed column without SQL",
    asking({ computed: { twice: { type: "int", sql: " " } } }),
    'computed column "twice": its SQL must not be empty, nor hold "${" or "%{"',
  ],
  [
    "a computed column over nothing known",
    asking({ computed: { twice: { type: "int", sql: "2 * second" } } }),
    `computed column "twice": "second" is no column; there are ${COLUMNS}`,
  ],
  [
    "a computed column over another, which stands beside it",
    asking({ computed: { twice: { type: "int", sql: "2 * seconds" }, more: { type: "int", sql: "2 * twice" } } }),
    `computed column "more": "twice" is no column; there are ${COLUMNS}`,
  ],
  [
    "a query over nothing known",
    querying("SELECT title, count(*) AS pages FROM events GROUP BY title"),
    `query "pages": "title" is no column; there are ${COLUMNS}`,
  ],
  [
    "a query over problems, which are in no view",
    querying("SELECT problems FROM events"),
    `query "pages": "problems" is no column; there are ${COLUMNS}`,
  ],
  [
    "a query's name in kebab-case",
    asking({ queries: { "my-pages": { description: "", sql: "SELECT 1" } } }),
    'query "my-pages": its name must be snake_case, at most 64 characters',
  ],
  [
    "a query that is no SELECT",
    querying("DELETE FROM events"),
    'query "pages" must be one SELECT, got "DELETE FROM events"',
  ],
  [
    "a query of two statements",
    querying("SELECT 1; SELECT 2"),
    'query "pages": its SQL must be without ";" and comments',
  ],
  [
    "a query with a comment, which would swallow what follows",
    querying("SELECT 1 -- one"),
    'query "pages": its SQL must be without ";" and comments',
  ],
  [
    "a query that Terraform would evaluate",
    querying("SELECT '${x}'"),
    'query "pages": its SQL must not be empty, nor hold "${" or "%{"',
  ],
  ["a query over no day", querying("SELECT 1", 0), 'query "pages": days must be a whole number from 1 to 3660, got 0'],
  [
    "a query over too many days",
    querying("SELECT 1", 3661),
    'query "pages": days must be a whole number from 1 to 3660, got 3661',
  ],
  [
    "a chart without a title",
    asking({ charts: [numberChart(" ", count())] }),
    'chart " ": its title must not be empty, nor hold "${" or "%{"',
  ],
  [
    "a chart by a column that is not there",
    asking({ charts: [barChart("Pages", count(), "title")] }),
    `chart "Pages": "title" is no column; there are ${COLUMNS}`,
  ],
  [
    "the sum of a text",
    asking({ charts: [numberChart("Pages", sum("page"))] }),
    'chart "Pages": sum of "page" needs a number; there are seconds',
  ],
  [
    "the average of a date",
    asking({ charts: [numberChart("When", average("seenAt"))] }),
    'chart "When": average of "seenAt" needs a number; there are seconds',
  ],
  [
    "a line over a number",
    asking({ charts: [lineChart("Line", count(), { over: "seconds" })] }),
    'chart "Line": over "seconds" must be a timestamp; there are received_at, seenat',
  ],
  [
    "a line split by nothing known",
    asking({ charts: [lineChart("Line", count(), { split: "x" })] }),
    `chart "Line": "x" is no column; there are ${COLUMNS}`,
  ],
  [
    "a pie of no piece",
    asking({ charts: [pieChart("Pie", count(), "page", { limit: 0 })] }),
    'chart "Pie": limit must be a whole number from 1 to 100, got 0',
  ],
  [
    "a bar chart of too many bars",
    asking({ charts: [barChart("Bars", count(), "page", { limit: 101 })] }),
    'chart "Bars": limit must be a whole number from 1 to 100, got 101',
  ],
  [
    "a table without columns",
    asking({ charts: [tableChart("Table", [count()], [])] }),
    'chart "Table": a table needs a column and a measure at least',
  ],
  [
    "a table without measures",
    asking({ charts: [tableChart("Table", [], ["page"])] }),
    'chart "Table": a table needs a column and a measure at least',
  ],
];

test.each(refused)(
  "%s is refused before anything is built, with what is wrong and the way out",
  (_what, event, message) => {
    expect(() => defineEvent(event)).toThrow(new Error(`event "visit": ${message}`));
  },
);

test("everything at its limit is taken, columns by their JSON name and in any table's words", () => {
  const event = asking({
    occurredAt: "seenAt",
    computed: { is_long: { type: "boolean", sql: "seconds > 60" }, minutes: { type: "double", sql: "seconds * 1e0" } },
    queries: {
      a: { description: "", sql: "select 1", days: 1 },
      ["b".repeat(64)]: { description: "", sql: "SELECT 1", days: 3660 },
    },
    charts: [
      numberChart("a", distinct("event_id")),
      barChart("b", sum("minutes"), "is_long", { limit: 1 }),
      lineChart("c", average("seconds"), { over: "seenAt", split: "datehour", grain: "day" }),
      tableChart("d", [count(), sum("seconds")], ["page", "extra"], { limit: 100 }),
    ],
  });
  expect(defineEvent(event)).toBe(event);
});
