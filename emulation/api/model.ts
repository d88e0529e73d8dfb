import { Arguments } from "../tree/arguments";
import type { Resource, Tree } from "../tree/tree";
import { GatewayResponses } from "./gateway-responses";
import {
  type IntegrationModel,
  type IntegrationResponseModel,
  loadIntegration,
  loadIntegrationResponse,
} from "./integration";
import { ofApi } from "./of-api";
import { loadModels, type Validator } from "./validation";

/** One method of the API with all that happens to its requests. */
export interface MethodModel {
  /** `POST`, or `ANY`. */
  readonly httpMethod: string;
  /** Below the stage: `/poc/batch`. */
  readonly path: string;
  readonly resourceId: string;
  /** By content type, in lower case; empty when bodies are not validated. */
  readonly validators: ReadonlyMap<string, Validator>;
  readonly integration: IntegrationModel;
  readonly responses: readonly IntegrationResponseModel[];
}

/** The REST API of an environment as its synthesized stacks describe it. */
export interface ApiModel {
  readonly id: string;
  readonly accountId: string;
  readonly domainName: string;
  /** Names of the stages; each serves every method. */
  readonly stages: readonly string[];
  readonly methods: readonly MethodModel[];
  readonly gatewayResponses: GatewayResponses;
  /** What the API asks of a request and the local run does not: one line each. */
  readonly warnings: readonly string[];
}

/** Where a method, an integration or a response belongs; the same place for all that belong together. */
type Key = string;

/** @param paths of the APIs in the construct tree @returns those of their pipelines: up to where they part */
export function pipelinesOf(paths: readonly string[]): readonly string[] {
  const parts = paths.map((path) => path.split("/"));
  const [first = []] = parts;
  const common = first.findIndex((part, index) => parts.some((other) => other[index] !== part));
  return parts.map((part) => part.slice(0, common + 1).join("/"));
}

/** Why there is no REST API among what was chosen. @param otherwise when nothing was: what is wrong then */
export function withoutApi({ construct, whole }: Tree, otherwise: string): Error {
  if (construct === undefined) return new Error(`there is no aws_api_gateway_rest_api: ${otherwise}`);
  const paths = whole.resources("aws_api_gateway_rest_api").map((api) => api.construct);
  const known = paths.length === 1 ? "one, which needs no name" : pipelinesOf(paths).join(", ") || "none";
  return new Error(`no pipeline is in "${construct}"; there is ${known}`);
}

function severalApis(paths: readonly string[]): string {
  const constructs = pipelinesOf(paths);
  const how = constructs.some((path) => path.includes("/")) ? "--construct" : "--env or --stack";
  return `the local run serves one REST API, here are those of ${constructs.join(" and ")}: choose one with ${how}`;
}

/**
 * Reads the environment's REST API.
 * @throws Error with the resource's address for anything that the local run doesn't know, and for an API that AWS would refuse
 */
export function loadApi(tree: Tree): ApiModel {
  const [api, ...others] = tree.resources("aws_api_gateway_rest_api");
  if (api === undefined) throw withoutApi(tree, "there is nothing to serve");
  if (others.length > 0) throw new Error(severalApis([api, ...others].map(({ construct }) => construct)));
  readApi(tree, api);
  const id = tree.attribute(api, "id");
  const [, , , region = "", accountId = ""] = tree.attribute(api, "execution_arn").split(":");
  const warnings: string[] = [];
  return {
    id,
    accountId,
    domainName: `${id}.execute-api.${region}.amazonaws.com`,
    stages: loadStages(tree, id),
    methods: loadMethods(tree, api, id, warnings),
    gatewayResponses: GatewayResponses.load(tree, id),
    warnings: [...warnings, ...policyWarnings(tree, id)],
  };
}

/** A policy decides who may call; here everyone on this machine may. */
function policyWarnings(tree: Tree, apiId: string): readonly string[] {
  return ofApi(tree, "aws_api_gateway_rest_api_policy", apiId).map(
    ({ resource }) => `${resource.address}: a resource policy is not imitated here`,
  );
}

function readApi(tree: Tree, api: Resource): void {
  const args = new Arguments(api).ignore("name", "description", "tags", "endpoint_configuration");
  const closed = args.optionalBoolean("disable_execute_api_endpoint") === true;
  if (closed && tree.resources("aws_api_gateway_base_path_mapping").length === 0)
    args.fail("disable_execute_api_endpoint", "is true and there is no domain: nobody could reach the stage");
  if (args.strings("binary_media_types").length > 0)
    args.fail("binary_media_types", "is not known to the local run, which takes bodies as text");
  args.done();
}

function loadStages(tree: Tree, apiId: string): readonly string[] {
  const deployments = new Set<string>();
  for (const args of ofApi(tree, "aws_api_gateway_deployment", apiId)) {
    args.ignore("triggers", "description").done();
    deployments.add(tree.attribute(args.resource, "id"));
  }
  const stages: string[] = [];
  for (const args of ofApi(tree, "aws_api_gateway_stage", apiId)) {
    args.ignore("access_log_settings", "xray_tracing_enabled", "tags", "description");
    if (!deployments.has(args.string("deployment_id"))) args.fail("deployment_id", "is not a deployment of this API");
    if (args.optionalBoolean("cache_cluster_enabled") === true)
      args.fail("cache_cluster_enabled", "is not known to the local run, which caches nothing");
    stages.push(args.string("stage_name"));
    args.done();
  }
  if (stages.length === 0) throw new Error(`no aws_api_gateway_stage of API ${apiId}: nothing of it is deployed`);
  return stages;
}

