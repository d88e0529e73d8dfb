import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment";
import { ApiGatewayGatewayResponse } from "@cdktf/provider-aws/lib/api-gateway-gateway-response";
import { ApiGatewayRequestValidator } from "@cdktf/provider-aws/lib/api-gateway-request-validator";
import { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { definitionAddresses, definitionHash } from "./api-definition";
import { ApiStage } from "./api-stage";
import { Arns, type AwsLocation } from "./arn";
import { IngestRoute } from "./ingest-route";
import { routesOf, type IngestSource, type RouteDescription } from "./ingest-sources";
import { GATEWAY_ANSWERS, RETRY_AFTER_SECONDS } from "./ingest-templates";
import { policyDocument, trustPolicy } from "./policy";
import { checkText } from "./validate";

export interface IngestApiProps extends AwsLocation {
  /** Name of the API. */
  readonly apiName: string;
  /** Last part of the endpoint's URL: letters, digits, hyphens and underscores. */
  readonly stageName: string;
  /** What it takes; each event's own path and its batch path are served. */
  readonly sources: readonly IngestSource[];
  /** The KMS key of its logs. */
  readonly keyArn: string;
  /** The role that puts records; it gets the permission. @default one of its own */
  readonly role?: IamRole;
  /** Name of the role of its own. @default the API's name */
  readonly roleName?: string;
  /** Days that logs are kept. @default 30 */
  readonly logRetentionDays?: number;
}

/**
 * The REST API that takes events and puts each request into a delivery stream as one record. API Gateway resources added
 * below this construct belong to the API: the deployment waits for them and follows their changes.
 */
export class IngestApi extends Construct {
  readonly api: ApiGatewayRestApi;
  readonly role: IamRole;
  readonly routes: readonly IngestRoute[];
  readonly deployment: ApiGatewayDeployment;
  readonly stage: ApiStage;
  /** API Gateway resource by path; the root is "". */
  private readonly resources = new Map<string, { readonly id: string }>();
  private readonly paths: readonly string[];

  constructor(scope: Construct, id: string, private readonly props: IngestApiProps) {
    super(scope, id);
    this.validate();
    const routes = routesOf(props.sources);
    this.paths = routes.map((route) => route.path);
    this.api = this.createApi();
    this.role = props.role ?? this.createRole();
    this.allowPutRecord();
    this.routes = this.createRoutes(routes);
    this.answerByItself();
    this.deployment = this.createDeployment();
    this.stage = this.createStage();
  }

  /**
   * The URL that a path is posted to.
   * @throws Error when the API doesn't serve the path.
   */
  urlForPath(path: string): string {
    if (!this.paths.includes(path)) throw new Error(`\`path\` must be one of ${this.paths.join(", ")}, got "${path}"`);
    return `${this.stage.stage.invokeUrl}${path}`;
  }

  private validate(): void {
    const { stageName, sources, role, roleName } = this.props;
    checkText("stageName", stageName, /^[A-Za-z0-9_-]{1,128}$/, "at most 128 letters, digits, hyphens and underscores");
    if (sources.length === 0) throw new Error("`sources` must hold at least one event type, got none");
    if (role && roleName !== undefined) throw new Error(`\`roleName\` must be left out when \`role\` is given, got "${roleName}"`);
  }

  private createApi(): ApiGatewayRestApi {
    const api = new ApiGatewayRestApi(this, "api", {
      name: this.props.apiName,
      description: "Takes events over HTTPS and hands them to Firehose",
      endpointConfiguration: { types: ["REGIONAL"] },
    });
    this.resources.set("", { id: api.rootResourceId });
    return api;
  }

  private createRole(): IamRole {
    return new IamRole(this, "role", {
      name: this.props.roleName ?? this.props.apiName,
      description: `API Gateway puts the records of ${this.props.apiName} with it`,
      assumeRolePolicy: trustPolicy("apigateway.amazonaws.com"),
    });
  }

  private allowPutRecord(): void {
    const arns = new Arns(this.props);
    new IamRolePolicy(this, "put-record", {
      name: "put-record",
      role: this.role.name,
      policy: policyDocument({
        Sid: "PutRecord",
        Effect: "Allow",
        Action: "firehose:PutRecord",
        Resource: this.props.sources.map(({ streamName }) => arns.deliveryStream(streamName)),
      }),
    });
  }

  private createRoutes(routes: readonly RouteDescription[]): IngestRoute[] {
    const validator = new ApiGatewayRequestValidator(this, "validator", { restApiId: this.api.id, name: "body", validateRequestBody: true });
    return routes.map(
      ({ path, modelName, schema, streamName }) =>
        new IngestRoute(this, `route${asId(path)}`, {
          accountId: this.props.accountId,
          region: this.props.region,
          restApiId: this.api.id,
          resourceId: this.resourceOf(path),
          requestValidatorId: validator.id,
          modelName,
          schema,
          streamName,
          roleArn: this.role.arn,
        }),
    );
  }

  /** The id of a path's resource; it and its parents are made when first asked for. */
  private resourceOf(path: string): string {
    const known = this.resources.get(path);
    if (known) return known.id;
    const slash = path.lastIndexOf("/");
    const resource = new ApiGatewayResource(this, `path${asId(path)}`, {
      restApiId: this.api.id,
      parentId: this.resourceOf(path.slice(0, slash)),
      pathPart: path.slice(slash + 1),
    });
    this.resources.set(path, resource);
    return resource.id;
  }

  private answerByItself(): void {
    for (const { responseType, statusCode, body, retry } of GATEWAY_ANSWERS) {
      new ApiGatewayGatewayResponse(this, `answer-${responseType}`, {
        restApiId: this.api.id,
        responseType,
        ...(statusCode !== undefined && { statusCode }),
        responseTemplates: { "application/json": body },
        ...(retry && { responseParameters: { "gatewayresponse.header.Retry-After": `'${RETRY_AFTER_SECONDS}'` } }),
      });
    }
  }

  private createDeployment(): ApiGatewayDeployment {
    const deployment = new ApiGatewayDeployment(this, "deployment", {
      restApiId: this.api.id,
      triggers: { definition: definitionHash(this), role: this.role.arn },
      lifecycle: { createBeforeDestroy: true },
    });
    deployment.dependsOn = definitionAddresses(this);
    return deployment;
  }

  private createStage(): ApiStage {
    const { apiName, stageName, keyArn, logRetentionDays } = this.props;
    return new ApiStage(this, "stage", {
      restApiId: this.api.id,
      apiName,
      stageName,
      deployment: this.deployment,
      keyArn,
      ...(logRetentionDays !== undefined && { logRetentionDays }),
    });
  }
}

/** A path as part of a construct's id: a path's own characters leave the underscore free, so no two fall together. */
const asId = (path: string): string => path.replaceAll("/", "_");
