// @internal
import { ApiGatewayAuthorizer } from "@cdktf/provider-aws/lib/api-gateway-authorizer";
import type { ApiGatewayMethodConfig } from "@cdktf/provider-aws/lib/api-gateway-method";
import type { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { LambdaPermission, type LambdaPermissionConfig } from "@cdktf/provider-aws/lib/lambda-permission";
import { Construct } from "constructs";
import { Arns, type AwsLocation } from "../shared/arn";
import { type Authorization, authorization as whoMayPost } from "./edge-options";

export interface ApiAccessProps extends AwsLocation {
  readonly api: ApiGatewayRestApi;
  readonly authorization: Authorization;
  /** Whether a request must carry an API key. */
  readonly apiKeyRequired: boolean;
}

/** What Signature Version 4 adds to a browser's request: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
const SIGNATURE_HEADERS = ["X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256"];

/** Who may call the POST methods, with the authorizer where one is brought. */
export class ApiAccess extends Construct {
  /** The arguments that a method takes. */
  readonly method: Pick<ApiGatewayMethodConfig, "authorization" | "authorizerId" | "apiKeyRequired">;
  /** Names of the headers that a client sends for it. */
  readonly requestHeaders: readonly string[];

  /** @throws Error naming the prop, the rule and the value. */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ApiAccessProps,
  ) {
    super(scope, id);
    const { authorization, apiKeyRequired } = props;
    whoMayPost("authorization", authorization);
    this.method = { ...this.authorize(authorization), ...(apiKeyRequired && { apiKeyRequired }) };
    this.requestHeaders = [
      ...(apiKeyRequired ? ["X-Api-Key"] : []),
      ...(authorization === "NONE" ? [] : ["Authorization"]),
      ...(authorization === "AWS_IAM" ? SIGNATURE_HEADERS : []),
    ];
  }

  private authorize(authorization: Authorization): { authorization: string; authorizerId?: string } {
    if (typeof authorization === "string") return { authorization };
    if ("userPoolArn" in authorization)
      return { authorization: "COGNITO_USER_POOLS", authorizerId: this.askUserPool(authorization.userPoolArn).id };
    return { authorization: "CUSTOM", authorizerId: this.askFunction(authorization.authorizerFunctionArn).id };
  }

  private askUserPool(userPoolArn: string): ApiGatewayAuthorizer {
    return new ApiGatewayAuthorizer(this, "authorizer", {
      restApiId: this.props.api.id,
      name: "user-pool",
      type: "COGNITO_USER_POOLS",
      providerArns: [userPoolArn],
      identitySource: "method.request.header.Authorization",
    });
  }

  /** Its answer is kept for one token, and is for every route: its policy must name them all. */
  private askFunction(functionArn: string): ApiGatewayAuthorizer {
    const authorizer = new ApiGatewayAuthorizer(this, "function_authorizer", {
      restApiId: this.props.api.id,
      name: "function",
      type: "TOKEN",
      authorizerUri: new Arns(this.props).apiGatewayInvocations(functionArn),
      identitySource: "method.request.header.Authorization",
    });
    new LambdaPermission(this, "invoke", {
      statementId: `authorizer-${this.props.api.id}`,
      action: "lambda:InvokeFunction",
      ...permitted(functionArn),
      principal: "apigateway.amazonaws.com",
      sourceArn: `${this.props.api.executionArn}/authorizers/${authorizer.id}`,
    });
    return authorizer;
  }
}

/**
 * What may be invoked, as the provider reads it back: a version or an alias apart from the function, or every plan would replace the permission.
 * AWS keeps no permission for `$LATEST`: that of the function holds for it.
 */
function permitted(functionArn: string): Pick<LambdaPermissionConfig, "functionName" | "qualifier"> {
  const parts = functionArn.split(":");
  const functionName = parts.slice(0, 7).join(":");
  const [qualifier] = parts.slice(7);
  return qualifier === undefined || qualifier === "$LATEST" ? { functionName } : { functionName, qualifier };
}
