import type { Arguments } from "../tree/arguments";
import type { Tree } from "../tree/tree";
import { type Call, CONTEXT_VARIABLES, isContextVariable } from "./context";
import { type Headers, withHeader } from "./headers";
import { ofApi } from "./of-api";

/**
 * What API Gateway answers itself, with its own status, text and error type.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const BUILT_IN = {
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    message: "Missing Authentication Token",
    errorType: "MissingAuthenticationTokenException",
  },
  REQUEST_TOO_LARGE: { status: 413, message: "Request Too Long", errorType: "BadRequestException" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: "Unsupported Media Type", errorType: "BadRequestException" },
  BAD_REQUEST_BODY: { status: 400, message: "Invalid request body", errorType: "BadRequestException" },
  API_CONFIGURATION_ERROR: { status: 500, message: "Internal server error", errorType: "InternalServerErrorException" },
  INTEGRATION_FAILURE: { status: 504, message: "Internal server error", errorType: "InternalServerErrorException" },
  INTEGRATION_TIMEOUT: {
    status: 504,
    message: "Endpoint request timed out",
    errorType: "InternalServerErrorException",
  },
} as const;

/** Why API Gateway answers itself. */
export type GatewayError = keyof typeof BUILT_IN;

/** Other types that an API may define; none of them comes up on a laptop. */
const OTHER_TYPES = [
  "DEFAULT_4XX",
  "DEFAULT_5XX",
  "ACCESS_DENIED",
  "AUTHORIZER_CONFIGURATION_ERROR",
  "AUTHORIZER_FAILURE",
  "BAD_REQUEST_PARAMETERS",
  "EXPIRED_TOKEN",
  "INVALID_API_KEY",
  "INVALID_SIGNATURE",
  "QUOTA_EXCEEDED",
  "RESOURCE_NOT_FOUND",
  "THROTTLED",
  "UNAUTHORIZED",
  "WAF_FILTERED",
];

const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';
const VARIABLE = /\$(!?\{)?([A-Za-z_]\w*(?:\.\w+)*)/g;
const HEADER = /^gatewayresponse\.header\.([A-Za-z0-9-]+)$/;
const REQUEST_HEADER = /^method\.request\.header\.([A-Za-z0-9-]+)$/;

/** A finished answer. */
export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** What is known of an error beside its type. */
export interface ErrorDetails {
  /** What was wrong with the body, for `$context.error.validationErrorString`. @default nothing */
  readonly reason?: string;
  /** What AWS answers where its type alone doesn't say; a gateway response's own goes before it. @default the type's */
  readonly status?: number;
}

interface Definition {
  readonly status: number | undefined;
  readonly contentType: string;
  readonly template: string;
  readonly headers: readonly MappedHeader[];
}

/** A header that is always the same, or the request's of some name, left out when that was not sent. */
type MappedHeader = { readonly name: string } & ({ readonly value: string } | { readonly requestHeader: string });

/** The gateway responses of one API: its own where it defines them, else AWS's. */
export class GatewayResponses {
  private constructor(private readonly defined: ReadonlyMap<string, Definition>) {}

  /** @throws Error naming the resource for a type, a variable or a header that is not known */
  static load(tree: Tree, apiId: string): GatewayResponses {
    const defined = new Map<string, Definition>();
    for (const args of ofApi(tree, "aws_api_gateway_gateway_response", apiId)) {
      const type = args.string("response_type");
      if (!Object.hasOwn(BUILT_IN, type) && !OTHER_TYPES.includes(type))
        args.fail("response_type", `"${type}" is not one that API Gateway has`);
      defined.set(type, definitionOf(args));
      args.done();
    }
    return new GatewayResponses(defined);
  }

  /** The answer to an error. */
  answer(error: GatewayError, call: Call, { reason = "", status }: ErrorDetails = {}): GatewayAnswer {
    const builtIn = BUILT_IN[error];
    const definition =
      this.defined.get(error) ?? this.defined.get(builtIn.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");
    const { contentType = "application/json", template = DEFAULT_TEMPLATE, headers = [] } = definition ?? {};
    const errors: Readonly<Record<string, string>> = {
      "error.message": escapedJson(builtIn.message),
      "error.messageString": JSON.stringify(builtIn.message),
      "error.responseType": error,
      "error.validationErrorString": escapedJson(reason),
    };
    return {
      status: definition?.status ?? status ?? builtIn.status,
      headers: headers.reduce<Headers>(
        (all, header) => {
          const value = "value" in header ? header.value : call.parameters.header(header.requestHeader);
          return value === undefined ? all : withHeader(all, header.name, value);
        },
        { "Content-Type": contentType, "x-amzn-ErrorType": builtIn.errorType },
      ),
      body: template.replace(VARIABLE, (_, _brace, name: string) => {
        const variable = name.replace(/^context\./, "");
        return errors[variable] ?? escapedJson(CONTEXT_VARIABLES[variable]?.(call) ?? "");
      }),
    };
  }
}

const ERROR_VARIABLES = ["error.message", "error.messageString", "error.responseType", "error.validationErrorString"];

function definitionOf(args: Arguments): Definition {
  const templates = Object.entries(args.stringMap("response_templates"));
  for (const [contentType, template] of templates) checkVariables(args, `response_templates.${contentType}`, template);
  const [contentType, template] = templates.find(([type]) => type === "application/json") ??
    templates[0] ?? ["application/json", DEFAULT_TEMPLATE];
  const headers = Object.entries(args.stringMap("response_parameters")).map(([parameter, value]) => {
    const name =
      HEADER.exec(parameter)?.[1] ??
      args.fail(
        `response_parameters.${parameter}`,
        'is not known to the local run, which knows "gatewayresponse.header.<name>"',
      );
    const requestHeader = REQUEST_HEADER.exec(value)?.[1];
    return requestHeader === undefined
      ? { name, value: literal(args, `response_parameters.${parameter}`, value) }
      : { name, requestHeader };
  });
  return { status: args.optionalNumber("status_code"), contentType, template, headers };
}

function checkVariables(args: Arguments, path: string, template: string): void {
  for (const [written, brace, name = ""] of template.matchAll(VARIABLE)) {
    const variable = name.replace(/^context\./, "");
    const known =
      brace === undefined && name !== variable && (ERROR_VARIABLES.includes(variable) || isContextVariable(variable));
    if (!known) args.fail(path, `holds "${written}", which is not known to the local run`);
  }
}

/** A mapped value in single quotes, which is how API Gateway writes a literal. @throws Error for anything else */
export function literal(args: Arguments, path: string, value: string): string {
  return (
    /^'([^'\r\n]*)'$/.exec(value)?.[1] ??
    args.fail(path, `= ${JSON.stringify(value)} is not known to the local run, which knows literals in single quotes`)
  );
}

/** What a client sent may stand inside a JSON string of a template: it must not end it. */
function escapedJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
