// @internal
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method";
import { Construct } from "constructs";
import { Arns } from "../shared/arn";
import { placeOf, type IngestRoute, type IngestRouteProps } from "./ingest-route";

export interface LambdaRouteProps extends IngestRouteProps {
  /** ARN of the function. */
  readonly functionArn: string;
}

/** `POST` on one path: handed to a function as it is, which checks, puts and answers, its CORS headers included. */
export class LambdaRoute extends Construct implements IngestRoute {
  readonly method: ApiGatewayMethod;
  readonly integration: ApiGatewayIntegration;

  constructor(scope: Construct, id: string, props: LambdaRouteProps) {
    super(scope, id);
    this.method = new ApiGatewayMethod(this, "method", {
      restApiId: props.restApiId,
      resourceId: props.resourceId,
      httpMethod: "POST",
      ...props.access,
    });
    this.integration = new ApiGatewayIntegration(this, "integration", {
      ...placeOf(props, this.method),
      type: "AWS_PROXY",
      integrationHttpMethod: "POST",
      uri: new Arns(props).apiGatewayInvocations(props.functionArn),
    });
  }
}
