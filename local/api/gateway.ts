import { type Call, contextObject, newRequestId } from "./context";
import type { GatewayAnswer, GatewayError } from "./gateway-responses";
import { Input, NotJsonError } from "./input";
import type { IntegrationResponseModel } from "./integration";
import type { ApiModel, MethodModel } from "./model";
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
  /** undefined when the body was larger than the payload limit. */
  readonly body: Buffer | undefined;
}

/** What a client is answered. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** true when the path and method are deployed. */
  readonly deployed: boolean;
}

/** What stands behind the API: an action of an AWS service. When it throws, the gateway answers INTEGRATION_FAILURE. */
export type Integration = (call: {
  readonly service: string;
  readonly action: string;
  readonly body: string;
  readonly roleArn: string;
  readonly headers: Readonly<Record<string, string>>;
}) => Promise<{ readonly status: number; readonly body: string }>;

/** Ends a call with one of API Gateway's own answers. */
class GatewayFailure extends Error {
  constructor(readonly type: GatewayError, readonly reason = "") {
    super(type);
  }
}

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
    this.routes = model.stages.flatMap((stage) => model.methods.map(({ httpMethod, path }) => ({ method: httpMethod, path: `/${stage}${path}` })));
  }

  /** Answers one request. Never rejects, and never says what went wrong inside. */
  async handle(request: ApiRequest): Promise<ApiResponse> {
    const path = request.path.split("?", 1)[0] ?? "";
    const [, stage = "", below = "/"] = /^\/([^/]*)(\/.*)?$/.exec(path) ?? [];
    const method = this.methods.get(`${request.method} ${below}`) ?? this.methods.get(`ANY ${below}`);
    const call: Call = {
      api: this.model,
      requestId: newRequestId(),
      startedAt: new Date(),
      method: request.method,
      path,
      stage,
      route: method,
      userAgent: request.headers["user-agent"],
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
      const { type, reason } = error instanceof GatewayFailure ? error : new GatewayFailure("API_CONFIGURATION_ERROR");
      return this.model.gatewayResponses.answer(type, call, reason);
    }
  }

  private async run(method: MethodModel, request: ApiRequest, call: Call): Promise<GatewayAnswer> {
    if (request.body === undefined) throw new GatewayFailure("REQUEST_TOO_LARGE");
    const contentType = mediaType(request.headers["content-type"]);
    const input = new Input(request.body.toString("utf8"));
    const reason = method.validators.get(contentType)?.(input);
    if (reason !== undefined) throw new GatewayFailure("BAD_REQUEST_BODY", reason);

    const { target, headers } = method.integration;
    const context = contextObject(call);
    const body = requestBody(method, contentType, input, context);
    const { service, action, roleArn } = target;
    const result = await this.reach({ service, action, roleArn, body, headers });
    const status = String(result.status);
    const response = method.responses.find(({ pattern }) => pattern?.test(status)) ?? method.responses.find(({ pattern }) => pattern === undefined);
    if (response === undefined) throw new GatewayFailure("API_CONFIGURATION_ERROR");
    return respond(response, new Input(result.body), mediaType(request.headers.accept), context);
  }

  private async reach(call: Parameters<Integration>[0]): ReturnType<Integration> {
    try {
      return await this.integrate(call);
    } catch {
      throw new GatewayFailure("INTEGRATION_FAILURE");
    }
  }
}

/** The answer to a path outside of every stage: there is no API that could answer. */
const FORBIDDEN: GatewayAnswer = {
  status: 403,
  headers: { "Content-Type": "application/json", "x-amzn-ErrorType": "ForbiddenException" },
  body: '{"message":"Forbidden"}',
};

function requestBody({ integration }: MethodModel, contentType: string, input: Input, context: Readonly<Record<string, unknown>>): string {
  const { templates, passthrough } = integration;
  const template = templates.get(contentType);
  if (template === undefined) {
    if (passthrough === "NEVER" || (passthrough === "WHEN_NO_TEMPLATES" && templates.size > 0)) throw new GatewayFailure("UNSUPPORTED_MEDIA_TYPE");
    return input.body;
  }
  try {
    return template.render(input, context).text;
  } catch (error) {
    throw error instanceof NotJsonError ? new GatewayFailure("BAD_REQUEST_BODY", error.message) : error;
  }
}

function respond(response: IntegrationResponseModel, input: Input, accept: string, context: Readonly<Record<string, unknown>>): GatewayAnswer {
  const [contentType, template] = chosen(response.templates, accept);
  const rendered = template?.render(input, context);
  const headers: Record<string, string> = { "Content-Type": contentType, ...response.headers };
  for (const [name, value] of Object.entries(rendered?.overrides.headers ?? {})) {
    const known = Object.keys(headers).find((header) => header.toLowerCase() === name.toLowerCase());
    headers[known ?? name] = value.replace(/[^\t\x20-\x7e]/g, ""); // what HTTP can't carry in a header
  }
  return { status: rendered?.overrides.status ?? response.status, headers, body: rendered?.text ?? input.body };
}

/** The template that the client accepts, else the one for JSON, else the first. */
function chosen(templates: ReadonlyMap<string, Template>, accept: string): readonly [contentType: string, template: Template | undefined] {
  const [first = "application/json"] = templates.keys();
  const contentType = [accept, "application/json"].find((type) => templates.has(type)) ?? first;
  return [contentType, templates.get(contentType)];
}

/** A media type without its parameters, in lower case; JSON when there is none. */
function mediaType(header: string | undefined): string {
  return header?.split(/[;,]/, 1)[0]?.trim().toLowerCase() || "application/json";
}
