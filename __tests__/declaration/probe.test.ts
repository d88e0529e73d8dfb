import { heardSql, hoursAround, idsInTablesSql, sameHours, silentTypes } from "../../declaration/probe";

const NOW = Date.UTC(2026, 10, 30, 14, 25);

test("the last whole hour is compared with the same hour of four weeks", () => {
  expect(sameHours(NOW)).toEqual(["2026/11/30/13", "2026/11/23/13", "2026/11/16/13", "2026/11/09/13", "2026/11/02/13"]);
});

test("an event is looked for in the hour before it was sent, too: an object is filed under its oldest record's", () => {
  expect(hoursAround(NOW, NOW)).toEqual(["2026/11/30/13", "2026/11/30/14"]);
});

describe("an event type is silent", () => {
  const hours = sameHours(NOW);
  const [last = "", ...usual] = hours;
  const silent = (...heard: readonly string[]) =>
    silentTypes(
      [{ eventType: "click" }],
      hours,
      heard.map((hour) => ["click", hour]),
    );
  test("when the hour brought nothing and each week's did", () => expect(silent(...usual)).toEqual(["click"]));
  test("not when the hour brought something", () => expect(silent(last, ...usual)).toEqual([]));
  test("not when one week brought nothing either", () => expect(silent(...usual.slice(1))).toEqual([]));
  test("not by what another type brought", () =>
    expect(
      silentTypes(
        [{ eventType: "click" }],
        hours,
        usual.map((hour) => ["order", hour]),
      ),
    ).toEqual([]));
});

test("every question names its hours, so that it reads no others", () => {
  const types = [{ eventType: "click", tables: ["clicks", "clicks_parquet"] }];
  for (const sql of [
    heardSql(types, ["2026/11/30/13"]),
    idsInTablesSql(["clicks", "clicks_parquet"], ["a"], ["2026/11/30/13"]),
  ])
    expect(sql.match(/datehour IN \('2026\/11\/30\/13'\)/g)).toHaveLength(2);
});