/** @param warnings takes what the methods ask of a request and the local run does not */
function loadMethods(tree: Tree, api: Resource, apiId: string, warnings: string[]): readonly MethodModel[] {
  const paths = loadPaths(tree, api, apiId);
  const models = loadModels(tree, apiId);
  const bodyValidators = loadBodyValidators(tree, apiId);
  /** The resources of a type that belong to this API, with the method that each belongs to. */
  const placed = (
    type: string,
  ): readonly { key: Key; path: string; resourceId: string; httpMethod: string; args: Arguments }[] =>
    ofApi(tree, type, apiId).map((args) => {
      const resourceId = args.string("resource_id");
      const path = paths.get(resourceId) ?? args.fail("resource_id", "is not a resource of this API");
      const httpMethod = args.string("http_method");
      return { key: `${httpMethod} ${path}`, path, resourceId, httpMethod, args };
    });

  const declared = new Set<Key>();
  for (const { key, args } of placed("aws_api_gateway_method_response")) {
    declared.add(`${key} ${args.number("status_code")}`);
    for (const parameter of Object.keys(args.ignore("response_models").booleanMap("response_parameters")))
      declared.add(`${key} ${args.number("status_code")} ${parameter}`);
    args.done();
  }
  const functions = new Set(tree.resources("aws_lambda_function").map((resource) => tree.attribute(resource, "arn")));
  const integrations = new Map(
    placed("aws_api_gateway_integration").map(({ key, args }) => [key, loadIntegration(args, functions)]),
  );
  const responses = new Map<Key, IntegrationResponseModel[]>();
  for (const { key, args } of placed("aws_api_gateway_integration_response")) {
    const response = loadIntegrationResponse(args);
    if (!declared.has(`${key} ${response.status}`))
      args.fail("status_code", `${response.status} has no aws_api_gateway_method_response of ${key}`);
    for (const header of Object.keys(response.headers)) {
      if (!declared.has(`${key} ${response.status} method.response.header.${header}`))
        args.fail("response_parameters", `maps header ${header}, which the method response does not declare`);
    }
    responses.set(key, [...(responses.get(key) ?? []), response]);
  }
  return placed("aws_api_gateway_method").map(({ key, path, resourceId, httpMethod, args }) => {
    const authorization = args.string("authorization");
    if (authorization !== "NONE") warnings.push(`${key}: authorization ${authorization} is not imitated here`);
    if (args.optionalBoolean("api_key_required") === true)
      warnings.push(`${key}: api_key_required is not imitated here`);
    const integration =
      integrations.get(key) ?? args.fail("resource_id", `has no aws_api_gateway_integration for ${key}`);
    const validators = validatorsOf(args, models, bodyValidators);
    args.ignore("operation_name", "authorizer_id", "authorization_scopes").done();
    return { httpMethod, path, resourceId, validators, integration, responses: responses.get(key) ?? [] };
  });
}

/** The path of each resource by its id, the root's included. */
function loadPaths(tree: Tree, api: Resource, apiId: string): ReadonlyMap<string, string> {
  const parts = ofApi(tree, "aws_api_gateway_resource", apiId).map((args) => {
    const part = args.string("path_part");
    if (/[{}]/.test(part)) args.fail("path_part", `"${part}" is not known to the local run, which knows fixed paths`);
    const found = { id: tree.attribute(args.resource, "id"), parent: args.string("parent_id"), part, args };
    args.done();
    return found;
  });
  const paths = new Map([[tree.attribute(api, "root_resource_id"), "/"]]);
  for (let waiting = parts; waiting.length > 0;) {
    const [orphan] = waiting;
    const left = waiting.filter(({ id, parent, part }) => {
      const above = paths.get(parent);
      if (above !== undefined) paths.set(id, `${above === "/" ? "" : above}/${part}`);
      return above === undefined;
    });
    if (left.length === waiting.length) orphan?.args.fail("parent_id", "is not a resource of this API");
    waiting = left;
  }
  return paths;
}

/** Whether each request validator looks at the body, by its id. */
function loadBodyValidators(tree: Tree, apiId: string): ReadonlyMap<string, boolean> {
  const validators = new Map<string, boolean>();
  for (const args of ofApi(tree, "aws_api_gateway_request_validator", apiId)) {
    validators.set(tree.attribute(args.resource, "id"), args.optionalBoolean("validate_request_body") ?? false);
    args.ignore("name", "validate_request_parameters").done();
  }
  return validators;
}

function validatorsOf(
  args: Arguments,
  models: ReadonlyMap<string, Validator>,
  bodyValidators: ReadonlyMap<string, boolean>,
): ReadonlyMap<string, Validator> {
  const id = args.optionalString("request_validator_id");
  const validates =
    id !== undefined &&
    (bodyValidators.get(id) ?? args.fail("request_validator_id", "is not a request validator of this API"));
  const named = Object.entries(args.stringMap("request_models")).map(([contentType, name]) => {
    if (contentType === "$default")
      args.fail("request_models.$default", "is not known to the local run; name the content types");
    return [
      contentType.toLowerCase(),
      models.get(name) ?? args.fail(`request_models.${contentType}`, `"${name}" is not a model of this API`),
    ] as const;
  });
  return new Map(validates ? named : []);
}
