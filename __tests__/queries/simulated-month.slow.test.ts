import { eventTypes } from "../fixtures/menu/events";
import { TRUE_RATES, type SimulatedVisit } from "../../local/demo/month";
import { Catalog } from "../support/catalog";
import { MONTH, storeMonth } from "../support/simulated-month";
import { Stored } from "../support/stored";
import { athenaProblems } from "../support/trino";

jest.setTimeout(300_000);

const catalog = new Catalog("json", eventTypes);
const stored = new Stored(catalog);
const filled = storeMonth(stored, "json");
const answer = async (name: string) => {
  await filled;
  return stored.answer(name);
};

const { visits } = MONTH;
const share = (part: number, all: number): number => Math.round((part / all) * 10_000) / 10_000;
const count = (is: (visit: SimulatedVisit) => boolean): number => visits.filter(is).length;
const near = (value: unknown, truth: number): void => expect(Math.abs(Number(value) - truth)).toBeLessThan(0.06);

test("the funnel finds how many visits come how far", async () => {
  const [opened, ordered] = [count((visit) => visit.opened.length > 0), count((visit) => visit.ordered.length > 0)];
  expect(await answer("menu_to_order")).toEqual([
    { step: "1. Menu shown", reached: visits.length, share_of_first: 1, share_of_step_before: null },
    {
      step: "2. Element opened",
      reached: opened,
      share_of_first: share(opened, visits.length),
      share_of_step_before: share(opened, visits.length),
    },
    {
      step: "3. Ordered",
      reached: ordered,
      share_of_first: share(ordered, visits.length),
      share_of_step_before: share(ordered, opened),
    },
  ]);
  near(share(opened, visits.length), TRUE_RATES.opens);
});

test("each element's rates are those of the visits that it was shown in, those of a list among the ordered", async () => {
  const rows = await answer("shown_opened_ordered");
  expect(rows).toHaveLength(10);
  for (const { element, belongs_to: restaurant, rank, visits_shown: shown, ...rates } of rows) {
    const in_ = visits.filter((visit) => visit.restaurant === restaurant);
    const of = (part: "opened" | "ordered"): number =>
      in_.filter((visit) => visit[part].includes(String(element))).length;
    const ranks = in_.map((visit) => visit.shown.indexOf(String(element)) + 1);
    expect({ element, shown, ...rates }).toEqual({
      element,
      shown: in_.length,
      opened_rate: share(of("opened"), in_.length),
      ordered_rate: share(of("ordered"), in_.length),
      skipped_rate: share(
        in_.filter(({ opened, ordered }) => ![...opened, ...ordered].includes(String(element))).length,
        in_.length,
      ),
    });
    expect(rank).toBeCloseTo(ranks.reduce((sum, each) => sum + each, 0) / ranks.length, 0);
  }
});

test("variants differ as they were made to, and the interval holds the truth", async () => {
  const [a, b] = await answer("menu_variants");
  for (const [row, variant] of [
    [a, "a"],
    [b, "b"],
  ] as const) {
    const own = visits.filter((visit) => visit.variant === variant);
    expect(row).toMatchObject({
      variant,
      visits: own.length,
      reached_goal: own.filter((visit) => visit.ordered.length > 0).length,
    });
    const truth = TRUE_RATES.opens * TRUE_RATES.orders[variant];
    expect(row?.["rate_from"]).toBeLessThan(truth);
    expect(row?.["rate_to"]).toBeGreaterThan(truth);
  }
  const difference = TRUE_RATES.opens * (TRUE_RATES.orders.b - TRUE_RATES.orders.a);
  expect(a).toMatchObject({ difference: null, difference_from: null });
  expect(b?.["difference_from"]).toBeGreaterThan(0);
  expect(b?.["difference_from"]).toBeLessThan(difference);
  expect(b?.["difference_to"]).toBeGreaterThan(difference);
});

