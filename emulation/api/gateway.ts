import { randomUUID } from "node:crypto";
import { LAMBDA_PAYLOAD_LIMIT_BYTES } from "../lambda/function";
import { isObject } from "../../basics/json";
import { type Call, contextObject } from "./context";
import type { ErrorDetails, GatewayAnswer, GatewayError } from "./gateway-responses";
import { type Headers, withHeader } from "./headers";
import { Input, NotJsonError } from "./input";
import type { IntegrationResponseModel, LambdaTarget, ServiceTarget } from "./integration";
import { mockStatus } from "./mock";
import type { ApiModel, MethodModel } from "./model";
import { RequestParameters } from "./parameters";
import { proxyAnswer, type ProxyEvent, proxyEvent } from "./proxy";
import type { Template } from "./template";

/** Largest body of a request: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const PAYLOAD_LIMIT_BYTES = 10 * 1024 * 1024;

/** A request as it came in. */
export interface ApiRequest {
  readonly method: string;
  /** Raw, with stage and query. */
  readonly path: string;
  /** Names in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Its content encoding undone; undefined when the body was larger than the payload limit, or is undecodable. */
  readonly body: Buffer | undefined;
  /** Whether the body is not encoded as `Content-Encoding` says, or in a way that API Gateway doesn't know. @default false */
  readonly undecodable?: boolean;
}

/** What a client is answered. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** true when the path and method are deployed. */
  readonly deployed: boolean;
}

/** An action of an AWS service. */
export interface ServiceCall extends ServiceTarget {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An invocation of a function. */
export interface LambdaCall extends LambdaTarget {
  readonly event: ProxyEvent;
}

/**
 * What stands behind the API. A service answers `{status, body}`, a function whatever it returns: the gateway looks at both.
 * When it throws, the gateway answers INTEGRATION_FAILURE.
 */
export type Integration = (call: ServiceCall | LambdaCall) => Promise<unknown>;

/** Ends a call with one of API Gateway's own answers. */
class GatewayFailure extends Error {
  constructor(
    readonly type: GatewayError,
    readonly details: ErrorDetails = {},
  ) {
    super(type);
  }
}

/** What API Gateway answers when a function throws or its answer makes no sense. */
const BAD_GATEWAY = 502;
/** Statuses whose answers have no body, whatever a template or a function wrote. */
const WITHOUT_BODY = [204, 304];

/** A REST API's deployed stages on a laptop. */
export class Gateway {
  /** Every deployed method, its path with the stage before it. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  private readonly methods: ReadonlyMap<string, MethodModel>;

  constructor(
    private readonly model: ApiModel,
    private readonly integrate: Integration,
  ) {
    this.methods = new Map(model.methods.map((method) => [`${method.httpMethod} ${method.path}`, method]));
    this.routes = model.stages.flatMap((stage) =>
      model.methods.map(({ httpMethod, path }) => ({ method: httpMethod, path: `/${stage}${path}` })),
    );
  }

  /** Answers one request. Never rejects, and never says what went wrong inside. */
  async handle(request: ApiRequest): Promise<ApiResponse> {
    const [path = "", search = ""] = request.path.split(/\?(.*)/s, 2);
    const [, stage = "", below = "/"] = /^\/([^/]*)(\/.*)?$/.exec(path) ?? [];
    const resource = below.replace(/^\/+/, "/").replace(/(?<=.)\/$/, ""); // as REST APIs have it: `/dev//poc/` is `/dev/poc`
    const method = this.methods.get(`${request.method} ${resource}`) ?? this.methods.get(`ANY ${resource}`);
    const call: Call = {
      api: this.model,
      requestId: randomUUID(),
      startedAt: new Date(),
      method: request.method,
      path,
      stage,
      route: method,
      parameters: new RequestParameters(request.headers, search),
    };
    const deployed = this.model.stages.includes(stage) && method !== undefined;
    const answer = this.model.stages.includes(stage) ? await this.answer(method, request, call) : FORBIDDEN;
    return { ...answer, headers: { ...answer.headers, "x-amzn-RequestId": call.requestId }, deployed };
  }

  private async answer(method: MethodModel | undefined, request: ApiRequest, call: Call): Promise<GatewayAnswer> {
    try {
      if (method === undefined) throw new GatewayFailure("MISSING_AUTHENTICATION_TOKEN");
      return await this.run(method, request, call);
    } catch (error) {
      // Whatever else is thrown is a template that failed on this call.
      const { type, details } = error instanceof GatewayFailure ? error : new GatewayFailure("API_CONFIGURATION_ERROR");
      return this.model.gatewayResponses.answer(type, call, details);
    }
  }

