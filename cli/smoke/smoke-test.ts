import { setTimeout as sleep } from "node:timers/promises";
import { type EventOptions, readFormatOf } from "../../constructs/shared/event-options";
import { EVENT_ID, PROBLEMS } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { errorsPrefix } from "../../declaration/layout";
import { idsInTablesSql } from "../../declaration/probe";
import { sourcesOf } from "../../declaration/sql";
import type { Stop } from "../shared/interrupt";
import type { Progress } from "../shared/progress";
import { FAILURE_TYPES } from "../../basics/firehose";
import { failedRecords, isReadable } from "../stored/failed-records";
import { hoursSince, linesOf, tablePrefixes, writtenSince } from "../stored/lines";
import { textOf } from "../stored/object-text";
import type { Target } from "../pipelines/target";
import type { TestRequest } from "./test-events";

/** How far the events of one request came. */
export interface RequestResult {
  readonly route: string;
  readonly events: number;
  /** The answer's status; undefined when nothing answered. */
  readonly status: number | undefined;
  /** Seconds until all were in S3, since they were posted. */
  readonly storedAfterSeconds: number | undefined;
  /** Whether a query on the table found them; undefined when none was made. */
  readonly found: boolean | undefined;
  /** What went wrong, hop and reason; undefined when nothing did. */
  readonly failure: string | undefined;
}

type Stored = Pick<EventOptions, "storageFormat" | "keepParquet">;

export interface SmokeOptions {
  /** How event types are stored. */
  readonly deployed: Stored;
  /** Headers that the API asks for besides Content-Type. */
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds that storing may take. @default the target's own, which follows the buffering */
  readonly timeoutSeconds?: number;
  readonly query: boolean;
  readonly progress: Progress;
  readonly interrupt: Stop;
}

/** How often S3 is looked at, in milliseconds. */
const LOOK_EVERY_MILLISECONDS = 1_000;
/** How far this machine's clock may be ahead of the store's, in milliseconds. */
const CLOCK_SKEW_MILLISECONDS = 60_000;

/** A request on its way. */
class Journey {
  status: number | undefined;
  failure: string | undefined;
  storedAfterSeconds: number | undefined;
  found: boolean | undefined;
  /** Ids that are in S3. */
  readonly stored = new Set<string>();

  constructor(readonly request: TestRequest) {}

  get isUnderWay(): boolean {
    return this.failure === undefined && this.storedAfterSeconds === undefined;
  }

  get result(): RequestResult {
    const { status, storedAfterSeconds, found, failure } = this;
    return { route: this.request.route, events: this.request.ids.length, status, storedAfterSeconds, found, failure };
  }
}

/** Posts the requests and follows their events to S3 and to a query, hop by hop. @returns one result for each request */
export async function smokeTest(
  target: Target,
  requests: readonly TestRequest[],
  options: SmokeOptions,
): Promise<readonly RequestResult[]> {
  const journeys = requests.map((request) => new Journey(request));
  const started = new Date();
  for (const journey of journeys) await post(target, journey, options);
  await followToS3(target, journeys, started, options);
  if (options.query)
    for (const journey of journeys)
      if (journey.storedAfterSeconds !== undefined) await query(target, journey, started, options);
  options.progress.done();
  return journeys.map(({ result }) => result);
}

async function post(target: Target, journey: Journey, { headers, progress }: SmokeOptions): Promise<void> {
  const { route, body } = journey.request;
  progress.say(`Posting to ${route}`);
  try {
    const answer = await target.post(route, body, { "Content-Type": "application/json", ...headers });
    journey.status = answer.status;
    if (answer.status !== 200) journey.failure = `edge: answered ${answer.status} ${answer.body.slice(0, 300)}`;
  } catch (error) {
    const { cause, message } = error as Error;
    journey.failure = `edge: no answer: ${message}${cause instanceof Error ? ` (${cause.message})` : ""}`;
  }
}

