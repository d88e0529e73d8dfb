// @internal
import type { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration";
import type { ApiGatewayMethod, ApiGatewayMethodConfig } from "@cdktf/provider-aws/lib/api-gateway-method";
import type { AwsLocation } from "../shared/arn";

/** What a `POST` on one path is made of, whatever stands behind it. */
export interface IngestRoute {
  readonly method: ApiGatewayMethod;
  readonly integration: ApiGatewayIntegration;
}

/** What every kind of route needs. */
export interface IngestRouteProps extends AwsLocation {
  readonly restApiId: string;
  /** The API Gateway resource of the path. */
  readonly resourceId: string;
  /** Who may call it. */
  readonly access: Pick<ApiGatewayMethodConfig, "authorization" | "authorizerId" | "apiKeyRequired">;
}

/** Where a method's parts say that they belong. */
export interface MethodPlace {
  readonly restApiId: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

/** The place of a method, which its parts thereby wait for. */
export function placeOf(
  { restApiId, resourceId }: Pick<IngestRouteProps, "restApiId" | "resourceId">,
  method: ApiGatewayMethod,
): MethodPlace {
  return { restApiId, resourceId, httpMethod: method.httpMethod };
}