  private async run(method: MethodModel, request: ApiRequest, call: Call): Promise<GatewayAnswer> {
    if (request.undecodable) throw new GatewayFailure("UNSUPPORTED_MEDIA_TYPE");
    if (request.body === undefined) throw new GatewayFailure("REQUEST_TOO_LARGE");
    const contentType = mediaType(request.headers["content-type"]);
    const input = new Input(request.body.toString("utf8"), call.parameters);
    const reason = method.validators.get(contentType)?.(input);
    if (reason !== undefined) throw new GatewayFailure("BAD_REQUEST_BODY", { reason });

    const { target, headers, timeoutMilliseconds } = method.integration;
    if (target.kind === "lambda") return this.proxy(target, proxyEvent(call, input.body), timeoutMilliseconds);
    const context = contextObject(call);
    const body = requestBody(method, contentType, input, context);
    const result =
      target.kind === "mock"
        ? { status: mockStatus(body), body: "" }
        : await this.reach({ ...target, body, headers }, timeoutMilliseconds);
    if (!isServiceAnswer(result))
      throw new GatewayFailure(target.kind === "mock" ? "API_CONFIGURATION_ERROR" : "INTEGRATION_FAILURE");
    const status = String(result.status);
    const response =
      method.responses.find(({ pattern }) => pattern?.test(status)) ??
      method.responses.find(({ pattern }) => pattern === undefined);
    if (response === undefined) throw new GatewayFailure("API_CONFIGURATION_ERROR");
    return respond(response, new Input(result.body, call.parameters), mediaType(request.headers.accept), context);
  }

  /** Hands the request to a function, whose answer it is. */
  private async proxy(target: LambdaTarget, event: ProxyEvent, timeoutMilliseconds: number): Promise<GatewayAnswer> {
    if (Buffer.byteLength(JSON.stringify(event)) > LAMBDA_PAYLOAD_LIMIT_BYTES)
      throw new GatewayFailure("REQUEST_TOO_LARGE");
    const answer = proxyAnswer(await this.reach({ ...target, event }, timeoutMilliseconds));
    if (answer === undefined) throw new GatewayFailure("INTEGRATION_FAILURE", { status: BAD_GATEWAY });
    return { ...answer, body: WITHOUT_BODY.includes(answer.status) ? "" : answer.body };
  }

  /** What was called may still go on after a time-out, as on AWS. */
  private async reach(call: ServiceCall | LambdaCall, timeoutMilliseconds: number): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new GatewayFailure("INTEGRATION_TIMEOUT")), timeoutMilliseconds);
    });
    try {
      return await Promise.race([this.integrate(call), late]);
    } catch (error) {
      if (error instanceof GatewayFailure) throw error;
      throw new GatewayFailure("INTEGRATION_FAILURE", call.kind === "lambda" ? { status: BAD_GATEWAY } : {});
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The answer to a path outside of every stage: there is no API that could answer. */
const FORBIDDEN: GatewayAnswer = {
  status: 403,
  headers: { "Content-Type": "application/json", "x-amzn-ErrorType": "ForbiddenException" },
  body: '{"message":"Forbidden"}',
};

function requestBody(
  { integration }: MethodModel,
  contentType: string,
  input: Input,
  context: Readonly<Record<string, unknown>>,
): string {
  const { templates, passthrough } = integration;
  const template = templates.get(contentType);
  if (template === undefined) {
    if (passthrough === "NEVER" || (passthrough === "WHEN_NO_TEMPLATES" && templates.size > 0))
      throw new GatewayFailure("UNSUPPORTED_MEDIA_TYPE");
    return input.body;
  }
  try {
    return template.render(input.orEmptyObject(), context).text;
  } catch (error) {
    throw error instanceof NotJsonError ? new GatewayFailure("BAD_REQUEST_BODY", { reason: error.message }) : error;
  }
}

function respond(
  response: IntegrationResponseModel,
  input: Input,
  accept: string,
  context: Readonly<Record<string, unknown>>,
): GatewayAnswer {
  const [contentType, template] = chosen(response.templates, accept);
  const rendered = template?.render(input, context);
  const status = rendered?.overrides.status ?? response.status;
  const body = WITHOUT_BODY.includes(status) ? "" : (rendered?.text ?? input.body);
  let headers: Headers = { ...(body !== "" && { "Content-Type": contentType }), ...response.headers };
  for (const [name, value] of Object.entries(rendered?.overrides.headers ?? {}))
    headers = withHeader(headers, name, value);
  return { status, headers, body };
}

function isServiceAnswer(answer: unknown): answer is { readonly status: number; readonly body: string } {
  return isObject(answer) && typeof answer["status"] === "number" && typeof answer["body"] === "string";
}

/** The template that the client accepts, else the one for JSON, else the first. */
function chosen(
  templates: ReadonlyMap<string, Template>,
  accept: string,
): readonly [contentType: string, template: Template | undefined] {
  const [first = "application/json"] = templates.keys();
  const contentType = [accept, "application/json"].find((type) => templates.has(type)) ?? first;
  return [contentType, templates.get(contentType)];
}

/** A media type without its parameters, in lower case; JSON when there is none. */
function mediaType(header: string | undefined): string {
  return header?.split(/[;,]/, 1)[0]?.trim().toLowerCase() || "application/json";
}
