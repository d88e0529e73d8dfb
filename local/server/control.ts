import type { IncomingMessage, ServerResponse } from "node:http";
import { openApi } from "../../declaration/openapi";
import { QueryError } from "../../emulation/athena/engine";
import { type Endpoints, Refusal, SECURITY_HEADERS, send, sendList, whenGone } from "./endpoint";
import { LIVE_ENDPOINTS } from "./endpoints";
import type { LivePage } from "./live-page";
import type { Pipeline } from "../pipeline/pipeline";
import type { RequestTarget } from "./target";

const DEFAULT_WAIT_SECONDS = 10;
const LONGEST_WAIT_SECONDS = 600;

/** The laptop's own endpoints, by method and path. */
const ENDPOINTS: Endpoints = {
  "GET /_local/status": ({ pipeline, response }) => send(response, 200, pipeline.status),
  "POST /_local/flush": async ({ pipeline, response }) => {
    try {
      await pipeline.flush();
    } catch (error) {
      throw new Refusal(503, `not everything could be delivered: ${(error as Error).message}; it stays buffered`);
    }
    send(response, 200, pipeline.status);
  },
  "POST /_local/schedule/run": async ({ pipeline, body, response }) => {
    const at = momentOf(body);
    const runs = await pipeline.runSchedules(at).catch((error: unknown) => {
      throw new Refusal(409, (error as Error).message);
    });
    send(response, 200, { runs, ...pipeline.status });
  },
  "POST /_local/probe": async ({ pipeline, response }) => {
    const measured = await pipeline.measure().catch((error: unknown) => {
      throw new Refusal(409, (error as Error).message);
    });
    send(response, 200, measured);
  },
  "POST /_local/reset": async ({ pipeline, response }) => {
    await pipeline.reset();
    send(response, 200, pipeline.status);
  },
  "GET /_local/failures": ({ pipeline, response }) => sendList(response, pipeline.failures()),
  "GET /_local/openapi.json": ({ pipeline, host, response }) => {
    const stage = pipeline.routes[0]?.path.split("/")[1] ?? "";
    send(response, 200, openApi(pipeline.eventTypes, { mode: pipeline.mode, serverUrl: `http://${host}/${stage}` }));
  },
  "POST /_local/query": async ({ pipeline, body, response }) =>
    send(response, 200, await pipeline.query(sqlOf(body), whenGone(response))),
  "POST /_local/lake": async ({ pipeline, body, response }) => send(response, 200, await pipeline.keep(sqlOf(body))),
  "GET /_local/wait": async ({ pipeline, parameters, response }) => {
    const events = parameter(parameters, "events", undefined, Number.MAX_SAFE_INTEGER);
    const seconds = parameter(parameters, "timeout", DEFAULT_WAIT_SECONDS, LONGEST_WAIT_SECONDS);
    const reached = await pipeline.waitForEvents(
      events,
      AbortSignal.any([whenGone(response), AbortSignal.timeout(seconds * 1000)]),
    );
    if (!reached)
      throw new Refusal(
        504,
        `${pipeline.status.events.delivered} of ${events} events were delivered within ${seconds} s`,
      );
    send(response, 200, pipeline.status);
  },
  ...LIVE_ENDPOINTS,
};

/** Answers a request below `/_local`. Errors are `{"message"}`. */
export async function control(
  pipeline: Pipeline,
  live: LivePage,
  request: IncomingMessage,
  { path, host }: RequestTarget,
  body: Buffer | undefined,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  try {
    checkSender(request, host);
    const { pathname, searchParams } = new URL(path, "http://localhost");
    const endpoint = ENDPOINTS[`${request.method} ${pathname}`];
    if (endpoint === undefined) throw unknown(pathname);
    await endpoint({ pipeline, live, parameters: searchParams, host, body, response });
  } catch (error) {
    if (response.headersSent) throw error;
    const status = error instanceof Refusal ? error.status : error instanceof QueryError ? 400 : 500;
    send(response, status, { message: error instanceof Error ? error.message : String(error) });
  }
}

/** Only programs on this machine: a web page, or a name that was made to point here, could read and empty the data otherwise. */
function checkSender({ headers }: IncomingMessage, host: string): void {
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host))
    throw new Refusal(403, `the host "${host}" is not this machine`);
  if (headers.origin !== undefined && headers.origin.toLowerCase() !== `http://${host}`)
    throw new Refusal(403, `the origin "${headers.origin}" may not use /_local`);
  // A page may ask without naming its origin, as for a picture; only a link may lead here.
  const { "sec-fetch-site": site = "none", "sec-fetch-mode": mode } = headers;
  if (site !== "same-origin" && site !== "none" && mode !== "navigate")
    throw new Refusal(403, "a page of another origin may not use /_local");
}

function unknown(pathname: string): Refusal {
  const methods = Object.keys(ENDPOINTS)
    .filter((key) => key.split(" ")[1] === pathname)
    .map((key) => key.split(" ")[0]);
  if (methods.length > 0) return new Refusal(405, `${pathname} takes ${methods.join(" or ")}`);
  return new Refusal(404, `no ${pathname} here; there are ${Object.keys(ENDPOINTS).join(", ")}`);
}

function sqlOf(body: Buffer | undefined): string {
  if (body === undefined) throw new Refusal(413, "the body is larger than 10 MB");
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw new Refusal(400, 'the body must be JSON: {"sql":"SELECT …"}');
  }
  const sql = (value as { sql?: unknown } | null)?.sql;
  if (typeof sql !== "string") throw new Refusal(400, 'sql must be a string: {"sql":"SELECT …"}');
  return sql;
}

/** A moment in the body; undefined when there is none. */
function momentOf(body: Buffer | undefined): Date | undefined {
  if (body === undefined || body.length === 0) return undefined;
  const example = '{"at":"2026-11-29T12:00:00Z"}';
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw new Refusal(400, `the body must be JSON like ${example}, or empty`);
  }
  const at = (value as { at?: unknown } | null)?.at;
  if (at === undefined) return undefined;
  const moment = new Date(typeof at === "string" && at.endsWith("Z") ? at : NaN);
  if (Number.isNaN(moment.getTime()))
    throw new Refusal(400, `at must be a moment in UTC like ${example}, got ${JSON.stringify(at)}`);
  return moment;
}

function parameter(parameters: URLSearchParams, name: string, otherwise: number | undefined, most: number): number {
  const text = parameters.get(name);
  if (text === null && otherwise !== undefined) return otherwise;
  const value = text === null || text.trim() === "" ? NaN : Number(text);
  const whole = name === "timeout" || Number.isInteger(value);
  if (!(value >= 0 && value <= most) || !whole)
    throw new Refusal(400, `${name} must be a number from 0 to ${most}, got ${JSON.stringify(text)}`);
  return value;
}
