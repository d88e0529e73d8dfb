import { defineEvent } from "../../../declaration/define";
import { seededRandom } from "../../../local/fault/random";
import { personal, sale } from "../../support/charted";
import { asDrawn, CuratedTable, rounded, SETTINGS } from "../../support/curated";
import { dashboardOf } from "../../support/quicksight";
import { visualSqls } from "../../support/quicksight-visuals";

const settings = { ...SETTINGS, rollups: true } as const;
const charts = [...sale.charts, ...personal.charts];
const { definition, sql } = dashboardOf(defineEvent({ ...sale, charts }), () => settings);
const visuals = visualSqls(definition, sql);

/** Arrivals, repeats and late objects at random: quarters and cents, whose sums are the same in any order. A repeat arrives after its event. */
function walk(curated: CuratedTable, random: () => number): { readonly land: () => void } {
  const below = (most: number): number => Math.floor(random() * most);
  const known: (readonly [id: string, fields: object])[] = [];
  const or = (value: unknown): unknown => (random() < 0.15 ? null : value);
  const stamp = (moment: number): string => new Date(moment).toISOString().replace("T", " ").replace("Z", "");
  const fields = (happened: number): object => ({
    page: or(`page-${below(4)}`),
    kind: or(["food", "drink", "other"][below(3)]),
    member: or(random() < 0.5),
    stars: or(1 + below(5)),
    seconds: or(below(60)),
    price: or(`${below(50)}.${below(10)}5`),
    ratio: or(below(40) / 4),
    seenat: or(stamp(happened)),
    birthday: or(`1990-01-0${1 + below(5)}`),
    guest: or(`guest-${below(9)}`),
  });
  const land = (): void => {
    for (let objects = 2 + below(4); objects > 0; objects--) {
      const [id, sent] = (random() < 0.3 ? known[below(known.length)] : undefined) ?? [];
      const hoursAgo = id !== undefined || random() < 0.5 ? 0 : below(25);
      const event = [
        id ?? `event-${known.length}`,
        sent ?? fields(curated.now.getTime() - below(6 * 24 * 60) * 60_000),
      ] as const;
      if (id === undefined) known.push(event);
      curated.land([event[0], ...(random() < 0.3 ? [event[0]] : [])], hoursAgo, event[1]);
    }
  };
  return { land };
}

async function same(curated: CuratedTable, what: string, inQuickSight = false): Promise<void> {
  for (const [index, chart] of charts.entries()) {
    const [raw = [], table = [], figures = []] = await curated.answers(chart);
    expect([what, chart.title, rounded(table)]).toEqual([what, chart.title, rounded(raw)]);
    expect([what, chart.title, rounded(figures)]).toEqual([what, chart.title, rounded(raw)]);
    if (!inQuickSight) continue;
    const drawn = await curated.ask(visuals[index] ?? "");
    expect([what, chart.title, asDrawn(drawn)]).toEqual([what, chart.title, asDrawn(raw)]);
  }
}

test.each([1])(
  "a chart shows the same of events as they landed, of the curated table, of hourly figures, and in QuickSight, with seed %i",
  async (seed) => {
    const random = seededRandom(seed);
    const curated = new CuratedTable(sale, settings);
    const { land } = walk(curated, random);
    await curated.run();
    await same(curated, "nothing", true);
    for (let step = 0; step < 4; step++) {
      land();
      let states = Math.floor(random() * 30);
      await curated.run(random() < 0.5 ? "upkeep" : "merge", () => --states <= 0); // ends anywhere, or not
      curated.pass(Math.floor(random() * 14));
      land();
      curated.tables.killed = random() < 0.3;
      await curated.run();
      curated.tables.killed = false;
      await curated.run(random() < 0.3 ? "upkeep" : "merge");
      if (random() < 0.3) await curated.run();
      await same(curated, `step ${step}`, step === 3);
    }
    curated.close();
  },
  600_000,
);
