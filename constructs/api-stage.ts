import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { Construct } from "constructs";
import { LogGroup } from "./log-group";

/** One JSON line per request. No body, no validation error (it quotes the body), no client address: nothing of a guest gets in. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  requestTime: "$context.requestTime",
  httpMethod: "$context.httpMethod",
  resourcePath: "$context.resourcePath",
  status: "$context.status",
  responseLength: "$context.responseLength",
  integrationStatus: "$context.integration.status",
  latency: "$context.responseLatency",
});

export interface ApiStageProps {
  readonly restApiId: string;
  /** The API's name, for its log group. */
  readonly apiName: string;
  /** Last part of the endpoint's URL: letters, digits, hyphens and underscores. */
  readonly stageName: string;
  /** What is served. */
  readonly deployment: ApiGatewayDeployment;
  /** The KMS key of its logs. */
  readonly keyArn: string;
  /** Days that logs are kept. @default 30 */
  readonly logRetentionDays?: number;
}

/** A stage of a REST API: traced, measured, with access logs and error logs that are encrypted and forget. */
export class ApiStage extends Construct {
  readonly stage: ApiGatewayStage;
  readonly accessLogs: LogGroup;
  readonly errorLogs: LogGroup;

  constructor(scope: Construct, id: string, private readonly props: ApiStageProps) {
    super(scope, id);
    this.accessLogs = this.createLogs("access-logs", `/aws/apigateway/${props.apiName}/access`);
    // API Gateway dictates this name; made beforehand, the group is encrypted and its lines expire.
    this.errorLogs = this.createLogs("error-logs", `API-Gateway-Execution-Logs_${props.restApiId}/${props.stageName}`);
    this.stage = this.createStage();
    this.configureMethods();
  }

  private createLogs(id: string, name: string): LogGroup {
    const { keyArn, logRetentionDays } = this.props;
    return new LogGroup(this, id, { name, keyArn, ...(logRetentionDays !== undefined && { retentionDays: logRetentionDays }) });
  }

  private createStage(): ApiGatewayStage {
    return new ApiGatewayStage(this, "stage", {
      restApiId: this.props.restApiId,
      stageName: this.props.stageName,
      deploymentId: this.props.deployment.id,
      xrayTracingEnabled: true,
      accessLogSettings: { destinationArn: this.accessLogs.group.arn, format: ACCESS_LOG_FORMAT },
      dependsOn: [this.errorLogs.group],
    });
  }

  private configureMethods(): void {
    new ApiGatewayMethodSettings(this, "all-methods", {
      restApiId: this.props.restApiId,
      stageName: this.stage.stageName,
      methodPath: "*/*",
      settings: { metricsEnabled: true, loggingLevel: "ERROR", dataTraceEnabled: false },
    });
  }
}
