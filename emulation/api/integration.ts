import { Arguments } from "../tree/arguments";
import { literal } from "./gateway-responses";
import { Template } from "./template";

/** What a method hands a request to. */
export type IntegrationTarget = ServiceTarget | LambdaTarget | MockTarget;

/** An action of an AWS service: `firehose`, `PutRecord`. */
export interface ServiceTarget {
  readonly kind: "aws-service";
  readonly service: string;
  readonly action: string;
  /** The role that API Gateway takes on for it. */
  readonly roleArn: string;
}

/** A function that gets the request as it is, and whose answer is the method's. */
export interface LambdaTarget {
  readonly kind: "lambda";
  readonly functionArn: string;
}

/** Nothing: the request template itself says which response is taken. */
export interface MockTarget {
  readonly kind: "mock";
}

/** What is done with a body whose content type has no template. */
export type Passthrough = "NEVER" | "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES";

/** How a request becomes a call. */
export interface IntegrationModel {
  readonly target: IntegrationTarget;
  /** By content type, in lower case. */
  readonly templates: ReadonlyMap<string, Template>;
  readonly passthrough: Passthrough;
  readonly headers: Readonly<Record<string, string>>;
  /** How long the call may take. */
  readonly timeoutMilliseconds: number;
}

/** How the answer to the call becomes the method's. */
export interface IntegrationResponseModel {
  /** Must match the whole status text; undefined for the one that takes what no other does. */
  readonly pattern: RegExp | undefined;
  readonly status: number;
  /** By content type, in lower case, in order of appearance. */
  readonly templates: ReadonlyMap<string, Template>;
  readonly headers: Readonly<Record<string, string>>;
}

const PASSTHROUGHS: readonly Passthrough[] = ["NEVER", "WHEN_NO_MATCH", "WHEN_NO_TEMPLATES"];

/** The actions that the local run can do. */
const ACTIONS = ["firehose:PutRecord"];

/** What API Gateway waits unless told otherwise: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const DEFAULT_TIMEOUT_MILLISECONDS = 29_000;

type Functions = ReadonlySet<string>;

/** How each integration type is read; a type that isn't here stops the start. */
const TYPES: Readonly<
  Record<string, (args: Arguments, functions: Functions) => Omit<IntegrationModel, "timeoutMilliseconds">>
> = {
  AWS: (args) => ({
    target: awsService(args),
    ...mapping(args),
    headers: headersOf(args, "request_parameters", /^integration\.request\.header\.([A-Za-z0-9-]+)$/),
  }),
  AWS_PROXY: (args, functions) => ({
    target: lambda(args.ignore("credentials", "passthrough_behavior"), functions),
    templates: new Map(),
    passthrough: "WHEN_NO_MATCH",
    headers: {},
  }),
  MOCK: (args) => ({ target: { kind: "mock" }, ...mapping(args), headers: {} }),
};

/**
 * Reads an `aws_api_gateway_integration` whose place in the API was read already.
 * @param functions ARNs of the environment's functions
 * @throws Error with its address
 */
export function loadIntegration(args: Arguments, functions: Functions): IntegrationModel {
  const type = args.string("type");
  const read = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (read === undefined)
    args.fail("type", `"${type}" is not known to the local run, which knows ${Object.keys(TYPES).join(", ")}`);
  const model = {
    ...read(args, functions),
    timeoutMilliseconds: args.optionalNumber("timeout_milliseconds") ?? DEFAULT_TIMEOUT_MILLISECONDS,
  };
  args.ignore("connection_type").done(); // nothing here crosses a network
  return model;
}

/** What is made of a request's body. */
function mapping(args: Arguments): Pick<IntegrationModel, "templates" | "passthrough"> {
  const written = args.optionalString("passthrough_behavior") ?? "WHEN_NO_MATCH";
  const passthrough =
    PASSTHROUGHS.find((behaviour) => behaviour === written) ??
    args.fail("passthrough_behavior", `must be one of ${PASSTHROUGHS.join(", ")}, got "${written}"`);
  return { templates: templatesOf(args, "request_templates", "request"), passthrough };
}

/** Reads an `aws_api_gateway_integration_response` whose place in the API was read already. @throws Error with its address */
export function loadIntegrationResponse(args: Arguments): IntegrationResponseModel {
  const model = {
    pattern: patternOf(args),
    status: args.number("status_code"),
    templates: templatesOf(args, "response_templates", "response"),
    headers: headersOf(args, "response_parameters", /^method\.response\.header\.([A-Za-z0-9-]+)$/),
  };
  args.done();
  return model;
}

function awsService(args: Arguments): ServiceTarget {
  const uri = args.string("uri");
  const [, service, action] = /^arn:[a-z-]+:apigateway:[a-z0-9-]+:([a-z0-9-]+):action\/([A-Za-z]+)$/.exec(uri) ?? [];
  if (service === undefined || action === undefined)
    args.fail(
      "uri",
      `= "${uri}" is not known to the local run, which knows arn:<partition>:apigateway:<region>:<service>:action/<Action>`,
    );
  if (!ACTIONS.includes(`${service}:${action}`))
    args.fail("uri", `calls ${service}:${action}, which is not known to the local run; it knows ${ACTIONS.join(", ")}`);
  checkPosts(args);
  return { kind: "aws-service", service, action, roleArn: args.string("credentials") };
}

function lambda(args: Arguments, functions: Functions): LambdaTarget {
  const uri = args.string("uri");
  const [, functionArn] =
    /^arn:[a-z-]+:apigateway:[a-z0-9-]+:lambda:path\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(uri) ?? [];
  if (functionArn === undefined)
    args.fail(
      "uri",
      `= "${uri}" is not known to the local run, which knows arn:<partition>:apigateway:<region>:lambda:path/2015-03-31/functions/<function ARN>/invocations`,
    );
  if (!functions.has(functionArn)) args.fail("uri", `calls ${functionArn}, which is no function of this environment`);
  checkPosts(args);
  return { kind: "lambda", functionArn };
}

function checkPosts(args: Arguments): void {
  const method = args.string("integration_http_method");
  if (method !== "POST") args.fail("integration_http_method", `must be POST, as AWS services expect, got "${method}"`);
}

function patternOf(args: Arguments): RegExp | undefined {
  const pattern = args.optionalString("selection_pattern") ?? "";
  if (pattern === "") return undefined;
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch (error) {
    return args.fail("selection_pattern", `is not a regular expression: ${(error as Error).message}`);
  }
}

function templatesOf(args: Arguments, name: string, kind: "request" | "response"): ReadonlyMap<string, Template> {
  return new Map(
    Object.entries(args.stringMap(name)).map(([contentType, source]) => [
      contentType.toLowerCase(),
      new Template(source, kind, (problem) => args.fail(`${name}.${contentType}`, problem)),
    ]),
  );
}

function headersOf(args: Arguments, name: string, known: RegExp): Record<string, string> {
  return Object.fromEntries(
    Object.entries(args.stringMap(name)).map(([parameter, value]) => {
      const header =
        known.exec(parameter)?.[1] ??
        args.fail(`${name}.${parameter}`, "is not known to the local run, which maps headers only");
      return [header, literal(args, `${name}.${parameter}`, value)];
    }),
  );
}