async function followToS3(
  target: Target,
  journeys: readonly Journey[],
  started: Date,
  { timeoutSeconds, progress, interrupt }: SmokeOptions,
): Promise<void> {
  const limit = timeoutSeconds ?? target.deliverySeconds;
  const seen = new Set<string>();
  await target.deliverNow();
  for (;;) {
    await lookIntoS3(target, journeys, started, seen);
    const waiting = journeys.filter(({ isUnderWay }) => isUnderWay);
    if (waiting.length === 0) return;
    const seconds = Math.floor((Date.now() - started.getTime()) / 1000);
    if (seconds >= limit || interrupt.isAsked) {
      for (const journey of waiting)
        journey.failure = `S3: ${journey.stored.size} of ${journey.request.ids.length} events are there after ${seconds} s${interrupt.isAsked ? ", when it was interrupted" : ""}, and none of the others under the errors' prefix`;
      return;
    }
    progress.say(`Waiting for S3: ${waiting.length} of ${journeys.length} requests, ${seconds} of at most ${limit} s`);
    await sleep(LOOK_EVERY_MILLISECONDS);
  }
}

/** Reads what was written since the last look; an object never changes. */
async function lookIntoS3(
  target: Target,
  journeys: readonly Journey[],
  started: Date,
  seen: Set<string>,
): Promise<void> {
  const since = new Date(started.getTime() - CLOCK_SKEW_MILLISECONDS);
  for (const event of new Set(journeys.filter(({ isUnderWay }) => isUnderWay).map(({ request }) => request.event))) {
    const own = journeys.filter(({ request }) => request.event === event);
    const fresh = async (prefix: string, take: (bytes: Buffer, key: string) => unknown): Promise<void> => {
      for await (const object of writtenSince(target, target.eventBucket, prefix, since)) {
        const bytes = seen.has(object.key) ? undefined : await target.read(target.eventBucket, object);
        if (bytes !== undefined) await take(bytes, object.key);
        seen.add(object.key);
      }
    };
    for (const prefix of tablePrefixes(event))
      await fresh(prefix, async (bytes) => {
        for (const line of await linesOf(bytes)) takeLine(own, line, started);
      });
    for (const type of FAILURE_TYPES)
      await fresh(`${errorsPrefix(event)}${type}/`, (bytes, key) => takeFailures(own, key, textOf(bytes)));
  }
}

function takeLine(journeys: readonly Journey[], line: Readonly<Record<string, unknown>>, started: Date): void {
  const id = line[EVENT_ID];
  const journey = typeof id === "string" ? journeys.find(({ request }) => request.ids.includes(id)) : undefined;
  if (journey === undefined || typeof id !== "string") return;
  journey.stored.add(id);
  const problems = line[PROBLEMS];
  if (typeof problems === "string") journey.failure ??= `transform: stored with problems: ${problems}`;
  if (journey.stored.size === journey.request.ids.length)
    journey.storedAfterSeconds ??= Math.round((Date.now() - started.getTime()) / 100) / 10;
}

function takeFailures(journeys: readonly Journey[], key: string, text: string): void {
  for (const { record } of failedRecords(key, text)) {
    if (!isReadable(record)) continue;
    const raw = record.raw.toString("utf8");
    const journey = journeys.find(({ request }) => request.ids.some((id) => raw.includes(JSON.stringify(id))));
    if (journey !== undefined) journey.failure ??= `transform: in ${key}: ${record.reason}: ${record.message}`;
  }
}

async function query(
  target: Target,
  journey: Journey,
  started: Date,
  { deployed, progress }: SmokeOptions,
): Promise<void> {
  const { event, ids } = journey.request;
  progress.say(`Asking for ${ids.length} events of ${journey.request.route}`);
  try {
    const rows = await target.query(idsSql(event, deployed, ids, started));
    const found = new Set(rows.map(([id]) => id));
    const missing = ids.filter((id) => !found.has(id));
    journey.found = missing.length === 0;
    if (missing.length > 0)
      journey.failure ??= `query: ${missing.length} of ${ids.length} events are in S3 and not in ${sourcesOf(
        event,
        readFormatOf(deployed, event),
      )
        .map(({ table }) => table)
        .join(", ")}`;
  } catch (error) {
    journey.found = false;
    journey.failure ??= `query: ${(error as Error).message}`;
  }
}

/** The question for events by their ids, of the raw tables: the views leave test events out. @param started from when on they arrived */
export function idsSql(event: EventDeclaration, deployed: Stored, ids: readonly string[], started: Date): string {
  const tables = sourcesOf(event, readFormatOf(deployed, event)).map(({ table }) => table);
  return idsInTablesSql(tables, ids, hoursSince(started));
}
