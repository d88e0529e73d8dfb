import { Agent } from "node:http";
import { eventTypes } from "../__tests__/support/restaurant";
import { viewName } from "../declaration/tables";
import type { Benchmark } from "./benchmark";
import { makeEvent } from "../__tests__/support/make-event";
import { call, startLocalRun } from "./local-run";
import { median } from "./measurement";

const CONNECTIONS = 4;

/** How long the local run makes a client and an analyst wait. */
export const latency: Benchmark = {
  name: "latency",
  description: "of single events posted to the local run, and from its start to the first query's answer",
  run: async ({ quick, workspace, progress }) => {
    const [eventType] = eventTypes;
    const requests = quick ? 1_000 : 10_000;
    progress(`the local run, then ${requests.toLocaleString("en")} single events over ${CONNECTIONS} connections`);
    const started = performance.now();
    const run = await startLocalRun(workspace);
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    try {
      await call(
        agent,
        "POST",
        `${run.url}/_local/query`,
        JSON.stringify({ sql: `SELECT count(*) FROM ${viewName(eventType)}` }),
      );
      const firstAnswer = performance.now() - started;
      const times: number[] = [];
      let next = 0;
      const connection = async (): Promise<void> => {
        while (next < requests) {
          const body = JSON.stringify(makeEvent(eventType, next, `latency-${next++}`));
          const sent = performance.now();
          await call(agent, "POST", `${run.url}/dev${eventType.path}`, body);
          times.push(performance.now() - sent);
        }
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, connection));
      await run.stop();
      const slowest = [...times].sort((one, other) => one - other);
      const percentile = (share: number): number => slowest[Math.floor(slowest.length * share)] ?? NaN;
      return [
        {
          what: "the local run, from its start (synthesis included) to the first query's answer",
          measured: firstAnswer,
          unit: "ms",
          bound: { atMost: 10_000 },
        },
        { what: "a single event posted to the local run, median", measured: median(times), unit: "ms" },
        { what: "the same, 95th percentile", measured: percentile(0.95), unit: "ms" },
        { what: "the same, 99th percentile", measured: percentile(0.99), unit: "ms", bound: { atMost: 1_000 } },
      ];
    } finally {
      agent.destroy();
    }
  },
};
