import { loadApi } from "../../../emulation/api/model";
import { type ApiOptions, apiResources, PROXY } from "../../support/api";
import { type StackJson, treeOf } from "../../support/tree";

const load = (
  options: ApiOptions,
  change: (resources: Record<string, Record<string, StackJson>>) => void = () => undefined,
) => {
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
    [
      "an integration type",
      { integration: { type: "HTTP" } },
      `${integration} type "HTTP" is not known to the local run, which knows AWS, AWS_PROXY, MOCK`,
    ],
    [
      "a function that no stack has",
      {
        integration: {
          ...PROXY,
          uri: "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:gone/invocations",
        },
      },
      `${integration} uri calls arn:aws:lambda:eu-west-1:1:function:gone, which is no function of this environment`,
    ],
    [
      "a service behind a proxy",
      { integration: { ...PROXY, uri: "arn:aws:apigateway:eu-west-1:firehose:action/PutRecord" } },
      `${integration} uri = "arn:aws:apigateway:eu-west-1:firehose:action/PutRecord" is not known`,
    ],
    [
      "a template of a proxy",
      { integration: { ...PROXY, request_templates: { "application/json": "{}" } } },
      `${integration} argument "request_templates" = {"application/json":"{}"} is not known`,
    ],
    [
      "what a MOCK calls",
      { preflight: { integration: { uri: "arn:x" } } },
      'aws_api_gateway_integration.options: argument "uri" = "arn:x" is not known',
    ],
    [
      "an integration URI",
      { integration: { uri: "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/f/invocations" } },
      `${integration} uri = "arn:aws:apigateway:eu-west-1:lambda:path`,
    ],
    [
      "an argument of the integration",
      { integration: { cache_namespace: "x" } },
      `${integration} argument "cache_namespace" = "x" is not known to the local run`,
    ],
    [
      "a mapped query",
      { integration: { request_parameters: { "integration.request.querystring.a": "'1'" } } },
      `${integration} request_parameters.integration.request.querystring.a is not known`,
    ],
    [
      "a header from the request",
      { integration: { request_parameters: { "integration.request.header.A": "method.request.header.B" } } },
      `${integration} request_parameters.integration.request.header.A = "method.request.header.B" is not known`,
    ],
    [
      "an argument of the method",
      { method: { request_parameters: { "method.request.header.A": true } } },
      'aws_api_gateway_method.post: argument "request_parameters" =',
    ],
    ["an OpenAPI body", { api: { body: "{}" } }, 'aws_api_gateway_rest_api.api: argument "body" = "{}" is not known'],
    [
      "binary media types",
      { api: { binary_media_types: ["*/*"] } },
      "aws_api_gateway_rest_api.api: binary_media_types is not known",
    ],
    [
      "a gateway response's variable",
      { gatewayResponses: { DEFAULT_4XX: { response_templates: { "application/json": '"$context.authorizer.id"' } } } },
      'gateway_response.DEFAULT_4XX: response_templates.application/json holds "$context.authorizer.id"',
    ],
    [
      "VTL in a gateway response",
      { gatewayResponses: { DEFAULT_4XX: { response_templates: { "application/json": "$util.base64Encode('a')" } } } },
      'holds "$util.base64Encode"',
    ],
    [
      "a gateway response's header from the query",
      {
        gatewayResponses: {
          DEFAULT_4XX: { response_parameters: { "gatewayresponse.header.A": "method.request.querystring.A" } },
        },
      },
      "which knows literals in single quotes",
    ],
    [
      "an API that is closed and has no domain",
      { api: { disable_execute_api_endpoint: true } },
      "disable_execute_api_endpoint is true and there is no domain: nobody could reach the stage",
    ],
    [
      "a gateway response type",
      { gatewayResponses: { TEAPOT: {} } },
      'response_type "TEAPOT" is not one that API Gateway has',
    ],
  ])("%s", (_, options, message) => {
    expect(() => load(options)).toThrow(message);
  });
});

