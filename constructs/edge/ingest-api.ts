import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { Construct } from "constructs";
import { ApiAccess } from "./api-access";
import { definitionAddresses, definitionHash } from "./api-definition";
import { ApiDomain } from "./api-domain";
import { ApiPaths, asId } from "./api-paths";
import { ApiStage } from "./api-stage";
import { Cors } from "./cors";
import { declareEvents } from "../shared/declared-events";
import { withoutUndefined } from "../shared/without-undefined";
import { GatewayAnswers } from "./gateway-answers";
import { behindOf, firehoseBackend, lambdaBackend, type Backend, type RouteParts } from "./ingest-backends";
import { checkPath, validateIngestApi, type IngestApiProps } from "./ingest-props";
import type { IngestRoute } from "./ingest-route";
import { routesOf, type RouteDescription } from "./ingest-sources";
import { apiMetric, type Metric, type MetricOptions } from "../shared/metric";
import { NetworkPolicy } from "./network-policy";
import type { RoleReference } from "../shared/policy";
import { Preflight } from "./preflight";
import { UsagePlan } from "./usage-plan";
import { WebAcl } from "./web-acl";

export type { IngestApiProps, IngestMode } from "./ingest-props";

/**
 * The REST API that takes events and puts them into delivery streams. API Gateway resources added below this construct belong
 * to the API: the deployment waits for them and follows their changes.
 */
export class IngestApi extends Construct {
  readonly api: ApiGatewayRestApi;
  /** The role that puts records as API Gateway; undefined when a function puts them. */
  readonly role: RoleReference | undefined;
  readonly routes: readonly IngestRoute[];
  readonly deployment: ApiGatewayDeployment;
  readonly stage: ApiStage;
  readonly webAcl: WebAcl | undefined;
  readonly usagePlan: UsagePlan | undefined;
  readonly domain: ApiDomain | undefined;
  private readonly descriptions: readonly RouteDescription[];

