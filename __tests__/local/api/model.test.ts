import { loadApi } from "../../../local/api/model";
import { type ApiOptions, apiResources } from "../../support/api";
import { type StackJson, treeOf } from "../../support/tree";

const load = (options: ApiOptions, change: (resources: Record<string, Record<string, StackJson>>) => void = () => undefined) => {
  const resources = apiResources(options) as Record<string, Record<string, StackJson>>;
  change(resources);
  return loadApi(treeOf(resources));
};
const integration = "clickstream-dev-one: aws_api_gateway_integration.put:";

test("an API as it is deployed loads with its paths and stage", () => {
  const { stages, methods } = load({});
  expect(stages).toEqual(["dev"]);
  expect(methods.map(({ httpMethod, path }) => `${httpMethod} ${path}`)).toEqual(["POST /clicks/batch"]);
});

describe("what the local run does not know stops the start with its address", () => {
  test.each<[string, ApiOptions, string]>([
    ["an integration type", { integration: { type: "MOCK" } }, `${integration} type "MOCK" is not known to the local run, which knows AWS`],
    ["an integration URI", { integration: { uri: "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/f/invocations" } }, `${integration} uri = "arn:aws:apigateway:eu-west-1:lambda:path`],
    ["an argument of the integration", { integration: { cache_namespace: "x" } }, `${integration} argument "cache_namespace" = "x" is not known to the local run`],
    ["a mapped query", { integration: { request_parameters: { "integration.request.querystring.a": "'1'" } } }, `${integration} request_parameters.integration.request.querystring.a is not known`],
    ["a header from the request", { integration: { request_parameters: { "integration.request.header.A": "method.request.header.B" } } }, `${integration} request_parameters.integration.request.header.A = "method.request.header.B" is not known`],
    ["an argument of the method", { method: { request_parameters: { "method.request.header.A": true } } }, 'aws_api_gateway_method.post: argument "request_parameters" ='],
    ["an authorizer", { method: { authorization: "AWS_IAM" } }, 'aws_api_gateway_method.post: authorization "AWS_IAM" is not known'],
    ["an API key", { method: { api_key_required: true } }, "aws_api_gateway_method.post: api_key_required is not known"],
    ["an OpenAPI body", { api: { body: "{}" } }, 'aws_api_gateway_rest_api.api: argument "body" = "{}" is not known'],
    ["binary media types", { api: { binary_media_types: ["*/*"] } }, "aws_api_gateway_rest_api.api: binary_media_types is not known"],
    ["a gateway response's variable", { gatewayResponses: { DEFAULT_4XX: { response_templates: { "application/json": '"$context.authorizer.id"' } } } }, 'gateway_response.DEFAULT_4XX: response_templates.application/json holds "$context.authorizer.id"'],
    ["VTL in a gateway response", { gatewayResponses: { DEFAULT_4XX: { response_templates: { "application/json": "$util.base64Encode('a')" } } } }, 'holds "$util.base64Encode"'],
    ["a gateway response's header from the request", { gatewayResponses: { DEFAULT_4XX: { response_parameters: { "gatewayresponse.header.A": "method.request.header.A" } } } }, "which knows literals in single quotes"],
    ["a gateway response type", { gatewayResponses: { TEAPOT: {} } }, 'response_type "TEAPOT" is not one that API Gateway has'],
  ])("%s", (_, options, message) => {
    expect(() => load(options)).toThrow(message);
  });
});

describe("what API Gateway would refuse is refused at the start", () => {
  test("a model that is not draft-04", () => {
    expect(() => load({ schema: { $schema: "http://json-schema.org/draft-04/schema#", type: "integer", exclusiveMinimum: 0 } })).toThrow(/aws_api_gateway_model\.clicks: schema is not a draft-04 model: .*exclusiveMinimum/);
  });

  test("a model that the API does not have", () => {
    expect(() => load({ method: { request_models: { "application/json": "Orders" } } })).toThrow('aws_api_gateway_method.post: request_models.application/json "Orders" is not a model of this API');
  });

  test("an integration response without its method response", () => {
    expect(() => load({}, (resources) => { delete resources.aws_api_gateway_method_response?.refused; })).toThrow("aws_api_gateway_integration_response.refused: status_code 503 has no aws_api_gateway_method_response of POST /clicks/batch");
  });

  test("a mapped header that the method response does not declare", () => {
    const map = (resources: Record<string, Record<string, StackJson>>) => {
      Object.assign(resources.aws_api_gateway_integration_response?.ok ?? {}, { response_parameters: { "method.response.header.X-A": "'1'" } });
    };
    expect(() => load({}, map)).toThrow("maps header X-A, which the method response does not declare");
    expect(() => load({}, (resources) => {
      map(resources);
      Object.assign(resources.aws_api_gateway_method_response?.ok ?? {}, { response_parameters: { "method.response.header.X-A": true } });
    })).not.toThrow();
  });

  test("a method without an integration", () => {
    expect(() => load({}, (resources) => { resources.aws_api_gateway_integration = {}; })).toThrow("aws_api_gateway_method.post: resource_id has no aws_api_gateway_integration for POST /clicks/batch");
  });

  test("an API without a stage", () => {
    expect(() => load({}, (resources) => { resources.aws_api_gateway_stage = {}; })).toThrow("nothing of it is deployed");
  });
});