test("guests of each first week come again as often as they do", async () => {
  const rows = await answer("guests_who_return");
  const all = new Set(visits.map(({ guest }) => guest)).size;
  const first = rows.filter(({ weeks_later: later }) => later === 0);
  expect(first.reduce((sum, { guests }) => sum + Number(guests), 0)).toBe(all);
  for (const row of first) expect(row).toMatchObject({ share: 1, came_again: row["guests"] });
});

test("visits are counted on the day on which they begin", async () => {
  const rows = await answer("visits_per_day");
  for (const { day, visits: counted, guests } of rows) {
    const own = visits.filter(({ began }) => began.toISOString().slice(0, 10) === String(day).slice(0, 10));
    expect({ day, counted, guests }).toEqual({
      day,
      counted: own.length,
      guests: new Set(own.map(({ guest }) => guest)).size,
    });
  }
  expect(rows.reduce((sum, row) => sum + Number(row["visits"]), 0)).toBe(visits.length);
});

test("pairs are found within a restaurant and across restaurants, by how many guests bought both", async () => {
  const bought = new Map<string, Set<string>>();
  for (const { guest, restaurant, ordered } of visits)
    for (const item of ordered) {
      const guests = bought.get(`${restaurant}/${item}`) ?? new Set();
      bought.set(`${restaurant}/${item}`, guests.add(guest));
    }
  const everybody = new Set([...bought.values()].flatMap((guests) => [...guests])).size;
  const rows = await answer("bought_together");
  expect(new Set(rows.map(({ restaurants }) => restaurants))).toEqual(new Set(["within", "across"]));
  for (const { item, restaurant, also_item: also, also_restaurant: other, restaurants, ...figures } of rows) {
    const [one, two] = [[restaurant, item].join("/"), [other, also].join("/")].map(
      (key) => bought.get(key) ?? new Set(),
    );
    const both = [...(one ?? [])].filter((guest) => two?.has(guest)).length;
    expect({ restaurants, ...figures }).toEqual({
      restaurants: restaurant === other ? "within" : "across",
      guests: both,
      share_of_guests: share(both, one?.size ?? 0),
      lift: share(both * everybody, (one?.size ?? 0) * (two?.size ?? 0)),
    });
  }
  expect(rows[0]).toMatchObject({ restaurants: "within" });
});

test("each hour of the week has what it brought on average, and the weeks in which it brought none", async () => {
  const rows = await answer("arrivals_by_hour_of_week");
  expect(rows).toHaveLength(2 * 7 * 24);
  const ordersAt = (day: number, hour: number) =>
    MONTH.events.filter(({ type, at }) => {
      const arrived = new Date(at.getTime() + 2000);
      return type === "order" && (arrived.getUTCDay() || 7) === day && arrived.getUTCHours() === hour;
    });
  for (const row of rows.filter(({ event_type: type }) => type === "order")) {
    const own = ordersAt(Number(row["day_of_week"]), Number(row["hour"]));
    const days = new Set(own.map(({ at }) => new Date(at.getTime() + 2000).toISOString().slice(0, 10)));
    expect(row).toMatchObject({ events_per_week: own.length / 4, weeks_without: 4 - days.size });
  }
});

test("silence is told where an hour that never was without events brings none", async () => {
  for (const row of await answer("last_arrivals")) {
    const last = MONTH.events.filter(({ type }) => type === row["event_type"]).at(-1);
    expect(Date.parse(`${String(row["last_arrived_at"]).replace(" ", "T")}Z`)).toBe((last?.at.getTime() ?? 0) + 2000);
    expect(typeof row["silent"]).toBe("boolean");
    expect(row["minutes_since"]).toBeGreaterThanOrEqual(0);
  }
});

test("Athena takes each of them, and means by it what the local engine does", async () => {
  for (const sql of Object.values(catalog.queries)) expect(await athenaProblems(sql)).toEqual([]);
});