describe("what guards the API on AWS does not keep a developer out", () => {
  test("whatever a method asks of a request is named with its route", () => {
    const { warnings } = load({
      method: {
        authorization: "COGNITO_USER_POOLS",
        authorizer_id: "${aws_api_gateway_authorizer.pool.id}",
        api_key_required: true,
      },
      preflight: {},
    });
    expect(warnings).toEqual([
      "POST /clicks/batch: authorization COGNITO_USER_POOLS is not imitated here",
      "POST /clicks/batch: api_key_required is not imitated here",
    ]);
  });

  test("a resource policy is named", () => {
    const add = (resources: Record<string, Record<string, StackJson>>) => {
      resources.aws_api_gateway_rest_api_policy = {
        networks: { rest_api_id: "${aws_api_gateway_rest_api.api.id}", policy: "{}" },
      };
    };
    expect(load({}, add).warnings).toEqual([
      "clickstream-dev-one: aws_api_gateway_rest_api_policy.networks: a resource policy is not imitated here",
    ]);
  });

  test("an open API brings no warning", () => {
    expect(load({ preflight: {} }).warnings).toEqual([]);
  });

  test("throttles, keys, a firewall and a domain of one's own change nothing here", () => {
    const rest_api_id = "${aws_api_gateway_rest_api.api.id}";
    const add = (resources: Record<string, Record<string, StackJson>>) => {
      resources.aws_api_gateway_method_settings = {
        all: { rest_api_id, stage_name: "dev", method_path: "*/*", settings: { throttling_rate_limit: 1 } },
      };
      resources.aws_api_gateway_usage_plan = {
        plan: { name: "p", api_stages: [{ api_id: rest_api_id, stage: "dev" }] },
      };
      resources.aws_wafv2_web_acl_association = {
        firewall: {
          resource_arn: "${aws_api_gateway_stage.stage.arn}",
          web_acl_arn: "${aws_wafv2_web_acl.firewall.arn}",
        },
      };
      resources.aws_api_gateway_base_path_mapping = {
        mapping: { api_id: rest_api_id, domain_name: "events.example.com", stage_name: "dev" },
      };
    };
    expect(load({ api: { disable_execute_api_endpoint: true } }, add)).toMatchObject({ stages: ["dev"], warnings: [] });
  });
});

describe("what API Gateway would refuse is refused at the start", () => {
  test("a model that is not draft-04", () => {
    expect(() =>
      load({ schema: { $schema: "http://json-schema.org/draft-04/schema#", type: "integer", exclusiveMinimum: 0 } }),
    ).toThrow(/aws_api_gateway_model\.clicks: schema is not a draft-04 model: .*exclusiveMinimum/);
  });

  test("a model that the API does not have", () => {
    expect(() => load({ method: { request_models: { "application/json": "Orders" } } })).toThrow(
      'aws_api_gateway_method.post: request_models.application/json "Orders" is not a model of this API',
    );
  });

  test("an integration response without its method response", () => {
    expect(() =>
      load({}, (resources) => {
        delete resources.aws_api_gateway_method_response?.refused;
      }),
    ).toThrow(
      "aws_api_gateway_integration_response.refused: status_code 503 has no aws_api_gateway_method_response of POST /clicks/batch",
    );
  });

  test("a mapped header that the method response does not declare", () => {
    const map = (resources: Record<string, Record<string, StackJson>>) => {
      Object.assign(resources.aws_api_gateway_integration_response?.ok ?? {}, {
        response_parameters: { "method.response.header.X-A": "'1'" },
      });
    };
    expect(() => load({}, map)).toThrow("maps header X-A, which the method response does not declare");
    expect(() =>
      load({}, (resources) => {
        map(resources);
        Object.assign(resources.aws_api_gateway_method_response?.ok ?? {}, {
          response_parameters: { "method.response.header.X-A": true },
        });
      }),
    ).not.toThrow();
  });

  test("a method without an integration", () => {
    expect(() =>
      load({}, (resources) => {
        resources.aws_api_gateway_integration = {};
      }),
    ).toThrow("aws_api_gateway_method.post: resource_id has no aws_api_gateway_integration for POST /clicks/batch");
  });

  test("an API without a stage", () => {
    expect(() =>
      load({}, (resources) => {
        resources.aws_api_gateway_stage = {};
      }),
    ).toThrow("nothing of it is deployed");
  });
});
