import { isObject } from "../../basics/json";
import { type Call, contextObject } from "./context";
import type { GatewayAnswer } from "./gateway-responses";
import { type Headers, withHeader } from "./headers";

type Multiple = Readonly<Record<string, readonly string[]>>;
type Single = Readonly<Record<string, string>>;

/**
 * What API Gateway hands a function. Header names are in lower case here; API Gateway keeps them as they were sent.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export interface ProxyEvent {
  readonly resource: string;
  /** Below the stage as it was sent, a slash at its end included. */
  readonly path: string;
  readonly httpMethod: string;
  readonly headers: Single;
  readonly multiValueHeaders: Multiple;
  /** The last value of each; null without a query. */
  readonly queryStringParameters: Single | null;
  readonly multiValueQueryStringParameters: Multiple | null;
  readonly pathParameters: null;
  readonly stageVariables: null;
  /** `$context`, with `requestTimeEpoch` as a number of milliseconds. */
  readonly requestContext: Readonly<Record<string, unknown>>;
  /** Text, as the API has no binary media types; null when there is none. */
  readonly body: string | null;
  readonly isBase64Encoded: false;
}

const ANSWER_KEYS = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** Of the connection, which is not the function's. */
const CONNECTION_HEADERS = [
  "connection",
  "content-length",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** The event of a request. */
export function proxyEvent(call: Call, body: string): ProxyEvent {
  const { headers, query } = call.parameters;
  const sent = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const resource = call.route?.path ?? "";
  return {
    resource,
    path: call.path.slice(call.stage.length + 1),
    httpMethod: call.method,
    headers: Object.fromEntries(sent),
    multiValueHeaders: Object.fromEntries(sent.map(([name, value]) => [name, [value]])),
    queryStringParameters:
      query.size === 0 ? null : Object.fromEntries([...query].map(([name, values]) => [name, values.at(-1) ?? ""])),
    multiValueQueryStringParameters: query.size === 0 ? null : Object.fromEntries(query),
    pathParameters: null,
    stageVariables: null,
    requestContext: { ...contextObject(call), requestTimeEpoch: call.startedAt.getTime() },
    body: body === "" ? null : body,
    isBase64Encoded: false,
  };
}

/**
 * Reads `{statusCode, headers?, multiValueHeaders?, body?, isBase64Encoded?}`; a status may be a number or its text. Without binary media types API Gateway
 * decodes nothing, so a body in base64 goes out as it is.
 * @returns undefined when API Gateway would call it malformed: another key, a status that is none, a body that is no text
 */
export function proxyAnswer(answer: unknown): GatewayAnswer | undefined {
  if (!isObject(answer) || Object.keys(answer).some((key) => !ANSWER_KEYS.includes(key))) return undefined;
  const { statusCode, body = "", isBase64Encoded = false } = answer;
  if ((typeof statusCode !== "number" && typeof statusCode !== "string") || !/^[2-5]\d\d$/.test(String(statusCode)))
    return undefined;
  if ((typeof body !== "string" && body !== null) || typeof isBase64Encoded !== "boolean") return undefined;
  const single = headerValues(answer["headers"], (value) => (isScalar(value) ? String(value) : undefined));
  const multiple = headerValues(answer["multiValueHeaders"], (value) =>
    Array.isArray(value) && value.every(isScalar) ? value.map(String) : undefined,
  );
  if (single === undefined || multiple === undefined) return undefined;
  let headers: Headers = { "Content-Type": "application/json" };
  for (const [name, value] of [...single, ...multiple]) headers = withHeader(headers, name, value); // the multiple ones win
  return { status: Number(statusCode), headers, body: body ?? "" };
}

/** The headers of one of the two kinds; undefined when one is not what `read` takes. */
function headerValues<T>(
  written: unknown,
  read: (value: unknown) => T | undefined,
): readonly (readonly [string, T])[] | undefined {
  if (written === undefined || written === null) return [];
  if (!isObject(written)) return undefined;
  const found: (readonly [string, T])[] = [];
  for (const [name, value] of Object.entries(written)) {
    const known = HEADER_NAME.test(name) ? read(value) : undefined;
    if (known === undefined) return undefined;
    if (!CONNECTION_HEADERS.includes(name.toLowerCase())) found.push([name, known]);
  }
  return found;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
