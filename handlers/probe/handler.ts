import { setTimeout as sleep } from "node:timers/promises";
import { EVENT_ID, TEST_EVENT_ID_PREFIX } from "../../declaration/columns";
import { METRICS_NAMESPACE, PROBE_DIMENSION, type ProbeMeasure } from "../../declaration/counts";
import {
  heardSql,
  hoursAround,
  idsInTablesSql,
  type Measured,
  type ProbeInput,
  sameHours,
  silentTypes,
} from "../../declaration/probe";
import type { WriteLog } from "../shared/log";
import type { Ask } from "./athena";

/** Posts a marked event, asks until SQL answers for it, asks who is silent, answers with both, and writes them as a line of which CloudWatch makes metrics. */
export function createHandler(
  ask: Ask,
  functionName: string,
  write: WriteLog,
): (input: ProbeInput) => Promise<Measured> {
  return async (input) => {
    const failures: string[] = [];
    const tried = <T>(work: Promise<T>, otherwise: T): Promise<T> =>
      work.catch((error: unknown) => {
        failures.push(String(error));
        return otherwise;
      });
    const seconds = await tried(clickToAnswer(input, ask), input.longestSeconds);
    const silent = await tried<readonly string[] | undefined>(silence(input, ask), undefined);
    const measures = { ClickToAnswerSeconds: seconds, ...(silent && { SilentEventTypes: silent.length }) };
    const said = { ...(silent && { silent }), ...(failures.length > 0 && { failures }) };
    write(asMetrics(functionName, measures, said));
    return { ...measures, ...said };
  };
}

/** @returns seconds from the post to the answer; the longest when there was none. @throws Error when the post or a question is refused */
async function clickToAnswer(
  { url, eventType, event, types, everySeconds, longestSeconds }: ProbeInput,
  ask: Ask,
): Promise<number> {
  const began = Date.now();
  const id = `${TEST_EVENT_ID_PREFIX}probe-${began}`;
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...event, [EVENT_ID]: id }),
  });
  if (!response.ok) throw new Error(`POST ${url} answered ${response.status} ${(await response.text()).slice(0, 300)}`);
  const tables = types.find((each) => each.eventType === eventType)?.tables ?? [];
  const passed = (): number => (Date.now() - began) / 1000;
  while (passed() < longestSeconds) {
    await sleep(everySeconds * 1000);
    const rows = await ask(idsInTablesSql(tables, [id], hoursAround(began, Date.now())));
    if (rows.length > 0) return Math.min(longestSeconds, Math.round(passed() * 10) / 10);
  }
  return longestSeconds;
}

async function silence({ types }: ProbeInput, ask: Ask): Promise<readonly string[]> {
  const hours = sameHours(Date.now());
  return silentTypes(types, hours, await ask(heardSql(types, hours)));
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function asMetrics(
  functionName: string,
  measured: Readonly<Partial<Record<ProbeMeasure, number>>>,
  said: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const unit = { ClickToAnswerSeconds: "Seconds", SilentEventTypes: "Count" } as const;
  const metrics = (Object.keys(measured) as ProbeMeasure[]).map((name) => ({ Name: name, Unit: unit[name] }));
  return {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace: METRICS_NAMESPACE, Dimensions: [[PROBE_DIMENSION]], Metrics: metrics }],
    },
    [PROBE_DIMENSION]: functionName,
    ...measured,
    ...said,
  };
}
