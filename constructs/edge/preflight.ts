// @internal
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration";
import { ApiGatewayIntegrationResponse } from "@cdktf/provider-aws/lib/api-gateway-integration-response";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method";
import { ApiGatewayMethodResponse } from "@cdktf/provider-aws/lib/api-gateway-method-response";
import { Construct } from "constructs";
import { REQUEST_CONTENT_TYPES } from "../../declaration/edge";
import { declarations, parameters, type Cors } from "./cors";
import { placeOf } from "./ingest-route";

export interface PreflightProps {
  readonly restApiId: string;
  /** The API Gateway resource of the path. */
  readonly resourceId: string;
  readonly cors: Cors;
}

const STATUS_CODE = "204";

/** `OPTIONS` on one path, which a browser asks before it posts JSON. Open to everyone: a browser brings no credentials to it. */
export class Preflight extends Construct {
  readonly method: ApiGatewayMethod;

  constructor(scope: Construct, id: string, { restApiId, resourceId, cors }: PreflightProps) {
    super(scope, id);
    this.method = new ApiGatewayMethod(this, "method", {
      restApiId,
      resourceId,
      httpMethod: "OPTIONS",
      authorization: "NONE",
    });
    const place = placeOf({ restApiId, resourceId }, this.method);
    const integration = new ApiGatewayIntegration(this, "integration", {
      ...place,
      type: "MOCK",
      // A browser sends no content type, which API Gateway takes for application/json. Passed through, a body would be a 500.
      passthroughBehavior: "NEVER",
      requestTemplates: Object.fromEntries(
        REQUEST_CONTENT_TYPES.map((contentType) => [contentType, `{"statusCode":${STATUS_CODE}}`]),
      ),
      // It means nothing for a mock, yet some implementations of the API give one back, and the provider would make it anew each time.
      lifecycle: { ignoreChanges: ["integration_http_method"] },
    });
    const response = new ApiGatewayMethodResponse(this, `response-${STATUS_CODE}`, {
      ...place,
      statusCode: STATUS_CODE,
      responseParameters: declarations(cors.declared(cors.preflightHeaders)),
    });
    new ApiGatewayIntegrationResponse(this, "answer", {
      ...place,
      statusCode: response.statusCode,
      responseParameters: parameters("method.response.header", cors.preflightHeaders),
      ...(cors.template !== "" && { responseTemplates: { "application/json": cors.template } }),
      dependsOn: [integration],
    });
  }
}
