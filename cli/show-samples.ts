import { isDeepStrictEqual } from "node:util";
import { columnName } from "../declaration/columns";
import type { EventDeclaration } from "../declaration/event";
import { storedFields } from "../declaration/stored-fields";
import { parquetTable } from "../declaration/tables";
import type { Pipeline } from "../local/pipeline/pipeline";
import type { Samples } from "../local/pipeline/samples";
import { shownSample, UNTOLD } from "../local/pipeline/stored-value";
import { formatTable } from "./shared/table";

/** A sample on its way: which row must come out, and under which event id. */
interface Sent {
  readonly eventId: string | undefined;
  readonly stored: Readonly<Record<string, unknown>>;
}

/**
 * Sends the samples over HTTP, delivers them, and shows what was answered, stored and found by a query on each table.
 * @returns whether everything shown is right
 */
export async function showSamples(pipeline: Pipeline, url: string, samples: readonly Samples[]): Promise<boolean> {
  const since = new Date();
  const earlier = new Set(await objects(pipeline));
  const wrong: string[] = [];

  console.log("\nThe samples go in:");
  const sent = new Map<EventDeclaration, readonly Sent[]>();
  for (const each of samples) sent.set(each.event, await send(pipeline, url, each, wrong));
  await pipeline.flush();

  console.log("\nObjects stored:");
  for (const object of await objects(pipeline)) if (!earlier.has(object)) console.log(`  ${object}`);

  for (const [event, records] of sent) await showTable(pipeline, event, records, since, wrong);

  console.log(
    wrong.length === 0
      ? "\nEvery sample came out as it must."
      : `\n${wrong.map((what) => `WRONG: ${what}`).join("\n")}`,
  );
  return wrong.length === 0;
}

async function send(
  pipeline: Pipeline,
  url: string,
  { event, sent, stored }: Samples,
  wrong: string[],
): Promise<readonly Sent[]> {
  const route = pipeline.routes.find(({ method, path }) => method === "POST" && belowStage(path) === event.path);
  if (route === undefined) {
    wrong.push(`no route for ${event.path}`);
    return [];
  }
  const records: Sent[] = [];
  for (const [index, sample] of sent.entries()) {
    const body = JSON.stringify(sample);
    const response = await fetch(url + route.path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
    });
    const text = await response.text();
    console.log(
      `  POST ${route.path} ${JSON.stringify(shownSample(event.fields, sample))}\n    ${response.status} ${text}`,
    );
    if (response.status !== 200)
      wrong.push(`${event.name} sample ${index + 1} was answered ${response.status}, not 200`);
    records.push({ eventId: eventIdOf(text), stored: stored[index] ?? {} });
  }
  return records;
}

async function showTable(
  pipeline: Pipeline,
  event: EventDeclaration,
  records: readonly Sent[],
  since: Date,
  wrong: string[],
): Promise<void> {
  const columns = storedFields(event.fields).map(([name]) => columnName(name));
  const parquet = pipeline.parquetTables.includes(parquetTable(event));
  const table = parquet ? parquetTable(event) : event.table;
  const [time, hour] = [
    since.toISOString().slice(0, 23).replace("T", " "),
    since.toISOString().slice(0, 13).replace(/[-T]/g, "/"),
  ];
  const sql = `SELECT ${columns.map((name) => `"${name}"`).join(", ")}, problems, event_id FROM ${table} WHERE datehour >= '${hour}' AND received_at >= ${parquet ? "timestamp " : ""}'${time}' ORDER BY received_at, event_id`;
  const { rows, bytesScanned, listRequests = 0 } = await pipeline.query(sql);
  console.log(
    `\n${sql}\n${formatTable(
      [...columns, "problems"],
      rows.map((row) => row.slice(0, -1)),
    )}\n  ${rows.length} rows, ${bytesScanned} bytes scanned, ${listRequests} LIST requests in Athena`,
  );

  for (const [index, { eventId, stored }] of records.entries()) {
    const name = `${event.name} sample ${index + 1}`;
    const found = rows.filter((row) => row.at(-1) === eventId);
    if (found.length !== 1) wrong.push(`${name} stands ${found.length} times in ${table}, not once`);
    for (const row of found) {
      if (row.at(-2) !== null) wrong.push(`${name} has problems: ${String(row.at(-2))}`);
      const shown = Object.fromEntries(columns.map((column, at) => [column, row[at]]));
      const told = { ...shown, ...Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== UNTOLD)) };
      if (!isDeepStrictEqual(shown, told))
        wrong.push(`${name} came out as ${JSON.stringify(shown)}, not ${JSON.stringify(told)}`);
    }
  }
}

async function objects(pipeline: Pipeline): Promise<readonly string[]> {
  return (await pipeline.objects()).map((object) => `s3://${object}`);
}

/** A route's path without its stage. */
export function belowStage(route: string): string {
  return route.replace(/^\/[^/]+/, "");
}

/** The id that an event is stored under: the Lambda says it, and from the record's id it follows. */
function eventIdOf(answer: string): string | undefined {
  try {
    const { recordId, results } = JSON.parse(answer) as {
      readonly recordId?: string;
      readonly results?: readonly { readonly eventId: string }[];
    };
    return recordId === undefined ? results?.[0]?.eventId : `${recordId}-0`;
  } catch {
    return undefined;
  }
}
