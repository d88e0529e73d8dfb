// @internal
import { ApiGatewayRequestValidator } from "@cdktf/provider-aws/lib/api-gateway-request-validator";
import type { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import type { ApiAccess } from "./api-access";
import { asId, type ApiPaths, type Behind } from "./api-paths";
import { Arns } from "../shared/arn";
import type { Cors } from "./cors";
import { withoutUndefined } from "../shared/without-undefined";
import { FirehoseRoute } from "./firehose-route";
import type { IngestFunction } from "./ingest-function";
import type { IngestApiProps } from "./ingest-props";
import type { IngestRoute } from "./ingest-route";
import type { RouteDescription } from "./ingest-sources";
import { LambdaRoute } from "./lambda-route";
import { holder, placedRole } from "../shared/placed-role";
import { policyDocument, trustPolicy, type RoleReference } from "../shared/policy";
import { allow } from "../shared/statements";

/** The parts of an API that its routes are made with. */
export interface RouteParts {
  readonly api: ApiGatewayRestApi;
  readonly paths: ApiPaths;
  readonly access: ApiAccess;
  readonly cors: Cors | undefined;
}

/** The routes of an API and what is behind them. */
export interface Backend {
  readonly routes: readonly IngestRoute[];
  /** The role that puts records as API Gateway; undefined when a function does it. */
  readonly role: RoleReference | undefined;
  /** What the routes call or call with and AWS names: a deployment follows its changes. */
  readonly triggers: Record<string, string>;
  /** What the stage tells the routes. @default nothing */
  readonly variables?: Record<string, string>;
}

/** Of a stage: the end of the role's ARN. What names it stays the same when the role gets another path. */
const ROLE_VARIABLE = "ingestRole";
/** The part of an ARN behind its account. */
const ARN_RESOURCE = 5;

/** What stands behind the paths. A role of another path is another one; named by a stage variable it can be exchanged. */
export function behindOf({ mode, role, rolePath }: Pick<IngestApiProps, "mode" | "role" | "rolePath">): Behind {
  if (mode?.kind === "lambda") return "function";
  return role === undefined && rolePath !== undefined ? "variable" : "role";
}

/** Every route puts its requests into a delivery stream itself, as a role that may do exactly that. */
export function firehoseBackend(
  scope: Construct,
  props: IngestApiProps,
  descriptions: readonly RouteDescription[],
  { api, paths, access, cors }: RouteParts,
): Backend {
  const { accountId, region } = props;
  const role = props.role ?? createRole(scope, props);
  allowPutRecord(scope, props, role);
  const isMovable = behindOf(props) === "variable";
  const validator = new ApiGatewayRequestValidator(scope, "validator", {
    restApiId: api.id,
    name: "body",
    validateRequestBody: true,
  });
  const routes = descriptions.map(
    ({ path, modelName, schema, streamName }) =>
      new FirehoseRoute(scope, `route${asId(path)}`, {
        accountId,
        region,
        restApiId: api.id,
        resourceId: paths.resourceId(path),
        access: access.method,
        requestValidatorId: validator.id,
        modelName,
        schema,
        streamName,
        role: isMovable ? { variable: ROLE_VARIABLE } : { arn: role.arn },
        ...withoutUndefined({ cors }),
      }),
  );
  return isMovable
    ? {
        routes,
        role,
        triggers: {},
        variables: { [ROLE_VARIABLE]: String(Fn.element(Fn.split(":", role.arn), ARN_RESOURCE)) },
      }
    : { routes, role, triggers: { role: role.arn } };
}

/** Every route hands its requests to a function, which only this API's stage may call. */
export function lambdaBackend(
  scope: Construct,
  { accountId, region, stageName }: IngestApiProps,
  descriptions: readonly RouteDescription[],
  { api, paths, access }: RouteParts,
  { function: { arn, functionName } }: IngestFunction,
): Backend {
  new LambdaPermission(scope, "invoke", {
    statementId: `api-${stageName}`,
    action: "lambda:InvokeFunction",
    functionName,
    principal: "apigateway.amazonaws.com",
    sourceArn: `${api.executionArn}/${stageName}/POST/*`,
  });
  const routes = descriptions.map(
    ({ path }) =>
      new LambdaRoute(scope, `route${asId(path)}`, {
        accountId,
        region,
        restApiId: api.id,
        resourceId: paths.resourceId(path),
        access: access.method,
        functionArn: arn,
      }),
  );
  return { routes, role: undefined, triggers: { function: arn } };
}

function createRole(scope: Construct, { roleName, apiName, rolePath }: IngestApiProps): IamRole {
  return new IamRole(scope, "role", {
    ...placedRole(roleName ?? apiName, rolePath),
    description: `API Gateway puts the records of ${apiName} with it`,
    assumeRolePolicy: trustPolicy("apigateway.amazonaws.com"),
  });
}

function allowPutRecord(
  scope: Construct,
  { sources, rolePath, ...location }: IngestApiProps,
  role: RoleReference,
): void {
  const arns = new Arns(location);
  const streams = sources.map(({ streamName }) => arns.deliveryStream(streamName));
  new IamRolePolicy(scope, "put-record", {
    name: "put-record",
    role: holder(role),
    ...(rolePath !== undefined && { lifecycle: { createBeforeDestroy: true } }), // requests need one at all times
    policy: policyDocument(allow("PutRecord", "firehose:PutRecord", streams)),
  });
}
