// @internal
import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { Construct } from "constructs";
import { asId } from "./api-paths";
import { withoutUndefined } from "../shared/without-undefined";
import { LogGroup } from "../shared/log-group";
import { logRetention } from "../shared/log-retention";
import { trueOrFalse } from "../shared/validate";
import { type Throttle, throttling, type ThrottlingProps } from "./edge-options";

/** One JSON line per request. No body, no validation error (it quotes the body), no client address: nothing of a guest gets in. */
const ACCESS_LOG_FORMAT = {
  requestId: "$context.requestId",
  requestTime: "$context.requestTime",
  httpMethod: "$context.httpMethod",
  resourcePath: "$context.resourcePath",
  status: "$context.status",
  responseLength: "$context.responseLength",
  integrationStatus: "$context.integration.status",
  latency: "$context.responseLatency",
};

/**
 * API Gateway counts for each method. A stream has two, one event and a batch, so together they stay within the smallest quota
 * of a Direct PUT stream, 1,000 requests a second: https://docs.aws.amazon.com/firehose/latest/dev/limits.html
 */
export const DEFAULT_RATE_LIMIT = 400;
export const DEFAULT_BURST_LIMIT = 400;
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
  /** Put the client's address into the access log, and trace requests with X-Ray, whose segments hold it and the URL. @default false */
  readonly logClientAddresses?: boolean;
  /** What it tells the integrations. @default nothing */
  readonly variables?: Record<string, string>;
  /** Measure each method by itself. @default false */
  readonly routeMetrics?: boolean;
  /** How many requests each method takes. @default 400 a second, 400 at once */
  readonly throttling?: ThrottlingProps;
}

/** A stage of a REST API: measured, throttled, with access logs and error logs that are encrypted and have a retention. */
export class ApiStage extends Construct {
  readonly stage: ApiGatewayStage;
  readonly accessLogs: LogGroup;
  readonly errorLogs: LogGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ApiStageProps,
  ) {
    super(scope, id);
    logRetention("logRetentionDays", props.logRetentionDays);
    trueOrFalse("logClientAddresses", props.logClientAddresses);
    trueOrFalse("routeMetrics", props.routeMetrics);
    throttling("throttling", props.throttling);
    this.accessLogs = this.createLogs("access-logs", `/aws/apigateway/${props.apiName}/access`);
    // API Gateway dictates this name; made beforehand, the group is encrypted and its lines expire.
    this.errorLogs = this.createLogs("error-logs", `API-Gateway-Execution-Logs_${props.restApiId}/${props.stageName}`);
    this.stage = this.createStage();
    this.configureMethods(props.throttling ?? {});
  }

  private createLogs(id: string, name: string): LogGroup {
    const { keyArn, logRetentionDays } = this.props;
    return new LogGroup(this, id, { name, keyArn, ...withoutUndefined({ retentionDays: logRetentionDays }) });
  }

  private createStage(): ApiGatewayStage {
    const format = {
      ...ACCESS_LOG_FORMAT,
      ...(this.props.logClientAddresses && { clientAddress: "$context.identity.sourceIp" }),
    };
    return new ApiGatewayStage(this, "stage", {
      restApiId: this.props.restApiId,
      stageName: this.props.stageName,
      deploymentId: this.props.deployment.id,
      xrayTracingEnabled: this.props.logClientAddresses ?? false,
      accessLogSettings: { destinationArn: this.accessLogs.group.arn, format: JSON.stringify(format) },
      ...withoutUndefined({ variables: this.props.variables }),
      dependsOn: [this.errorLogs.group],
    });
  }

  private configureMethods({
    rateLimit = DEFAULT_RATE_LIMIT,
    burstLimit = DEFAULT_BURST_LIMIT,
    routes = {},
  }: ThrottlingProps): void {
    const all = this.configure("all-methods", "*/*", { rateLimit, burstLimit });
    for (const [path, throttle] of Object.entries(routes)) {
      // After those for all: both change the one stage, and the last one stands.
      this.configure(`method${asId(path)}`, `${path.replaceAll("/", "~1")}/POST`, throttle, [all]);
    }
  }

  /** @param methodPath as API Gateway writes it in a stage: every slash of the path, the first one too, is `~1`. */
  private configure(
    id: string,
    methodPath: string,
    { rateLimit, burstLimit }: Throttle,
    dependsOn?: ApiGatewayMethodSettings[],
  ): ApiGatewayMethodSettings {
    return new ApiGatewayMethodSettings(this, id, {
      restApiId: this.props.restApiId,
      stageName: this.stage.stageName,
      methodPath,
      // A method's own settings replace those for all, so each holds everything.
      settings: {
        metricsEnabled: this.props.routeMetrics ?? false,
        loggingLevel: "ERROR",
        dataTraceEnabled: false,
        throttlingRateLimit: rateLimit,
        throttlingBurstLimit: burstLimit,
      },
      ...withoutUndefined({ dependsOn }),
    });
  }
}
