import assert from "node:assert/strict";
import { TRUE_RATES, type SimulatedVisit } from "../../local/demo/month";
import { MONTH } from "./simulated-month";

type Rows = readonly Readonly<Record<string, unknown>>[];

const { visits, events } = MONTH;
/** Every event arrives so much after it happened. */
const LATER_MILLISECONDS = 2000;
/** How far the month's own share may lie from the rate that it was made by. */
const CHANCE = 0.06;
const share = (part: number, all: number): number => Math.round((part / all) * 10_000) / 10_000;
const count = (is: (visit: SimulatedVisit) => boolean): number => visits.filter(is).length;
const arrived = (at: Date): Date => new Date(at.getTime() + LATER_MILLISECONDS);
const dayOf = (moment: Date): string => moment.toISOString().slice(0, "yyyy-MM-dd".length);
const isWithin = (from: unknown, truth: number, to: unknown): boolean => Number(from) < truth && truth < Number(to);

/** Rows of a worker have another realm's prototypes under jest. */
function same(found: unknown, expected: unknown, what?: string): void {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  assert.deepEqual(plain(found), plain(expected), what);
}

/** What each question over the simulated month must answer, on any engine, by the query's name. @throws AssertionError what differs */
export const MONTH_TRUTHS: Readonly<Record<string, (rows: Rows) => void>> = {
  menu_to_order: (rows) => {
    const opened = count((visit) => visit.opened.length > 0);
    const ordered = count((visit) => visit.ordered.length > 0);
    const step = (name: string, reached: number, before: number | undefined): object => ({
      step: name,
      reached,
      share_of_first: share(reached, visits.length),
      share_of_step_before: before === undefined ? null : share(reached, before),
    });
    same(rows, [
      step("1. Menu shown", visits.length, undefined),
      step("2. Element opened", opened, visits.length),
      step("3. Ordered", ordered, opened),
    ]);
    assert.ok(Math.abs(opened / visits.length - TRUE_RATES.opens) < CHANCE);
  },
  shown_opened_ordered: (rows) => {
    assert.equal(rows.length, 10);
    for (const { element, belongs_to: restaurant, rank, visits_shown: shown, ...rates } of rows) {
      const within = visits.filter((visit) => visit.restaurant === restaurant);
      const rate = (is: (visit: SimulatedVisit) => boolean): number => share(within.filter(is).length, within.length);
      const name = String(element);
      same(
        { element, shown, ...rates },
        {
          element,
          shown: within.length,
          opened_rate: rate(({ opened }) => opened.includes(name)),
          ordered_rate: rate(({ ordered }) => ordered.includes(name)),
          skipped_rate: rate(({ opened, ordered }) => ![...opened, ...ordered].includes(name)),
        },
      );
      const ranks = within.map((visit) => visit.shown.indexOf(name) + 1);
      assert.ok(Math.abs(Number(rank) - ranks.reduce((sum, each) => sum + each, 0) / ranks.length) < 0.5);
    }
  },
  menu_variants: ([a = {}, b = {}]) => {
    for (const [row, variant] of [
      [a, "a"],
      [b, "b"],
    ] as const) {
      const own = visits.filter((visit) => visit.variant === variant);
      const reached = own.filter(({ ordered }) => ordered.length > 0).length;
      same([row["variant"], row["visits"], row["reached_goal"]], [variant, own.length, reached]);
      const truth = TRUE_RATES.opens * TRUE_RATES.orders[variant];
      assert.ok(isWithin(row["rate_from"], truth, row["rate_to"]), `${variant}: ${truth} lies outside the interval`);
    }
    const difference = TRUE_RATES.opens * (TRUE_RATES.orders.b - TRUE_RATES.orders.a);
    same([a["difference"], a["difference_from"]], [null, null]);
    assert.ok(Number(b["difference_from"]) > 0, "b is not told to be better than a");
    assert.ok(
      isWithin(b["difference_from"], difference, b["difference_to"]),
      `${difference} lies outside the interval`,
    );
  },
  guests_who_return: (rows) => {
    const first = rows.filter(({ weeks_later: later }) => later === 0);
    const all = new Set(visits.map(({ guest }) => guest)).size;
    assert.equal(
      first.reduce((sum, { guests }) => sum + Number(guests), 0),
      all,
    );
    for (const row of first) same([row["share"], row["came_again"]], [1, row["guests"]]);
  },
  visits_per_day: (rows) => {
    for (const { day, visits: counted, guests } of rows) {
      const own = visits.filter(({ began }) => dayOf(began) === String(day).slice(0, "yyyy-MM-dd".length));
      same([counted, guests], [own.length, new Set(own.map(({ guest }) => guest)).size], String(day));
    }
    assert.equal(
      rows.reduce((sum, row) => sum + Number(row["visits"]), 0),
      visits.length,
    );
  },
  bought_together: (rows) => {
    const bought = new Map<string, Set<string>>();
    for (const { guest, restaurant, ordered } of visits)
      for (const item of ordered) {
        const key = `${restaurant}/${item}`;
        bought.set(key, (bought.get(key) ?? new Set()).add(guest));
      }
    const everybody = new Set([...bought.values()].flatMap((guests) => [...guests])).size;
    const buyers = (restaurant: unknown, item: unknown) => bought.get([restaurant, item].join("/")) ?? new Set();
    same([...new Set(rows.map(({ restaurants }) => restaurants))].sort(), ["across", "within"]);
    for (const { item, restaurant, also_item: also, also_restaurant: other, restaurants, ...figures } of rows) {
      const [one, two] = [buyers(restaurant, item), buyers(other, also)];
      const both = [...one].filter((guest) => two.has(guest)).length;
      same(
        { restaurants, ...figures },
        {
          restaurants: restaurant === other ? "within" : "across",
          guests: both,
          share_of_guests: share(both, one.size),
          lift: share(both * everybody, one.size * two.size),
        },
      );
    }
    assert.equal(rows[0]?.["restaurants"], "within");
  },
  arrivals_by_hour_of_week: (rows) => {
    assert.equal(rows.length, 2 * 7 * 24);
    for (const row of rows.filter(({ event_type: type }) => type === "order")) {
      const moments = events.filter(({ type }) => type === "order").map(({ at }) => arrived(at));
      const own = moments.filter(
        (moment) => (moment.getUTCDay() || 7) === row["day_of_week"] && moment.getUTCHours() === row["hour"],
      );
      same([row["events_per_week"], row["weeks_without"]], [own.length / 4, 4 - new Set(own.map(dayOf)).size]);
    }
  },
  last_arrivals: (rows) => {
    assert.equal(rows.length, 3);
    for (const row of rows) {
      const last = events.filter(({ type }) => type === row["event_type"]).at(-1);
      const moment = Date.parse(`${String(row["last_arrived_at"]).replace(" ", "T")}Z`);
      assert.equal(moment, last && arrived(last.at).getTime());
      assert.equal(typeof row["silent"], "boolean");
      assert.ok(Number(row["minutes_since"]) >= 0);
    }
  },
};
