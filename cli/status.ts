import { Command } from "commander";
import type { EventDeclaration } from "../declaration/event";
import { errorsPrefix } from "../declaration/layout";
import { PARTITION_KEY, PROBLEMS } from "../declaration/columns";
import { notMergedSql } from "../declaration/lake-view";
import { type ChartOfEvents, chartsOfEvents } from "../declaration/rollup";
import { sourcesOf } from "../declaration/sql";
import { literal } from "../basics/sql";
import { readFormatOf } from "../stacks/configuration/environment";
import type { PipelineStatus } from "../local/pipeline/status";
import { FAILURE_TYPES } from "../basics/firehose";
import { failedRecords } from "./stored/failed-records";
import { hoursSince, tablePrefixes, writtenSince } from "./stored/lines";
import { textOf } from "./stored/object-text";
import type { Deployed } from "./pipelines/deployed";
import { onTarget, type Opened, type Source, type TargetOptions, withTarget } from "./pipelines/options";
import type { StoredObject, Target } from "./pipelines/target";

/** How far back it looks, in milliseconds. */
const SPAN_MILLISECONDS = 24 * 3_600_000;

interface EventStatus {
  readonly event: string;
  /** Objects of the last day, in either format. */
  readonly objects: number;
  readonly last: { readonly key: string; readonly modified: string } | undefined;
  /** Events of the last day in its table, and how many of them have a problem named: those are in no view. Or why a query can't say. */
  readonly stored: { readonly events: number; readonly withProblems: number } | { readonly error: string };
  /** Of the curated table, where there is one: what landed and is not merged yet, and how much of it no view has. */
  readonly notMerged?: { readonly waiting: number; readonly missing: number } | { readonly error: string };
  /** Where hourly figures are kept: the charts that they don't answer. */
  readonly chartsOfEvents?: readonly ChartOfEvents[];
  /** Failed records of the last day, by the step at which they failed. */
  readonly failed: Readonly<Record<string, number>>;
}

/** `clickstream status [env]`: what arrived and what failed within the last day. */
export function statusCommand(source: Source): Command {
  return withTarget(
    new Command("status").description("show what was stored and what failed within the last day"),
    source,
  )
    .option("--json", "print it as JSON", false)
    .action((env: string | undefined, options: TargetOptions & { readonly json: boolean }) =>
      onTarget(source, env, options, (opened) => status(opened, options.json)),
    );
}

async function status({ deployed, eventTypes, target }: Opened, asJson: boolean): Promise<void> {
  const since = new Date(Date.now() - SPAN_MILLISECONDS);
  const counters = await target.counters();
  const events: EventStatus[] = [];
  for (const event of eventTypes) events.push(await statusOf(deployed, target, event, since));
  if (asJson) {
    console.log(
      JSON.stringify({
        environment: deployed.name,
        target: target.title,
        bucket: target.eventBucket,
        ...(counters && { counters }),
        events,
      }),
    );
    return;
  }
  console.log(`${deployed.name}: ${target.title}, bucket ${target.eventBucket}. Since ${since.toISOString()}:`);
  for (const { event, objects, last, stored, notMerged, chartsOfEvents: charts, failed } of events) {
    const failures = Object.entries(failed)
      .map(([type, count]) => `${count} ${type}`)
      .join(", ");
    console.log(
      `  ${event}: ${objects} objects${last === undefined ? "" : `, the last at ${last.modified}: ${last.key}`}; ${inWords(stored)}${notMergedInWords(notMerged)}; failed records: ${failures || "none"}`,
    );
    for (const { title, reason } of charts ?? []) console.log(`    chart "${title}" reads events: ${reason}`);
  }
  if (counters !== undefined) console.log(`  ${counted(counters as PipelineStatus)}`);
}

/** What the run counts, `requests: 2 accepted, 0 rejected; records: …`, and how far the workflows of curated tables are. */
function counted({ requests, records, events, workflows = [] }: PipelineStatus): string {
  const counts = Object.entries({ requests, records, events }).map(([what, kinds]) => {
    const each = Object.entries<number>(kinds).map(
      ([kind, count]) => `${count} ${kind === "problems" ? "with problems" : kind}`,
    );
    return `${what}: ${each.join(", ")}`;
  });
  const runs = workflows.map(({ name, lastSuccess, failure }) => {
    const success =
      lastSuccess === null ? "no run has succeeded" : `the last run that succeeded began at ${lastSuccess}`;
    return `${name}: ${success}${failure === undefined ? "" : `; the last failed: ${failure}`}`;
  });
  return [...counts, ...runs].join("; ");
}

function inWords(stored: EventStatus["stored"]): string {
  return "error" in stored
    ? `events not known: ${stored.error}`
    : `${stored.events} events, ${stored.withProblems} of them with problems`;
}

function notMergedInWords(notMerged: EventStatus["notMerged"]): string {
  if (notMerged === undefined) return "";
  if ("error" in notMerged) return `; curated table not known: ${notMerged.error}`;
  const { waiting, missing } = notMerged;
  const late = missing === 0 ? "" : `, of which no view has ${missing}: merges are late, see docs/runbook.md`;
  return `; ${waiting === 0 ? "all merged" : `${waiting} events not merged yet${late}`}`;
}

async function statusOf(
  deployed: Deployed,
  target: Target,
  event: EventDeclaration,
  since: Date,
): Promise<EventStatus> {
  let objects = 0;
  let last: StoredObject | undefined;
  for (const prefix of tablePrefixes(event)) {
    for await (const object of writtenSince(target, target.eventBucket, prefix, since)) {
      objects++;
      if (last === undefined || object.modified > last.modified) last = object;
    }
  }
  const failed: Record<string, number> = {};
  for (const type of FAILURE_TYPES) {
    for await (const object of writtenSince(target, target.eventBucket, `${errorsPrefix(event)}${type}/`, since)) {
      const bytes = await target.read(target.eventBucket, object);
      if (bytes !== undefined)
        failed[type] = (failed[type] ?? 0) + [...failedRecords(object.key, textOf(bytes))].length;
    }
  }
  return {
    event: event.name,
    objects,
    last: last && { key: last.key, modified: last.modified.toISOString() },
    stored: await storedOf(deployed, target, event, since),
    ...(await notMergedOf(deployed, target, event)),
    ...(deployed.lakeOf(event)?.rollups === true && { chartsOfEvents: chartsOfEvents(event) }),
    failed,
  };
}

async function notMergedOf(
  deployed: Deployed,
  target: Target,
  event: EventDeclaration,
): Promise<Pick<EventStatus, "notMerged">> {
  const lake = deployed.lakeOf(event);
  if (lake === undefined) return {};
  try {
    const [[waiting, missing] = []] = await target.query(notMergedSql(event, readFormatOf(deployed, event), lake));
    return { notMerged: { waiting: Number(waiting), missing: Number(missing) } };
  } catch (error) {
    return { notMerged: { error: (error as Error).message } };
  }
}

async function storedOf(
  deployed: Deployed,
  target: Target,
  event: EventDeclaration,
  since: Date,
): Promise<EventStatus["stored"]> {
  const hours = hoursSince(since).map(literal).join(", ");
  const selects = sourcesOf(event, readFormatOf(deployed, event)).map(
    ({ table }) => `SELECT count(*), count(${PROBLEMS}) FROM ${table} WHERE ${PARTITION_KEY} IN (${hours})`,
  );
  try {
    const rows = await target.query(selects.join(" UNION ALL "));
    const sum = (column: number): number => rows.reduce((total, row) => total + Number(row[column]), 0);
    return { events: sum(0), withProblems: sum(1) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