  /** @throws Error naming the prop, the rule and the value. */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: IngestApiProps,
  ) {
    super(scope, id);
    this.descriptions = routesOf(props.sources);
    validateIngestApi(props, this.descriptions);
    declareEvents(
      this,
      props.sources.map(({ event }) => event),
    );
    this.api = this.createApi();
    const parts = this.createParts();
    const backend = this.createBackend(parts);
    this.role = backend.role;
    this.routes = backend.routes;
    this.answerPreflights(parts);
    new GatewayAnswers(this, "answers", {
      restApiId: this.api.id,
      signed: props.authorization === "AWS_IAM",
      ...(props.mode?.kind === "lambda" && { maxBodyBytes: props.mode.function.maxBodyBytes }),
      ...withoutUndefined({ cors: parts.cors }),
    });
    this.restrictNetworks();
    this.deployment = this.createDeployment(backend);
    this.stage = this.createStage(backend);
    this.webAcl = this.createWebAcl();
    this.usagePlan = this.createUsagePlan();
    this.domain = this.createDomain();
  }

  /**
   * The URL that a path is posted to.
   * @throws Error when the API doesn't serve the path.
   */
  urlForPath(path: string): string {
    checkPath("path", path, this.descriptions);
    return `${this.domain?.url ?? this.stage.stage.invokeUrl}${path}`;
  }

  /** Requests. @param path of one route. @default all routes together */
  metricRequests(path?: string, options?: MetricOptions): Metric {
    return this.metric("Count", path, options);
  }
  /** Requests that were refused. @param path of one route. @default all routes together */
  metric4xx(path?: string, options?: MetricOptions): Metric {
    return this.metric("4XXError", path, options);
  }
  /** Requests that failed. @param path of one route. @default all routes together */
  metric5xx(path?: string, options?: MetricOptions): Metric {
    return this.metric("5XXError", path, options);
  }
  /** Milliseconds from a request to its answer. @param path of one route. @default all routes together */
  metricLatency(path?: string, options?: MetricOptions): Metric {
    return this.metric("Latency", path, options);
  }
  /** Milliseconds of these that went by behind API Gateway. @param path of one route. @default all routes together */
  metricIntegrationLatency(path?: string, options?: MetricOptions): Metric {
    return this.metric("IntegrationLatency", path, options);
  }

  private metric(name: Parameters<typeof apiMetric>[0], path: string | undefined, options?: MetricOptions): Metric {
    if (path !== undefined) checkPath("path", path, this.descriptions);
    return apiMetric(
      name,
      { apiName: this.props.apiName, stageName: this.props.stageName, ...withoutUndefined({ path }) },
      options,
    );
  }

  private createApi(): ApiGatewayRestApi {
    return new ApiGatewayRestApi(this, "api", {
      name: this.props.apiName,
      description: "Takes events over HTTPS and hands them to Firehose",
      endpointConfiguration: { types: ["REGIONAL"] },
      ...(this.props.domain?.disableDefaultEndpoint && { disableExecuteApiEndpoint: true }),
    });
  }

  private createParts(): RouteParts {
    const { accountId, region, authorization = "NONE", apiKeys, cors } = this.props;
    const access = new ApiAccess(this, "access", {
      accountId,
      region,
      api: this.api,
      authorization,
      apiKeyRequired: apiKeys !== undefined,
    });
    return {
      api: this.api,
      paths: new ApiPaths(this, this.api, behindOf(this.props)),
      access,
      cors: cors && new Cors(cors, ["Content-Type", ...access.requestHeaders]),
    };
  }

  private createBackend(parts: RouteParts): Backend {
    const { mode } = this.props;
    if (mode?.kind === "lambda") return lambdaBackend(this, this.props, this.descriptions, parts, mode.function);
    return firehoseBackend(this, this.props, this.descriptions, parts);
  }

  private answerPreflights({ cors, paths }: RouteParts): void {
    if (!cors) return;
    for (const { path } of this.descriptions) {
      new Preflight(this, `preflight${asId(path)}`, {
        restApiId: this.api.id,
        resourceId: paths.resourceId(path),
        cors,
      });
    }
  }

  private restrictNetworks(): void {
    const { allowedNetworks, authorization } = this.props;
    if (!allowedNetworks) return;
    new NetworkPolicy(this, "networks", {
      restApiId: this.api.id,
      executionArn: this.api.executionArn,
      allowedNetworks,
      iamDecides: authorization === "AWS_IAM",
    });
  }

  private createDeployment({ triggers }: Backend): ApiGatewayDeployment {
    const deployment = new ApiGatewayDeployment(this, "deployment", {
      restApiId: this.api.id,
      triggers: { definition: definitionHash(this), ...triggers },
      lifecycle: { createBeforeDestroy: true },
    });
    deployment.dependsOn = definitionAddresses(this);
    return deployment;
  }

  private createStage({ variables }: Backend): ApiStage {
    const { apiName, stageName, keyArn, logRetentionDays, routeMetrics, logClientAddresses, throttling } = this.props;
    return new ApiStage(this, "stage", {
      restApiId: this.api.id,
      apiName,
      stageName,
      deployment: this.deployment,
      keyArn,
      ...withoutUndefined({ logRetentionDays, routeMetrics, logClientAddresses, throttling, variables }),
    });
  }

  private createWebAcl(): WebAcl | undefined {
    const { waf, apiName, keyArn, logRetentionDays } = this.props;
    return (
      waf &&
      new WebAcl(this, "firewall", {
        ...waf,
        aclName: apiName,
        resourceArn: this.stage.stage.arn,
        keyArn,
        ...withoutUndefined({ logRetentionDays }),
      })
    );
  }

  private createUsagePlan(): UsagePlan | undefined {
    const { apiKeys, apiName } = this.props;
    return (
      apiKeys &&
      new UsagePlan(this, "usage-plan", {
        planName: apiName,
        restApiId: this.api.id,
        stageName: this.stage.stage.stageName,
        apiKeys,
      })
    );
  }

  private createDomain(): ApiDomain | undefined {
    const { domain } = this.props;
    return (
      domain &&
      new ApiDomain(this, "domain", { ...domain, restApiId: this.api.id, stageName: this.stage.stage.stageName })
    );
  }
}
