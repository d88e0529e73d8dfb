import { Agent } from "node:http";
import { eventTypes } from "../__tests__/support/restaurant";
import type { EventDeclaration } from "../declaration/event";
import { batchPath } from "../declaration/layout";
import type { Benchmark } from "./benchmark";
import { makeEvent } from "../__tests__/support/make-event";
import { call, type LocalRun, startLocalRun } from "./local-run";

const STAGE = "dev";
const CONNECTIONS = 4;
const BATCH = 100;
/** The rate must hold in every part of the run. */
const PARTS = 10;
/** How much of the run has passed when its memory is taken as the measure for the rest. */
const EARLY = { full: 0.2, quick: 0.5 };

/** Events over HTTP into the local run, at full speed, until all of them stand in their tables. */
export const ingestion: Benchmark = {
  name: "ingestion",
  description:
    "the local run takes 5,000 events/s in batches of 100, one million in bounded memory, each delivered once",
  run: async ({ quick, workspace, progress }) => {
    const total = quick ? 200_000 : 1_000_000;
    const early = total * (quick ? EARLY.quick : EARLY.full);
    const run = await startLocalRun(workspace);
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    try {
      let earlyPeak = NaN;
      const started = performance.now();
      const slowest = await send(run, agent, total, (sent, rate) => {
        if (sent === early) earlyPeak = run.peakMegabytes();
        progress(
          `${sent.toLocaleString("en")} of ${total.toLocaleString("en")} events, ${Math.round(rate).toLocaleString("en")} events/s, peak ${Math.round(run.peakMegabytes())} MB`,
        );
      });
      await call(agent, "POST", `${run.url}/_local/flush`);
      const rate = (total * 1000) / (performance.now() - started);
      const peak = run.peakMegabytes(); // before the queries below, which are no part of ingestion
      const once = await deliveredOnce(run, agent, total);
      await run.stop();
      const million = total.toLocaleString("en");
      return [
        {
          what: `ingestion, slowest tenth of ${million} events`,
          measured: slowest,
          unit: "events/s",
          bound: { atLeast: 5_000 },
        },
        {
          what: `ingestion and delivery of ${million} events`,
          measured: rate,
          unit: "events/s",
          bound: { atLeast: 5_000 },
        },
        {
          what: `peak memory after ${million} against ${early.toLocaleString("en")} events`,
          measured: peak,
          floor: earlyPeak,
          unit: "MB",
          bound: { atMost: 1.5 },
        },
        { what: `peak memory after ${million} events`, measured: peak, unit: "MB", bound: { atMost: 600 } },
        {
          what: "accepted events that stand in their table exactly once",
          measured: once,
          unit: "events",
          bound: { atLeast: total },
        },
      ];
    } finally {
      agent.destroy();
    }
  },
};

/**
 * Posts batches over a few connections until `total` events are accepted. `onPart` is told after each tenth, with that part's rate.
 * @returns events/s in the slowest tenth
 */
async function send(
  run: LocalRun,
  agent: Agent,
  total: number,
  onPart: (sent: number, rate: number) => void,
): Promise<number> {
  const part = total / PARTS;
  let [next, accepted, partStarted, slowest] = [0, 0, performance.now(), Infinity];
  const connection = async (): Promise<void> => {
    while (next < total / BATCH) {
      const { path, body } = makeBatch(next++);
      await call(agent, "POST", `${run.url}/${STAGE}${path}`, body);
      accepted += BATCH;
      if (accepted % part !== 0) continue;
      const now = performance.now();
      const rate = (part * 1000) / (now - partStarted);
      slowest = Math.min(slowest, rate);
      partStarted = now;
      onPart(accepted, rate);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return slowest;
}

function eventTypeOf(batch: number): EventDeclaration {
  const eventType = eventTypes[batch % eventTypes.length];
  if (eventType === undefined) throw new Error("there are no event types");
  return eventType;
}

function makeBatch(number: number): { readonly path: string; readonly body: string } {
  const eventType = eventTypeOf(number);
  const events = Array.from({ length: BATCH }, (_, index) => makeEvent(eventType, index, `${number}-${index}`));
  return { path: batchPath(eventType), body: JSON.stringify(events) };
}

/**
 * Counts the events in the tables.
 * @returns how many there are, each counted once
 * @throws Error when there is any twice, or when the counters say something else
 */
async function deliveredOnce(run: LocalRun, agent: Agent, total: number): Promise<number> {
  let distinct = 0;
  for (const { table } of eventTypes) {
    const sql = `SELECT count(*) AS lines, count(DISTINCT event_id) AS ids FROM ${table}`;
    const { rows } = JSON.parse(await call(agent, "POST", `${run.url}/_local/query`, JSON.stringify({ sql }))) as {
      readonly rows: readonly (readonly unknown[])[];
    };
    const [lines, ids] = (rows[0] ?? []).map(Number);
    if (lines !== ids || ids === undefined) throw new Error(`${table} holds ${lines} lines with ${ids} event ids`);
    distinct += ids;
  }
  const status = JSON.parse(await call(agent, "GET", `${run.url}/_local/status`)) as {
    readonly events: { readonly delivered: number };
    readonly records: { readonly failed: number };
  };
  if (status.events.delivered !== total || status.records.failed > 0)
    throw new Error(`sent ${total} events, but the status says ${JSON.stringify(status)}`);
  return distinct;
}
