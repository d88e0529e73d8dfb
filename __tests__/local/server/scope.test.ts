import { canFilter, chartScope, daysBefore, EVERYTHING, type Scope } from "../../../local/server/scope";
import { scopeOf } from "../../../local/server/scope-parameters";
import { filterOf, filterText } from "../../../local/pipeline/protocol";
import { defineEvent } from "../../../declaration/define";
import { boolean, date, decimal, double, list, string, timestamp } from "../../../declaration/event";

const now = new Date("2026-11-29T15:00:00Z");
const parameters = (text: string): Scope => scopeOf(new URLSearchParams(text), now);
const event = defineEvent({
  name: "seen",
  description: "Something was seen",
  path: "/seen",
  table: "seen",
  fields: {
    Menu: string(),
    ratio: double(),
    price: decimal(5, 2),
    member: boolean(),
    day: date(),
    at: timestamp(),
    tags: list(string()),
  },
  occurredAt: "at",
  computed: { twice: { type: "double", sql: "ratio * 2" } },
});
const where = (field: string, value: string | null): string | undefined =>
  chartScope(event, { ...EVERYTHING, filters: [{ field, value }] }, now).where;

test("what an address asks for: today, the last days, a range, filters with their values", () => {
  expect(parameters("")).toEqual(EVERYTHING);
  expect(parameters("days=1").days).toEqual({ from: "2026-11-29", to: "2026-11-29" });
  expect(parameters("days=7&compare=yes&clock=event")).toEqual({
    days: { from: "2026-11-23", to: "2026-11-29" },
    compare: true,
    clock: "event",
    filters: [],
  });
  expect(parameters("from=2026-01-30&to=2026-02-02&filter=a=b%3Dc&filter=d").filters).toEqual([
    { field: "a", value: "b=c" },
    { field: "d", value: null },
  ]);
});

test("what it can't mean is refused by name", () => {
  for (const [text, message] of [
    ["days=0", "days must be a whole number from 1 to 3660"],
    ["days=1e3", "days must be"],
    ["from=2026-01-01", "to must be a day"],
    ["from=2026-02-31&to=2026-03-01", "from must be a day"],
    ["from=2026-03-02&to=2026-03-01", "from must not be after to"],
    ["from=0001-01-01&to=2026-03-01", "within 3660 days"],
    ["clock=wall", "clock must be arrival or event"],
    [`filter=${"x".repeat(1001)}`, "filters"],
    [Array.from({ length: 21 }, () => "filter=a").join("&"), "20 filters"],
  ] as const)
    expect(() => parameters(text)).toThrow(message);
});

test("a filter's text says whether there is a value, an empty one too", () => {
  for (const filter of [
    { field: "a", value: null },
    { field: "a", value: "" },
    { field: "a", value: "b=c" },
  ])
    expect(filterOf(filterText(filter))).toEqual(filter);
});

test("the period before is as long, and as far as today has come", () => {
  const scope: Scope = { ...EVERYTHING, days: { from: "2026-11-23", to: "2026-11-29" } };
  expect(daysBefore({ from: "2026-11-23", to: "2026-11-29" })).toEqual({ from: "2026-11-16", to: "2026-11-22" });
  expect(chartScope(event, scope, now)).toEqual({
    days: 8,
    where: `"received_at" >= TIMESTAMP '2026-11-23 00:00:00.000' AND "received_at" < TIMESTAMP '2026-11-30 00:00:00.000'`,
  });
  expect(chartScope(event, scope, now, true).where).toBe(
    `"received_at" >= TIMESTAMP '2026-11-16 00:00:00.000' AND "received_at" < TIMESTAMP '2026-11-22 15:00:00.000'`,
  );
  expect(chartScope(event, { ...scope, clock: "event" }, now).where).toContain(
    `coalesce("at", "received_at") >= TIMESTAMP`,
  );
});

test("a filter compares by its field's type; a text is a text, whatever it says", () => {
  expect(where("Menu", "it's")).toBe(`"menu" = 'it''s'`);
  expect(where("Menu", null)).toBe(`"menu" IS NULL`);
  expect(where("ratio", "1.5")).toBe(`"ratio" = 1.5e0`);
  expect(where("ratio", "1e-7")).toBe(`"ratio" = 1e-7`);
  expect(where("twice", "3")).toBe(`"twice" = 3e0`);
  expect(where("price", "12.50")).toBe(`"price" = 12.50`);
  expect(where("member", "true")).toBe(`"member" = true`);
  expect(where("day", "2026-11-20")).toBe(`"day" = DATE '2026-11-20'`);
  expect(where("at", "2026-11-20 11:00:00")).toBe(`"at" = TIMESTAMP '2026-11-20 11:00:00'`);
  for (const [field, value] of [
    ["ratio", "1 OR 1 = 1"],
    ["price", ""],
    ["member", "yes"],
    ["day", "today"],
  ] as const)
    expect(where(field, value)).toBe("1 = 0");
  for (const field of ["tags", "nothing", "toString", '"']) {
    expect(canFilter(event, field)).toBe(false);
    expect(where(field, "x")).toBeUndefined();
  }
});
