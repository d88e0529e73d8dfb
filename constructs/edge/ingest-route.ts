// @internal
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration";
import type { ApiGatewayMethod, ApiGatewayMethodConfig } from "@cdktf/provider-aws/lib/api-gateway-method";
import type { Construct } from "constructs";
import { addressBelow, forget } from "../shared/addresses";
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

/** Ids of a route's integration, by what tells them apart in ways that Terraform can't update. */
export const INTEGRATIONS = {
  role: "integration",
  variable: "integration-by-variable",
  function: "invocation",
} as const;

/**
 * To API Gateway a route's new integration is in the place of the old one, and Terraform would delete the old one behind it, which takes
 * the new one away (terraform-provider-aws#21907). So the integration of another kind has another address, and is forgotten.
 */
export function forgetOtherIntegrations(route: Construct, own: string): void {
  for (const id of Object.values(INTEGRATIONS))
    if (id !== own) forget(route, addressBelow(route, ApiGatewayIntegration.tfResourceType, id));
}
