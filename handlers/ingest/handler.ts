import { EXPOSED_HEADERS, RETRY_AFTER_SECONDS } from "../../declaration/edge";
import type { WriteLog } from "../shared/log";
import type { BundledEvent } from "../normaliser/normaliser";
import type { PutRecordBatch } from "./firehose";
import { compileIngest, type EventResult, type Ingest } from "./ingest";
import type { PutOptions } from "./put";
import { eventPathOf, eventsOf, header, type ProxyEvent, Refusal } from "./request";

/** What API Gateway gets back. */
export interface ProxyAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the function is configured with, by its environment. */
export interface IngestSettings {
  /** By event path, `{"/poc":{"event":"menu-click","stream":"clickstream-dev-menu-click"}}`. */
  readonly streams: Readonly<Record<string, { readonly event: string; readonly stream: string }>>;
  /** Origins whose pages may read the answers; `["*"]` admits all. */
  readonly allowedOrigins: readonly string[];
  readonly maxBodyBytes: number;
  /** Seconds until the answer begins, whatever Firehose has taken by then. @default 3 */
  readonly putTimeoutSeconds?: number;
}

/** Lambda's context, as far as it is read. */
export interface LambdaContext {
  readonly getRemainingTimeInMillis: () => number;
}

/** Kept for making the answer, out of the time that the function has. */
const ANSWER_MILLISECONDS = 1_500;
/** While Firehose throttles, every request that waits holds an execution of the account's pool, which other functions need, too. */
const DEFAULT_PUT_TIMEOUT_SECONDS = 3;
const RETRY_AFTER = { "Retry-After": String(RETRY_AFTER_SECONDS) };

/**
 * The function between API Gateway and Firehose.
 * @param eventTypes the declarations, injected when the handler is bundled.
 * @throws Error at start when a path is given an event type that the bundle does not hold.
 */
export function createHandler(
  eventTypes: readonly BundledEvent[],
  settings: IngestSettings,
  put: PutRecordBatch,
  writeLog: WriteLog,
) {
  const { putTimeoutSeconds = DEFAULT_PUT_TIMEOUT_SECONDS } = settings;
  const ingests = new Map<string, Ingest>();
  for (const [path, { event, stream }] of Object.entries(settings.streams)) {
    const eventType = eventTypes.find((candidate) => candidate.name === event);
    if (eventType === undefined)
      throw new Error(`STREAMS: "${path}" has the event type "${event}", which is not in this bundle`);
    ingests.set(path, compileIngest(eventType, stream, put));
  }
  return async (request: ProxyEvent, context: LambdaContext): Promise<ProxyAnswer> => {
    const started = context.getRemainingTimeInMillis();
    const budget = Math.min(started - ANSWER_MILLISECONDS, putTimeoutSeconds * 1000);
    let requestId: string | undefined;
    let headers: ProxyAnswer["headers"] = { "Content-Type": "application/json" };
    try {
      ({ requestId } = request.requestContext); // here, as all that may be missing when somebody tries the function by hand
      headers = { ...headers, ...corsHeaders(settings.allowedOrigins, header(request, "origin")) };
      const ingest = ingests.get(eventPathOf(request.resource));
      if (ingest === undefined) throw new Refusal(403, "Missing Authentication Token", "No such path or method");
      const options: PutOptions = {
        remainingMilliseconds: () => budget - (started - context.getRemainingTimeInMillis()),
        random: Math.random,
        warn: (reason, attempt) => writeLog({ level: "warn", message: "put failed", requestId, reason, attempt }),
      };
      const results = await ingest(eventsOf(request, settings.maxBodyBytes), options, header(request, "user-agent"));
      return answer(results, headers);
    } catch (error) {
      if (!(error instanceof Refusal))
        writeLog({
          level: "error",
          message: "request failed",
          requestId,
          reason: error instanceof Error ? error.name : "unknown",
        });
      const { status, message, reason } =
        error instanceof Refusal
          ? error
          : new Refusal(503, "Service unavailable", "It may not have been stored; send it again");
      const retry = status === 503 ? RETRY_AFTER : {};
      return {
        statusCode: status,
        headers: { ...headers, ...retry },
        body: JSON.stringify({ message, reason, requestId }),
      };
    }
  };
}

function answer(results: readonly EventResult[], headers: Readonly<Record<string, string>>): ProxyAnswer {
  const accepted = results.filter(({ status }) => status === "ok").length;
  const problems = results.filter((result) => result.problems !== null).length;
  const retry = results.some(({ status }) => status === "retry");
  // None taken and some worth another try is trouble behind the edge, not the client's fault.
  const statusCode = accepted === results.length ? 200 : accepted > 0 ? 207 : retry ? 503 : 400;
  return {
    statusCode,
    headers: { ...headers, ...(retry && RETRY_AFTER) },
    body: JSON.stringify({ accepted, rejected: results.length - accepted, problems, results }),
  };
}

function corsHeaders(allowed: readonly string[], origin: string | undefined): Readonly<Record<string, string>> {
  const expose = { "Access-Control-Expose-Headers": EXPOSED_HEADERS };
  if (allowed.includes("*")) return { "Access-Control-Allow-Origin": "*", ...expose };
  if (allowed.length === 0) return {};
  return origin !== undefined && allowed.includes(origin)
    ? { "Access-Control-Allow-Origin": origin, Vary: "Origin", ...expose }
    : { Vary: "Origin" };
}
