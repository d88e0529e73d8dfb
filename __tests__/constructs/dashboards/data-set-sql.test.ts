import { dataSetColumns, dataSetSql } from "../../../constructs/dashboards/data-set-sql";
import { columnsOf, viewColumnsOf } from "../../../declaration/columns";
import { viewSql } from "../../../declaration/sql";
import { viewName } from "../../../declaration/tables";
import { Lake, view, visits } from "../../support/athena";
import { visitWithCharts as event } from "../../support/quicksight";

const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * 3_600_000);
const datehour = (time: Date): string => time.toISOString().slice(0, 13).replace(/[-T]/g, "/");
const stored = (id: string, time: Date, fields: object) => ({
  event_id: id,
  received_at: time.toISOString().slice(0, 23).replace("T", " "),
  extra: null,
  problems: null,
  ...fields,
});

const lake = new Lake([
  visits({ name: event.table, columns: columnsOf(event) }),
  view(viewName(event), viewSql(event, "json"), viewColumnsOf(event)),
]);

test("the data set holds each event of the last 30 days once, whichever hour brought it, with what is computed from it", async () => {
  const [now, before, long] = [hoursAgo(1), hoursAgo(2), hoursAgo(31 * 24)];
  lake.put(datehour(before), [stored("a", before, { pagename: "menu", seconds: 90, score: 1.5, member: true })]);
  lake.put(datehour(now), [
    stored("a", now, { pagename: "menu", seconds: 90, score: 1.5, member: true }),
    stored("b", now, { pagename: "bill", seconds: 5, score: null, member: false }),
    stored("c", now, { pagename: "odd", problems: "seconds: no number" }),
  ]);
  lake.put(datehour(long), [stored("d", long, { pagename: "old" })]);
  const { columns, rows } = await lake.query(dataSetSql(event, { database: "clickstream_dev" }));
  const names = dataSetColumns(event).map(({ name }) => name);
  expect(columns.map(({ name }) => name)).toEqual(names);
  const row = (id: string) =>
    Object.fromEntries(
      names.map((name, index) => [name, rows.find((cells) => cells[names.indexOf("event_id")] === id)?.[index]]),
    );
  expect(rows).toHaveLength(2);
  expect(row("a")).toMatchObject({
    pagename: "menu",
    seconds: 90,
    member: "true",
    doubled: 3,
    long_stay: "true",
    datehour: datehour(before),
  });
  expect(row("b")).toMatchObject({ pagename: "bill", member: "false", doubled: null, long_stay: "false" });
});
