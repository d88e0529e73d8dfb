import { PROBLEMS } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { protectedFields } from "../../declaration/protected-fields";
import type { ApiRequest, ApiResponse } from "../../emulation/api/gateway";
import type { BufferedRecord } from "../../emulation/firehose/segment";
import type { RecordOutcome, SegmentOutcomes } from "../../emulation/firehose/outcome-observer";
import { isObject } from "../../basics/json";
import { type Arrival, isUnhealthy, MOST_ARRIVALS } from "./protocol";
import { Recent } from "./recent";

/** Most of a text that is kept, in characters: with MOST_ARRIVALS that bounds the memory to a few megabytes. */
const LONGEST_TEXT = 4096;
const LONGEST_REASON = 500;
const MOST_REASONS = 10;

/** In the place of what a client sent. */
const HIDDEN = "(not shown: its event types have pseudonyms, or fields that are not stored)";

/** A part of the taken must be looked at, too. */
const SOME_REFUSED = 207;

/** Keeps what arrived lately and what became of it. It costs a few microseconds for a record, whether or not anybody looks. */
export class Recorder {
  private readonly recent = new Recent();
  private version = 0;
  private made = 0;
  private deliveryCount = 0;
  private clearCount = 0;

  /** Whether what clients sent may hold what is not to be kept: then it is not shown. */
  private readonly hidesSent: boolean;

  constructor(private readonly eventTypes: readonly EventDeclaration[]) {
    this.hidesSent = eventTypes.some((event) => protectedFields(event).length > 0);
  }

  /** Grows with each delivery, with `clear`, and when schedules have run: hourly figures are others then. */
  get deliveries(): number {
    return this.deliveryCount;
  }
  /** How often everything was removed. */
  get clears(): number {
    return this.clearCount;
  }
  /** The version of the last change. */
  get lastVersion(): number {
    return this.version;
  }

  /** What changed after a version, oldest first; all when it is 0. */
  since(version: number): readonly Arrival[] {
    return version >= this.version ? [] : this.recent.list().filter((arrival) => arrival.version > version);
  }

  /** The edge has answered a request: what it took is told by `taken`, the rest is noted here. */
  answered(request: ApiRequest, response: ApiResponse): void {
    if ((response.status < 400 && response.status !== SOME_REFUSED) || request.method === "OPTIONS") return;
    if (!response.deployed && request.method === "GET") return; // somebody looks for a page, or a page for its icon
    const none = request.undecodable ? "(not encoded as its Content-Encoding says)" : "(larger than 10 MB)";
    const raw = this.hidesSent ? HIDDEN : (request.body?.subarray(0, LONGEST_TEXT).toString("utf8") ?? none);
    this.note({
      id: `request-${++this.made}`,
      at: new Date().toISOString(),
      source: cut(`${request.method} ${request.path}`, LONGEST_REASON),
      state: "refused",
      stage: "edge",
      code: String(response.status),
      reasons: reasonsOf(response.body),
      raw,
      lines: "",
      events: 0,
    });
  }

  /** A stream has taken a record. */
  taken(stream: string, { recordId, arrivedAt, data }: BufferedRecord): void {
    if (this.recent.get(recordId) !== undefined) return; // it was delivered at once
    const sent = (): string => Buffer.from(data.slice(0, Math.ceil(LONGEST_TEXT / 3) * 4), "base64").toString("utf8");
    const raw = this.hidesSent ? HIDDEN : sent();
    this.note({
      id: recordId,
      at: new Date(arrivedAt).toISOString(),
      source: this.sourceOf(stream),
      state: "waiting",
      reasons: [],
      raw: cut(raw),
      lines: "",
      events: 0,
    });
  }

  /** A segment was delivered. */
  delivered({ recent }: SegmentOutcomes): void {
    this.deliveryCount++;
    for (const outcome of recent) {
      const became = this.arrivalOf(outcome);
      // One that made way already comes back when it is worth it, or when there is room: it arrived before this run.
      if (this.recent.get(outcome.recordId) !== undefined || isUnhealthy(became) || this.recent.size < MOST_ARRIVALS)
        this.note(became);
    }
  }

  /** Removes everything. */
  clear(): void {
    this.recent.clear();
    this.version++;
    this.deliveryCount++;
    this.clearCount++;
  }

  /** Schedules have run. */
  merged(): void {
    this.deliveryCount++;
  }

  private note(arrival: Omit<Arrival, "version">): void {
    this.recent.set({ ...arrival, version: ++this.version });
  }

  private arrivalOf(outcome: RecordOutcome): Omit<Arrival, "version"> {
    const { recordId: id, arrivedAt, stream } = outcome;
    const raw = this.recent.get(id)?.raw ?? "";
    const known = { id, at: new Date(arrivedAt).toISOString(), source: this.sourceOf(stream) };
    if (outcome.kind === "failed") {
      const { stage, errorCode, errorMessage, reason = errorMessage } = outcome;
      return {
        ...known,
        state: "failed",
        stage,
        code: errorCode,
        reasons: [cut(reason, LONGEST_REASON)],
        raw: this.hidesSent ? HIDDEN : cut(outcome.raw),
        lines: "",
        events: 0,
      };
    }
    const { events, lines } = outcome;
    if (events === 0) return { ...known, state: "dropped", reasons: [], raw, lines: "", events };
    const read = lines
      .map((line) => ({ line, problems: problemsOf(line) }))
      .sort((one, other) => Number(other.problems !== undefined) - Number(one.problems !== undefined));
    const reasons = read
      .flatMap(({ problems }) => (problems === undefined ? [] : [cut(problems, LONGEST_REASON)]))
      .slice(0, MOST_REASONS);
    return {
      ...known,
      state: reasons.length > 0 ? "problems" : "stored",
      reasons,
      raw,
      lines: cut(read.map(({ line }) => line).join("\n")),
      events,
    };
  }

  /** A stream is named after its event type, behind project and environment. */
  private sourceOf(stream: string): string {
    const names = this.eventTypes.map(({ name }) => name).filter((name) => stream.endsWith(`-${name}`));
    return names.sort((one, other) => other.length - one.length)[0] ?? stream;
  }
}

/** A stored line's problems; undefined when it has none, or is cut off. */
function problemsOf(line: string): string | undefined {
  const problems = parsed(line)?.[PROBLEMS];
  return typeof problems === "string" ? problems : undefined;
}

/** Why an answer is no plain yes: its reason, or those of each event of a batch. */
function reasonsOf(answer: string): readonly string[] {
  const body = parsed(answer);
  const results = Array.isArray(body?.results)
    ? body.results.filter(isObject).filter(({ status }) => status !== "ok")
    : [];
  const all = results.map(({ index, reason }) => `event ${String(index)}: ${String(reason)}`);
  const said = [body?.reason, body?.message].find((text) => typeof text === "string");
  if (all.length === 0) all.push(said ?? answer);
  return all.slice(0, MOST_REASONS).map((reason) => cut(reason, LONGEST_REASON));
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A copy of its own: a slice would keep the whole text in memory. */
function cut(text: string, most = LONGEST_TEXT): string {
  return text.length <= most ? text : Buffer.from(`${text.slice(0, most)}…`).toString();
}
