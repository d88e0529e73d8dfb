import { parseJson } from "../../basics/exact-json";
import { REQUEST_CONTENT_TYPES, tooLargeReason, UNSUPPORTED_REASON } from "../../declaration/edge";
import { BATCH_SUFFIX, MAX_BATCH_EVENTS } from "../../declaration/layout";

/** What API Gateway hands a proxy integration, as far as it is read: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
export interface ProxyEvent {
  /** The route, such as `/poc/batch`. */
  readonly resource: string;
  readonly headers: Readonly<Record<string, string | undefined>> | null;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
  readonly requestContext: { readonly requestId: string };
}

/** A request that is refused whole. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 403 | 413 | 415 | 503,
    message: string,
    readonly reason: string,
  ) {
    super(message);
  }
}

/** The path that an event is declared with, for its own route and its batch route. */
export function eventPathOf(resource: string): string {
  return resource.endsWith(BATCH_SUFFIX) ? resource.slice(0, -BATCH_SUFFIX.length) : resource;
}

/** The events of a request: one from an event's own route, 1 to 500 from its batch route. @throws Refusal */
export function eventsOf(request: ProxyEvent, maxBodyBytes: number): readonly unknown[] {
  const contentType = header(request, "content-type") ?? "application/json";
  if (!REQUEST_CONTENT_TYPES.includes(contentType.split(";", 1)[0]?.trim().toLowerCase() ?? ""))
    throw new Refusal(415, "Unsupported media type", UNSUPPORTED_REASON);
  const body = Buffer.from(request.body ?? "", request.isBase64Encoded ? "base64" : "utf8");
  if (body.length > maxBodyBytes) throw new Refusal(413, "Request body too large", tooLargeReason(maxBodyBytes));
  const value = parse(body.toString("utf8"));
  if (!request.resource.endsWith(BATCH_SUFFIX)) {
    if (Array.isArray(value)) throw invalid("must be one event, got an array; arrays go to the batch route");
    return [value];
  }
  if (!Array.isArray(value)) throw invalid("must be an array of events");
  if (value.length < 1 || value.length > MAX_BATCH_EVENTS)
    throw invalid(`must hold 1 to ${MAX_BATCH_EVENTS} events, got ${value.length}`);
  return value;
}

/** A header, whatever its case. */
export function header(request: ProxyEvent, name: string): string | undefined {
  return Object.entries(request.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw invalid("is not JSON"); // the parser's own message would repeat the body
  }
}

function invalid(what: string): Refusal {
  return new Refusal(400, "Invalid request body", `The body ${what}`);
}
