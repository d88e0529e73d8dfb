import type { Lake } from "../../declaration/lake";
import { hoursSql } from "../../declaration/lake-hours";
import { Lake as Engine } from "../support/athena";

const lake: Lake = { mergeHours: 3, windowHours: 12, repeatDays: 7 };

describe("the hours of a merge", () => {
  const engine = new Engine();
  const HOUR = 3_600_000;
  const hour = (ago: number): string =>
    new Date(Date.now() - ago * HOUR).toISOString().slice(0, 13).replace(/[-T]/g, "/");
  const ask = async (slots: Readonly<Record<string, string>>, kept: Partial<Lake> = {}) => {
    const filled = { from: "", since: "", last: "[]", ...slots };
    const sql = hoursSql({ ...lake, ...kept }).replace(/\{\{(\w+)\}\}/g, (_, name: "from") => filled[name]);
    const { columns, rows } = await engine.query(sql);
    return Object.fromEntries(columns.map(({ name }, index) => [name, rows[0]?.[index]]));
  };
  const lastRun = (ago: number): string => JSON.stringify([new Date(Date.now() - ago * HOUR).toISOString()]);

  test("begin where an object may have come late to the last run that succeeded, and end with the present one", async () => {
    expect(await ask({ last: lastRun(3) })).toMatchObject({ from_hour: hour(29), to_hour: hour(-1), rest: "last" });
  });

  test("catch up, however long no run succeeded", async () => {
    expect(await ask({ last: lastRun(500) })).toMatchObject({ from_hour: hour(526), to_hour: hour(-1), rest: "last" });
  });

  test("begin with the first hour that there can be, a step of days at a time, when no run succeeded yet", async () => {
    expect(await ask({})).toMatchObject({ from_hour: "2021/01/01/00", to_hour: "2021/03/30/00", rest: "more" });
    expect(await ask({ from: "2021/03/30/00" })).toMatchObject({ from_hour: "2021/03/30/00", rest: "more" });
    expect(await ask({ from: hour(5), last: lastRun(3) })).toMatchObject({ from_hour: hour(5), rest: "last" });
  });

  test("begin no earlier than the table keeps events", async () => {
    const { from_hour: from } = await ask({}, { expirationDays: 30 });
    expect(from).toBe(`${hour(30 * 24).slice(0, 10)}/00`);
  });

  test("begin earlier when that is asked for, and no later", async () => {
    expect(await ask({ since: hour(100), last: lastRun(3) })).toMatchObject({ from_hour: hour(100) });
    expect(await ask({ since: hour(2), last: lastRun(3) })).toMatchObject({ from_hour: hour(29) });
  });

  test("begin with the hour that was asked for when no run succeeded yet", async () => {
    expect(await ask({ since: hour(100) })).toMatchObject({ from_hour: hour(100), to_hour: hour(-1), rest: "last" });
  });

  test("take fewer days at a time when each has more partitions", async () => {
    expect(await ask({}, { bucket: { field: "page", count: 16 } })).toMatchObject({ to_hour: "2021/01/04/00" });
  });

  test("tell the first day that is made compact", async () => {
    expect((await ask({})).recent_day).toBe(new Date(Date.now() + HOUR - 88 * 24 * HOUR).toISOString().slice(0, 10));
  });
});
