import type { EventDeclaration } from "../declaration/event";
import { viewName } from "../declaration/tables";
import type { DemoClock } from "../local/demo/demo-clock";
import { type DemoEvent, demoEvents } from "../local/demo/demo-events";
import { simulatedMonth } from "../local/demo/month";
import { play } from "../local/demo/play";
import type { Pipeline } from "../local/pipeline/pipeline";
import type { ChartsAnswer } from "../local/pipeline/protocol";
import { Progress } from "./shared/progress";
import { formatTable } from "./shared/table";

/**
 * Fills a pipeline with a simulated month, shows what arrived by event type, and asks for it and for every chart.
 * @param url where the pipeline answers, without a stage
 * @returns whether everything shown is right
 * @throws Error when something has arrived before, or an event is refused
 */
export async function showDemo(pipeline: Pipeline, clock: DemoClock, url: string): Promise<boolean> {
  if (pipeline.status.records.received > 0)
    throw new Error(
      "--demo fills what is empty, and here something has arrived; leave --data out, or name another folder",
    );
  const events = demoEvents(pipeline.eventTypes, simulatedMonth({ until: new Date() }));
  const stage = pipeline.routes[0]?.path.split("/")[1] ?? "";
  const progress = new Progress();
  await play(pipeline, clock, events, `${url}/${stage}`, (done) =>
    progress.say(`${done} of ${events.length} events of a simulated month are in`),
  );
  progress.done();
  const wrong: string[] = [];
  const { requests, records, events: stored } = pipeline.status;
  for (const [what, count] of Object.entries({
    "requests were refused": requests.rejected,
    "records failed": records.failed,
    "events have problems": stored.problems,
  }))
    if (count > 0) wrong.push(`${count} ${what}`);
  console.log("\nA simulated month, four weeks of guests:");
  const rows = [];
  for (const event of pipeline.eventTypes) rows.push(await found(pipeline, event, events, wrong));
  console.log(formatTable(["event type", "events", "days", "first arrival", "last arrival"], rows));
  await checkCharts(pipeline, url, events, wrong);
  console.log(
    wrong.length === 0
      ? "\nEvery event came out once, on the day on which it arrived, and every chart can be drawn."
      : `\n${wrong.map((what) => `WRONG: ${what}`).join("\n")}`,
  );
  return wrong.length === 0;
}

/** What the view of an event type has, beside what it was sent. */
async function found(
  pipeline: Pipeline,
  event: EventDeclaration,
  events: readonly DemoEvent[],
  wrong: string[],
): Promise<readonly (string | number)[]> {
  const sent = events.filter(({ type }) => type === event.name);
  const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);
  const began = sent[0]?.at ?? new Date();
  const { rows } = await pipeline.query(
    `SELECT substr(datehour, 1, 10), count(*), count(DISTINCT event_id), CAST(min(received_at) AS varchar), CAST(max(received_at) AS varchar) FROM ${viewName(event)} WHERE datehour >= '${dayOf(began).replaceAll("-", "/")}/00' GROUP BY 1 ORDER BY 1`,
  );
  const days = new Map(
    rows.map(([day, count, ids]) => [String(day).replaceAll("/", "-"), [Number(count), Number(ids)]]),
  );
  for (const day of new Set([...sent.map(({ at }) => dayOf(at)), ...days.keys()])) {
    const expected = sent.filter(({ at }) => dayOf(at) === day).length;
    const [count = 0, ids = 0] = days.get(day) ?? [];
    if (count !== expected || ids !== expected)
      wrong.push(`${event.name}: ${count} events of ${ids} ids arrived on ${day}, not ${expected}`);
  }
  const [first, last] = [rows[0]?.[3], rows.at(-1)?.[4]].map((moment) =>
    String(moment).slice(0, "yyyy-MM-dd HH:mm".length),
  );
  return [event.name, sent.length, days.size, first ?? "", last ?? ""];
}

/** Asks for the charts as the page does when it is opened. */
async function checkCharts(
  pipeline: Pipeline,
  url: string,
  events: readonly DemoEvent[],
  wrong: string[],
): Promise<void> {
  const response = await fetch(`${url}/_local/charts?days=30&compare=yes`);
  const { sections, undeclared } = (await response.json()) as ChartsAnswer;
  for (const { event, charts } of [...sections, ...undeclared]) {
    const declared = pipeline.eventTypes.find(({ name }) => name === event)?.charts ?? [];
    const sent = events.filter(({ type }) => type === event).length;
    for (const [index, { title, error, rows }] of charts.entries()) {
      const chart = declared[index];
      const isCount = chart?.kind === "number" && chart.measure.aggregate === "count";
      if (error !== undefined) wrong.push(`${event}: chart "${title}": ${error}`);
      else if (rows.length === 0) wrong.push(`${event}: chart "${title}" is empty`);
      else if (isCount && Number(rows[0]?.[0]) !== sent)
        wrong.push(`${event}: chart "${title}" shows ${String(rows[0]?.[0])}, not ${sent}`);
    }
  }
}
