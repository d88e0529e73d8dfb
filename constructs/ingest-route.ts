import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration";
import { ApiGatewayIntegrationResponse } from "@cdktf/provider-aws/lib/api-gateway-integration-response";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method";
import { ApiGatewayMethodResponse } from "@cdktf/provider-aws/lib/api-gateway-method-response";
import { ApiGatewayModel } from "@cdktf/provider-aws/lib/api-gateway-model";
import { Construct } from "constructs";
import type { JsonSchema } from "../events/model";
import { Arns, type AwsLocation } from "./arn";
import { ACCEPTED_TEMPLATES, putRecordTemplates, REFUSED_TEMPLATES } from "./ingest-templates";

export interface IngestRouteProps extends AwsLocation {
  readonly restApiId: string;
  /** The API Gateway resource of the path. */
  readonly resourceId: string;
  /** The validator that checks bodies against the model. */
  readonly requestValidatorId: string;
  /** Name of the model, letters and digits. */
  readonly modelName: string;
  /** What a body of application/json must look like, draft-04. */
  readonly schema: JsonSchema;
  /** The delivery stream that records are put into. */
  readonly streamName: string;
  /** ARN of the role that may put them. */
  readonly roleArn: string;
}

/** `POST` on one path: checked against a model, put into a delivery stream, answered. */
export class IngestRoute extends Construct {
  readonly method: ApiGatewayMethod;
  readonly integration: ApiGatewayIntegration;

  constructor(scope: Construct, id: string, private readonly props: IngestRouteProps) {
    super(scope, id);
    this.method = this.createMethod(this.createModel());
    this.integration = this.createIntegration();
    this.answerAccepted();
    this.answerRefused();
  }

  private createModel(): ApiGatewayModel {
    return new ApiGatewayModel(this, "model", {
      restApiId: this.props.restApiId,
      name: this.props.modelName,
      contentType: "application/json",
      schema: JSON.stringify(this.props.schema),
    });
  }

  private createMethod(model: ApiGatewayModel): ApiGatewayMethod {
    return new ApiGatewayMethod(this, "method", {
      restApiId: this.props.restApiId,
      resourceId: this.props.resourceId,
      httpMethod: "POST",
      authorization: "NONE",
      requestValidatorId: this.props.requestValidatorId,
      requestModels: { "application/json": model.name },
    });
  }

  private createIntegration(): ApiGatewayIntegration {
    return new ApiGatewayIntegration(this, "integration", {
      ...this.target(),
      type: "AWS",
      integrationHttpMethod: "POST",
      uri: new Arns(this.props).apiGatewayAction("firehose", "PutRecord"),
      credentials: this.props.roleArn,
      passthroughBehavior: "NEVER",
      requestParameters: { "integration.request.header.Content-Type": "'application/x-amz-json-1.1'" },
      requestTemplates: putRecordTemplates(this.props.streamName),
    });
  }

  private answerAccepted(): void {
    const accepted = this.declare("200");
    new ApiGatewayIntegrationResponse(this, "accepted", {
      ...this.target(),
      statusCode: accepted.statusCode,
      selectionPattern: "200",
      responseTemplates: ACCEPTED_TEMPLATES,
      dependsOn: [this.integration],
    });
  }

  /** Whatever isn't 200 is 503, unless its template finds that the client is to blame. */
  private answerRefused(): void {
    this.declare("413");
    const refused = this.declare("503", { "method.response.header.Retry-After": true });
    new ApiGatewayIntegrationResponse(this, "refused", {
      ...this.target(),
      statusCode: refused.statusCode,
      responseTemplates: REFUSED_TEMPLATES,
      dependsOn: [this.integration],
    });
  }

  private declare(statusCode: string, responseParameters?: Record<string, boolean>): ApiGatewayMethodResponse {
    return new ApiGatewayMethodResponse(this, `response-${statusCode}`, {
      ...this.target(),
      statusCode,
      ...(responseParameters && { responseParameters }),
    });
  }

  private target(): { restApiId: string; resourceId: string; httpMethod: string } {
    return { restApiId: this.props.restApiId, resourceId: this.props.resourceId, httpMethod: this.method.httpMethod };
  }
}
