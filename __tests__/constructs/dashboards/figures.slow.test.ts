import { chartSql } from "../../../declaration/chart-sql";
import { defineEvent } from "../../../declaration/define";
import { type EventDeclaration, string } from "../../../declaration/event";
import { whyNotRolled } from "../../../declaration/rollup-charts";
import { viewName } from "../../../declaration/tables";
import { seededRandom } from "../../../local/fault/random";
import { asDrawn, CuratedTable, SETTINGS } from "../../support/curated";
import { lakeEvent, storedLine } from "../../support/lake-events";
import { dashboardOf, visitWithCharts } from "../../support/quicksight";
import { visualSqls } from "../../support/quicksight-visuals";
import { menuClick, order } from "../../support/restaurant";

const settings = { ...SETTINGS, rollups: true } as const;
const lakeOf = () => settings;
const HOUR = 3_600_000;

const inSession = defineEvent({
  ...visitWithCharts,
  name: "visit-in-session",
  context: { session: string({ pseudonym: true }), room: string() },
});

/** Lines of events of the last hours, some of them twice, with nulls in whatever may be null, and whole numbers whose sum is no int. */
function lines(event: EventDeclaration, curated: CuratedTable, random: () => number): readonly string[] {
  return Array.from({ length: 60 }, () => {
    const at = curated.now.getTime() - random() * 5 * HOUR;
    const sent = lakeEvent(event, at - random() * 20 * HOUR, random);
    const fields = Object.entries(event.fields).map(([name, { type }]) => {
      if (random() < 0.2) return [name, null];
      return [name, type === "int" && random() < 0.2 ? 2_000_000_000 : sent[name]];
    });
    const stored = storedLine({ event_id: sent.event_id, ...(Object.fromEntries(fields) as object) }, at);
    const line = `${JSON.stringify(stored)}\n`;
    return random() < 0.2 ? line + line : line;
  });
}

test.each([menuClick, order, visitWithCharts, inSession])(
  "QuickSight shows of $name's figures and events what its charts show of the events that landed",
  async (event) => {
    const curated = new CuratedTable(event, settings);
    const random = seededRandom(3);
    curated.landLines(lines(event, curated, random));
    await curated.run();
    curated.pass(2);
    curated.landLines(lines(event, curated, random));
    await curated.run("upkeep");
    const { definition, sql, columns } = dashboardOf(event, lakeOf);
    const rows = await curated.ask(sql);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows[0]).toHaveLength(columns.length);
    const visuals = visualSqls(definition, sql);
    for (const [index, chart] of event.charts.entries()) {
      const [raw = []] = await curated.answers(chart);
      const drawn = await curated.ask(visuals[index] ?? "");
      expect([chart.title, asDrawn(drawn)]).toEqual([chart.title, asDrawn(raw)]);
      expect(drawn).not.toEqual([]);
    }
    curated.close();
  },
  300_000,
);

test("a choice of the context narrows charts of events, and leaves those of figures as they are", async () => {
  const curated = new CuratedTable(inSession, settings);
  curated.landLines(lines(inSession, curated, seededRandom(5)));
  await curated.run();
  const { definition, sql } = dashboardOf(inSession, lakeOf);
  const [[chosen] = []] = await curated.ask(`SELECT room FROM ${viewName(inSession)} WHERE room IS NOT NULL LIMIT 1`);
  const visuals = visualSqls(definition, sql, { room: [String(chosen)] });
  const whole = visualSqls(definition, sql);
  for (const [index, chart] of inSession.charts.entries()) {
    const isNarrowed = whyNotRolled(inSession, chart) !== undefined;
    const scope = isNarrowed ? { where: `room = '${String(chosen)}'` } : {};
    const expected = asDrawn(await curated.ask(chartSql(inSession, chart, { lakeOf, ...scope })));
    const drawn = asDrawn(await curated.ask(visuals[index] ?? ""));
    expect([chart.title, drawn]).toEqual([chart.title, expected]);
    const before = asDrawn(await curated.ask(whole[index] ?? ""));
    expect([chart.title, JSON.stringify(drawn) === JSON.stringify(before)]).toEqual([chart.title, !isNarrowed]);
  }
  curated.close();
}, 300_000);
