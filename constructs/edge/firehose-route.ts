// @internal
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration";
import { ApiGatewayIntegrationResponse } from "@cdktf/provider-aws/lib/api-gateway-integration-response";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method";
import { ApiGatewayMethodResponse } from "@cdktf/provider-aws/lib/api-gateway-method-response";
import { ApiGatewayModel } from "@cdktf/provider-aws/lib/api-gateway-model";
import { Construct } from "constructs";
import type { JsonSchema } from "../../declaration/model";
import { Arns } from "../shared/arn";
import { declarations, parameters, type Cors } from "./cors";
import { placeOf, type IngestRoute, type IngestRouteProps } from "./ingest-route";
import {
  ACCEPTED_TEMPLATES,
  behind,
  putRecordTemplates,
  REFUSED_TEMPLATES,
  type Templates,
  TOO_LARGE_TEMPLATES,
} from "./ingest-templates";

export interface FirehoseRouteProps extends IngestRouteProps {
  /** The validator that checks bodies against the model. */
  readonly requestValidatorId: string;
  /** Name of the model, letters and digits. */
  readonly modelName: string;
  /** What a body of application/json must look like, draft-04. */
  readonly schema: JsonSchema;
  /** The delivery stream that records are put into. */
  readonly streamName: string;
  /** The role that may put them: its ARN, or the stage variable that holds the end of it, `role/…`. */
  readonly role: { readonly arn: string } | { readonly variable: string };
  /** Which pages may read the answers. @default none */
  readonly cors?: Cors;
}

/** `POST` on one path: checked against a model, put into a delivery stream, answered. */
export class FirehoseRoute extends Construct implements IngestRoute {
  readonly method: ApiGatewayMethod;
  readonly integration: ApiGatewayIntegration;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FirehoseRouteProps,
  ) {
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
      ...this.props.access,
      requestValidatorId: this.props.requestValidatorId,
      requestModels: { "application/json": model.name },
    });
  }

  private createIntegration(): ApiGatewayIntegration {
    const { role } = this.props;
    const arns = new Arns(this.props);
    return new ApiGatewayIntegration(this, "integration", {
      ...placeOf(this.props, this.method),
      type: "AWS",
      integrationHttpMethod: "POST",
      uri: arns.apiGatewayAction("firehose", "PutRecord"),
      credentials: "arn" in role ? role.arn : arns.identityOfStage(role.variable),
      passthroughBehavior: "NEVER",
      requestParameters: { "integration.request.header.Content-Type": "'application/x-amz-json-1.1'" },
      requestTemplates: putRecordTemplates(this.props.streamName),
    });
  }

  private answerAccepted(): void {
    this.answer("accepted", this.declare("200"), ACCEPTED_TEMPLATES, "200");
  }

  /** Whatever isn't 200 is 503, unless its template finds that the client is to blame. */
  private answerRefused(): void {
    this.answer("too-large", this.declare("413"), TOO_LARGE_TEMPLATES, "413");
    this.answer("refused", this.declare("503", ["Retry-After"]), REFUSED_TEMPLATES);
  }

  private answer(
    id: string,
    response: ApiGatewayMethodResponse,
    templates: Templates,
    selectionPattern?: string,
  ): void {
    const { cors } = this.props;
    new ApiGatewayIntegrationResponse(this, id, {
      ...placeOf(this.props, this.method),
      statusCode: response.statusCode,
      ...(selectionPattern !== undefined && { selectionPattern }),
      responseTemplates: cors ? behind(cors.template, templates) : templates,
      ...(cors && { responseParameters: parameters("method.response.header", cors.answerHeaders) }),
      dependsOn: [this.integration],
    });
  }

  private declare(statusCode: string, headers: readonly string[] = []): ApiGatewayMethodResponse {
    const { cors } = this.props;
    const names = [...headers, ...(cors ? cors.declared(cors.answerHeaders) : [])];
    return new ApiGatewayMethodResponse(this, `response-${statusCode}`, {
      ...placeOf(this.props, this.method),
      statusCode,
      ...(names.length > 0 && { responseParameters: declarations(names) }),
    });
  }
}
