import { eventTypes } from "../../support/restaurant";
import { start } from "../../support/local";
import { eventsWithin } from "../../../declaration/sql";

const hoursSince2021 = (): number => Math.floor((Date.now() - Date.UTC(2021, 0, 1)) / 3_600_000) + 1;
const [first] = eventTypes;

test("a query's answer says how many LIST requests Athena would make: one for each hour that its filter leaves", async () => {
  const run = await start();
  const lists = async (sql: string): Promise<number> =>
    (await run.local<{ listRequests: number }>("POST", "query", { sql })).body.listRequests;
  const table = "my_ingested_data";
  const every = hoursSince2021();
  const near = (count: number, expected: number): void => expect(Math.abs(count - expected)).toBeLessThanOrEqual(2);

  near(await lists(`SELECT count(*) FROM ${table}`), every);
  near(await lists("SELECT count(*) FROM menu_click_events"), every);
  near(await lists("SELECT count(*) FROM failed_records"), 4 * every);
  expect(await lists(`SELECT count(*) FROM ${table} WHERE datehour BETWEEN '2026/11/03/05' AND '2026/11/03/07'`)).toBe(
    3,
  );
  expect(await lists(`SELECT count(*) FROM ${table} WHERE datehour = '2026/11/03/05' AND time_spent > 3`)).toBe(1);
  expect(await lists(`SELECT count(*) FROM ${table} AS t WHERE t.datehour LIKE '2026/11/03/%'`)).toBe(24);
  near(await lists(`SELECT count(*) FROM ${table} WHERE time_spent > 3`), every);
  expect(
    await lists(
      `WITH a AS (SELECT * FROM menu_click_events WHERE datehour >= '2026/11/01/00') SELECT count(*) FROM a WHERE datehour < '2026/11/02/00'`,
    ),
  ).toBe(24);
  near(await lists(`SELECT count(*) FROM (${eventsWithin(first, 7)})`), 7 * 24);
  expect(
    await lists(
      `SELECT datehour FROM ${table} WHERE datehour = '2026/11/03/05' UNION ALL SELECT datehour FROM clickstream_data WHERE datehour IN ('2026/11/03/05', '2026/11/03/06')`,
    ),
  ).toBe(3);
});
