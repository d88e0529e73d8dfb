import type { StackJson } from "./tree";

/** What a test can change of the API. */
export interface ApiOptions {
  readonly requestTemplates?: Readonly<Record<string, string>>;
  readonly acceptedTemplate?: string;
  readonly refusedTemplate?: string;
  readonly schema?: object;
  /** Arguments of the integration, the method and the API, over those that stand there. */
  readonly integration?: StackJson;
  readonly method?: StackJson;
  readonly api?: StackJson;
  /** Gateway responses by type: template, and other arguments. */
  readonly gatewayResponses?: Readonly<Record<string, StackJson>>;
  /** Adds `OPTIONS` with a MOCK integration: its response's headers and template, arguments of the integration. */
  readonly preflight?: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly template?: string;
    readonly integration?: StackJson;
  };
}

/** Arguments that put function `ingest` behind the API in Firehose's place. */
export const PROXY: StackJson = {
  type: "AWS_PROXY",
  uri: "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${aws_lambda_function.ingest.arn}/invocations",
  credentials: null,
  passthrough_behavior: null,
  request_parameters: null,
  request_templates: null,
};

/** The draft-04 model of the API: an array of up to 500 objects, each with a required text. */
export const CLICKS_SCHEMA = {
  $schema: "http://json-schema.org/draft-04/schema#",
  type: "array",
  minItems: 1,
  maxItems: 500,
  items: {
    type: "object",
    properties: { element_clicked: { type: "string" }, time_spent: { type: "integer" } },
    required: ["element_clicked"],
  },
};

export const PUT_RECORD = `{"DeliveryStreamName":"clicks","Record":{"Data":"$util.base64Encode($input.body)"}}`;

export const REFUSED = [
  "#set($type = $input.path('$.__type'))",
  `#if($type == "ValidationException")`,
  "#set($context.responseOverride.status = 413)",
  `{"message":"too large"}`,
  "#else",
  `#set($context.responseOverride.header.Retry-After = "5")`,
  `{"message":"try again","requestId":"$context.requestId"}`,
  "#end",
].join("\n");

/** Resources of an API `POST /<stage dev>/clicks/batch` that puts records into Firehose. */
export function apiResources(options: ApiOptions = {}): StackJson {
  const place = {
    rest_api_id: "${aws_api_gateway_rest_api.api.id}",
    resource_id: "${aws_api_gateway_resource.batch.id}",
    http_method: "${aws_api_gateway_method.post.http_method}",
  };
  const rest_api_id = place.rest_api_id;
  const preflight = options.preflight && preflightResources({ ...place, http_method: "OPTIONS" }, options.preflight);
  return {
    aws_api_gateway_rest_api: {
      api: { name: "clicks", endpoint_configuration: { types: ["REGIONAL"] }, ...options.api },
    },
    aws_api_gateway_resource: {
      batch: { rest_api_id, parent_id: "${aws_api_gateway_resource.clicks.id}", path_part: "batch" },
      clicks: { rest_api_id, parent_id: "${aws_api_gateway_rest_api.api.root_resource_id}", path_part: "clicks" },
    },
    aws_api_gateway_model: {
      clicks: {
        rest_api_id,
        name: "Clicks",
        content_type: "application/json",
        schema: JSON.stringify(options.schema ?? CLICKS_SCHEMA),
      },
    },
    aws_api_gateway_request_validator: { body: { rest_api_id, name: "body", validate_request_body: true } },
    aws_api_gateway_method: {
      post: {
        ...place,
        http_method: "POST",
        authorization: "NONE",
        request_validator_id: "${aws_api_gateway_request_validator.body.id}",
        request_models: { "application/json": "${aws_api_gateway_model.clicks.name}" },
        ...options.method,
      },
      ...preflight?.method,
    },
    aws_api_gateway_integration: {
      put: {
        ...place,
        type: "AWS",
        integration_http_method: "POST",
        uri: "arn:aws:apigateway:eu-west-1:firehose:action/PutRecord",
        credentials: "${aws_iam_role.put.arn}",
        passthrough_behavior: "NEVER",
        request_parameters: { "integration.request.header.Content-Type": "'application/x-amz-json-1.1'" },
        request_templates: options.requestTemplates ?? { "application/json": PUT_RECORD, "text/plain": PUT_RECORD },
        ...options.integration,
      },
      ...preflight?.integration,
    },
    aws_api_gateway_method_response: {
      ok: { ...place, status_code: "200" },
      refused: { ...place, status_code: "503" },
      ...preflight?.methodResponse,
    },
    aws_api_gateway_integration_response: {
      ok: {
        ...place,
        status_code: "200",
        selection_pattern: "200",
        response_templates: {
          "application/json": options.acceptedTemplate ?? `{"recordId":"$input.path('$.RecordId')"}`,
        },
      },
      refused: {
        ...place,
        status_code: "503",
        response_templates: { "application/json": options.refusedTemplate ?? REFUSED },
      },
      ...preflight?.integrationResponse,
    },
    aws_api_gateway_gateway_response: Object.fromEntries(
      Object.entries(options.gatewayResponses ?? {}).map(([type, rest]) => [
        type,
        { rest_api_id, response_type: type, ...rest },
      ]),
    ),
    aws_api_gateway_deployment: {
      now: { rest_api_id, triggers: { hash: "1" }, lifecycle: { create_before_destroy: true } },
    },
    aws_api_gateway_stage: {
      stage: {
        rest_api_id,
        deployment_id: "${aws_api_gateway_deployment.now.id}",
        stage_name: "dev",
        xray_tracing_enabled: true,
      },
    },
    aws_iam_role: { put: { name: "put-records" } },
    aws_lambda_function: { ingest: { function_name: "ingest" } },
  };
}

/** The resources of an `OPTIONS` that answers 204, by kind. */
function preflightResources(
  place: StackJson,
  { headers = {}, template, integration }: NonNullable<ApiOptions["preflight"]>,
) {
  const parameters = Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value] as const);
  const request_templates = { "application/json": '{"statusCode":204}', "text/plain": '{"statusCode":204}' };
  return {
    method: { options: { ...place, authorization: "NONE" } },
    integration: {
      options: { ...place, type: "MOCK", passthrough_behavior: "NEVER", request_templates, ...integration },
    },
    methodResponse: {
      options: {
        ...place,
        status_code: "204",
        response_parameters: Object.fromEntries(parameters.map(([name]) => [name, true])),
      },
    },
    integrationResponse: {
      options: {
        ...place,
        status_code: "204",
        response_parameters: Object.fromEntries(parameters),
        ...(template !== undefined && { response_templates: { "application/json": template } }),
      },
    },
  };
}
