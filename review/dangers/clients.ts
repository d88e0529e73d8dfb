import type { JsonObject } from "../../basics/json";
import { isUnset, listOf, objectOf, textOf } from "../plan/json";
import { type Message, named, say } from "../plan/message";
import type { Change } from "../plan/plan";
import type { Plans } from "../plan/plans";

/** Whether the plan destroys the object that stands there now. */
export const destroys = ({ action }: Change): boolean => action === "delete" || action === "replace";

type Seen = (change: Change, plans: Plans) => Message;

const addressChanges: Seen = ({ action }) =>
  action === "replace" ? say`its address changes: every client needs the new one` : say`requests to it fail`;

/** What those see who use a resource of the type when it is destroyed or replaced. */
const SEEN: Readonly<Record<string, Seen>> = {
  aws_api_gateway_rest_api: ({ action, shownBefore }) =>
    action === "replace"
      ? say`the endpoint changes: ${`https://${textOf(shownBefore["id"]) ?? "<id>"}.execute-api…`} stops answering, and every client needs the new address`
      : say`${`https://${textOf(shownBefore["id"]) ?? "<id>"}.execute-api…`} stops answering`,
  aws_apigatewayv2_api: ({ shownBefore }) =>
    say`${textOf(shownBefore["api_endpoint"]) ?? "its endpoint"} stops answering; a new API has another address`,
  aws_api_gateway_stage: ({ shownBefore, shownAfter, action }) =>
    action === "replace" && shownAfter["stage_name"] !== shownBefore["stage_name"]
      ? say`the path changes from ${`/${textOf(shownBefore["stage_name"]) ?? ""}`} to ${`/${textOf(shownAfter["stage_name"]) ?? "?"}`}: requests to the old one get 403`
      : say`requests below ${`/${textOf(shownBefore["stage_name"]) ?? ""}`} get 403 ${action === "replace" ? say`until the new stage is there` : say`from then on`}`,
  aws_api_gateway_resource: ({ shownBefore }) =>
    say`requests to ${textOf(shownBefore["path"]) ?? "its path"} get 403 after the next deployment`,
  aws_api_gateway_method: (change, plans) =>
    say`${textOf(change.shownBefore["http_method"]) ?? "its requests"} ${pathOf(change, plans)} gets 403 after the next deployment`,
  aws_api_gateway_domain_name: ({ shownBefore }) =>
    say`${textOf(shownBefore["domain_name"]) ?? "the domain"} stops answering until it is set up again, with a new DNS target`,
  aws_api_gateway_base_path_mapping: ({ shownBefore }) =>
    say`${textOf(shownBefore["domain_name"]) ?? "the domain"} answers 403 below its base path`,
  aws_api_gateway_api_key: () => say`requests with this key get 403; a new key has another value`,
  aws_kinesis_firehose_delivery_stream: (change) => {
    const seconds = bufferSeconds(change);
    const until = change.action === "replace" ? say` until the new stream is active, a minute or more` : say``;
    return say`puts are refused (an API in front answers 503)${until}; events of the last ${typeof seconds === "number" ? seconds : "few hundred"} seconds may be lost${renamed(change)}`;
  },
  aws_kinesis_stream: (change) =>
    say`puts and reads are refused${change.action === "replace" ? say` until the new stream is active` : say``}${renamed(change)}`,
  aws_sqs_queue: addressChanges,
  aws_sns_topic: ({ action }) =>
    say`its subscriptions go${action === "replace" ? say`, and publishers need the new ARN if the name changes` : say`, and publishing to it fails`}`,
  aws_lambda_function_url: addressChanges,
  aws_appsync_graphql_api: addressChanges,
  aws_cloudfront_distribution: addressChanges,
  aws_lb: addressChanges,
  aws_alb: addressChanges,
  aws_elb: addressChanges,
  aws_eip: () => say`the address is given back, and a new one is another`,
  aws_route53_record: ({ shownBefore, action }) =>
    say`${textOf(shownBefore["name"]) ?? "the name"} ${action === "replace" ? say`does not resolve for a moment, or resolves to something else` : say`no longer resolves`}`,
  aws_cognito_user_pool: () => say`every user must sign up again, and every app needs the new pool's id`,
  aws_cognito_user_pool_client: () =>
    say`apps that use this client can't sign anyone in until they have the new client's id`,
  aws_cognito_user_pool_domain: addressChanges,
};

const renamed = ({ action, shownBefore, shownAfter }: Change): Message =>
  action === "replace" && shownBefore["name"] !== shownAfter["name"]
    ? say`; whoever puts to it must know the new name ${textOf(shownAfter["name"]) ?? "(known after apply)"}`
    : [];

/** The path of a method's resource, found by its id. */
function pathOf({ shownBefore, stack }: Change, plans: Plans): Message {
  const resource = plans
    .of(stack)
    .find((other) => other.type === "aws_api_gateway_resource" && other.before["id"] === shownBefore["resource_id"]);
  return say`${textOf(resource?.before["path"]) ?? "of its path"}`;
}

/** How long a Firehose stream holds records back, in seconds. */
const bufferSeconds = ({ before }: Change): unknown =>
  Object.values(before)
    .flatMap(listOf)
    .map((block) => objectOf(block)["buffering_interval"])
    .find((seconds) => typeof seconds === "number");

/** What those see who use the thing when it is destroyed or replaced; undefined when nobody does, or it is said of what it is part of. */
export function seenByClients(change: Change, plans: Plans): Message | undefined {
  const seen = SEEN[change.type];
  if (seen === undefined || !destroys(change) || change.deposed !== undefined) return undefined;
  if (change.type === "aws_api_gateway_method" && change.action === "replace") return undefined; // the deployment in use keeps the old one
  if (["rest_api_id", "resource_id"].some((parent) => plans.isDestroyed(change, parent))) return undefined;
  return seen(change, plans);
}

/** What those see who use an API, a route or a function's URL that asks for more than before: undefined when it does not. */
export function newlyAsked({ action, before, after, shownAfter }: Change): Message | undefined {
  if (action !== "update" && action !== "replace") return undefined;
  for (const key of ["authorization", "authorization_type", "authorizer_id"]) {
    const [old, fresh] = [before[key], after[key]].map(textOf);
    if (old !== undefined && fresh !== undefined && old !== fresh && fresh !== "NONE" && fresh !== "")
      return say`${named(key)} becomes ${textOf(shownAfter[key]) ?? ""}: requests without what it asks for are refused`;
  }
  if (isUnset(before["authorization_scopes"]) && !isUnset(after["authorization_scopes"]))
    return say`tokens without its scopes are refused`;
  if (before["api_key_required"] === false && after["api_key_required"] === true)
    return say`requests without an API key get 403`;
  if (before["disable_execute_api_endpoint"] === false && after["disable_execute_api_endpoint"] === true)
    return say`the API's own address stops answering`;
  const types = (side: JsonObject): string =>
    listOf(objectOf(listOf(side["endpoint_configuration"])[0])["types"]).join();
  return types(before) !== "" && types(before) !== "PRIVATE" && types(after) === "PRIVATE"
    ? say`it can be reached from within its networks only`
    : undefined;
}
