import type { RequestParameters } from "./parameters";

/** What is known of a call before anything is decided about it. */
export interface Call {
  readonly api: { readonly id: string; readonly accountId: string; readonly domainName: string };
  readonly requestId: string;
  readonly startedAt: Date;
  readonly method: string;
  /** With the stage, without the query. */
  readonly path: string;
  readonly stage: string;
  /** The route's path below the stage and its resource's id; undefined when none matched. */
  readonly route: { readonly path: string; readonly resourceId: string } | undefined;
  readonly parameters: RequestParameters;
}

/**
 * The `$context` variables that the local run knows, with the text each gives.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference
 */
export const CONTEXT_VARIABLES: Readonly<Record<string, (call: Call) => string>> = {
  accountId: (call) => call.api.accountId,
  apiId: (call) => call.api.id,
  domainName: (call) => call.api.domainName,
  extendedRequestId: (call) => call.requestId,
  httpMethod: (call) => call.method,
  "identity.sourceIp": () => "127.0.0.1", // the local run listens nowhere else
  "identity.userAgent": (call) => call.parameters.header("user-agent") ?? "",
  path: (call) => call.path,
  protocol: () => "HTTP/1.1",
  requestId: (call) => call.requestId,
  requestTime: (call) => commonLogTime(call.startedAt),
  requestTimeEpoch: (call) => String(call.startedAt.getTime()),
  resourceId: (call) => call.route?.resourceId ?? "",
  resourcePath: (call) => call.route?.path ?? "",
  stage: (call) => call.stage,
};

/** Whether `$context.<name>` is known. */
export function isContextVariable(name: string): boolean {
  return Object.hasOwn(CONTEXT_VARIABLES, name);
}

/** The variables as the nested object that a mapping template reads. */
export function contextObject(call: Call): Record<string, unknown> {
  const context: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(CONTEXT_VARIABLES)) {
    const [group, member] = name.split(".");
    if (group === undefined) continue;
    if (member === undefined) context[group] = value(call);
    else context[group] = { ...(context[group] as object | undefined), [member]: value(call) };
  }
  return context;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `10/Oct/2026:13:55:36 +0000`, UTC. */
function commonLogTime(time: Date): string {
  const [date = "", clock = ""] = time.toISOString().split("T");
  return `${date.slice(8, 10)}/${MONTHS[time.getUTCMonth()] ?? ""}/${date.slice(0, 4)}:${clock.slice(0, 8)} +0000`;
}
