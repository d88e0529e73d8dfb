import type { Context } from "./evaluator/conditions";
import { accountOf, type Principal, type Request, type Statement } from "./evaluator/decide";
import { ACTIONS } from "./requests/actions";
import type { Facts } from "./requests/facts";
import type { Need } from "./requests/need";

/** A request that must be denied. */
export interface Refusal extends Request {
  /** Whose business it is not, and why. */
  readonly why: string;
  /** What the resource's policy says besides: what whoever asks may have written into it. @default nothing */
  readonly besides?: readonly Statement[];
}

/** An account, a region, a project and a service that nothing here has to do with. */
const STRANGER = "999988887777";
const ELSEWHERE = "ap-southeast-2";
const OTHER_SERVICE = "ec2.amazonaws.com";

/**
 * What nobody has business with: each need with one thing in another's place. A request that is some need of the same principal, too, is
 * left out.
 */
export function refusals(needs: readonly Need[], all: readonly Facts[]): readonly Refusal[] {
  const allowed = new Set(needs.map(identify));
  const objects = new Set(
    needs.filter(({ action }) => /^s3:(AbortMultipartUpload|GetObject|PutObject)$/.test(action)).map(folderOf),
  );
  const wanted = new Map<string, Set<string>>();
  for (const { principal, action } of needs) {
    const key = JSON.stringify(principal);
    wanted.set(key, (wanted.get(key) ?? new Set()).add(action));
  }
  const found = new Map<string, Refusal>();
  for (const need of needs)
    for (const refusal of [
      ...walls(need),
      ...(isAccountWide(need) ? [] : [...others(need, all), ...places(need), ...names(need)]),
      ...(isSigned(need) ? [] : actions(need, wanted.get(JSON.stringify(need.principal)) ?? new Set())),
      ...principals(need),
    ]) {
      const key = identify(refusal);
      const isSameFolder = refusal.why === "another folder" && objects.has(folderOf(refusal));
      if (!allowed.has(key) && !found.has(key) && !isSameFolder) found.set(key, refusal);
    }
  return [...found.values()];
}

/** Whoever may write to a folder may do so whatever the object is called. */
const folderOf = ({ principal, action, resource }: Request): string =>
  JSON.stringify([principal, action, resource.replace(/\/(\d{4}\/.*|object)$/, "")]);

/** What makes two requests the same. */
export const identify = ({ principal, action, resource, context = {} }: Request): string =>
  JSON.stringify([
    principal,
    action,
    resource,
    Object.entries(context).sort(([one], [other]) => (one < other ? -1 : 1)),
  ]);

const plain = ({ principal, action, resource, context }: Need): Request => ({
  principal,
  action,
  resource,
  ...(context && { context }),
});

/**
 * What is for the whole account by its nature: API Gateway's logs of every API, notices of every alarm, and
 * the states of whatever shares the bucket.
 */
const isAccountWide = (need: Need): boolean => isSigned(need) || isShared(need);
/** What else a client that signs may call, its own account says. */
const isSigned = ({ principal, action }: Need): boolean => principal.kind === "role" && action === "execute-api:Invoke";
const isShared = ({ principal, action, resource }: Need): boolean =>
  isRole(principal, "-api-gateway-logs") ||
  action === "sns:Publish" ||
  (isRole(principal, "-plan") && resource.endsWith("/terraform.tfstate"));

/** Without a key that must be there, with another value of it, and without TLS. */
function walls(need: Need): readonly Refusal[] {
  const { context = {} } = need;
  const lacking = need.walls.flatMap((key): readonly Refusal[] => {
    const { [key]: value = "", ...rest } = context;
    return [
      { ...plain(need), context: rest, why: `without ${key}` },
      { ...plain(need), context: { ...rest, [key]: otherValue(key, value) }, why: `another ${key}` },
    ];
  });
  const service = need.action.split(":")[0];
  const insecure: Refusal = {
    ...plain(need),
    context: { ...context, "aws:SecureTransport": "false" },
    why: "without TLS",
  };
  return [...lacking, ...(service === "s3" || need.action === "sns:Publish" ? [insecure] : [])];
}

/** One that nobody means: another account's, another environment's, another service's. */
function otherValue(key: string, value: string | readonly string[]): string | readonly string[] {
  const [first = ""] = [value].flat();
  const other =
    OTHER_VALUES[key] ??
    (key.endsWith("Tag/Project") ? "payments" : key.endsWith("Tag/Environment") ? "foreign" : undefined);
  if (other !== undefined) return Array.isArray(value) ? [other] : other;
  if (first.startsWith("arn:aws:s3:::")) return first.replace("clickstream-", "payments-");
  if (first.startsWith("arn:")) return first.replace(/:\d{12}:/, `:${STRANGER}:`);
  return `${first}-other`;
}
const OTHER_VALUES: Readonly<Record<string, string>> = {
  "aws:CalledVia": "cloudformation.amazonaws.com",
  "aws:SourceAccount": STRANGER,
  "aws:SourceIp": "198.51.100.7",
  "iam:PassedToService": OTHER_SERVICE,
  "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess",
  "kms:GrantIsForAWSResource": "false",
  "kms:ViaService": `lambda.${ELSEWHERE}.amazonaws.com`,
  "s3:prefix": "clickstream-source/",
  "sts:ExternalId": STRANGER,
};

/** The same in another environment of the account, or of another project. */
function others(need: Need, all: readonly Facts[]): readonly Refusal[] {
  const own = all.find(({ environment }) => mentions(need, environment.name));
  if (!own || need.principal.kind === "anyone") return [];
  const isPlan = isRole(need.principal, "-plan");
  const foreign = inProject(need, own);
  const there = all.filter(
    ({ environment }) =>
      environment.accountId === own.environment.accountId && environment.name !== own.environment.name,
  );
  return [
    ...(isPlan
      ? []
      : [
          ...there.flatMap((other) =>
            changed(need, inEnvironment(need, own, other), `environment ${other.environment.name}`),
          ),
          ...changed(need, inEnvironment(need, own), "an environment that is gone"),
        ]),
    // Reading them it meets the APIs of the region, and the tags of their logs: docs/ci.md.
    ...((isPlan && need.action === "apigateway:GET") || need.action === "logs:ListTagsForResource"
      ? []
      : changed(need, foreign, "another project")),
  ];
}

function changed(need: Need, request: Request, why: string): readonly Refusal[] {
  return request.resource === need.resource && JSON.stringify(request.context) === JSON.stringify(need.context)
    ? []
    : [{ ...request, why }];
}

const mentions = ({ resource, context }: Need, name: string): boolean =>
  new RegExp(
    `clickstream[-_]${name}\\b|clickstream_${name}(?![a-z0-9])|(/|%2F)stages(/|%2F)${name}$|_\\w+/${name}(:|$)`,
  ).test(resource) || (context?.["aws:ResourceTag/Environment"] ?? context?.["aws:RequestTag/Environment"]) === name;

/** Names, stage, tags, and ids of keys and APIs. */
function inEnvironment(need: Need, from: Facts, to?: Facts): Request {
  const [one, other] = [from.environment.name, to?.environment.name ?? "gone"];
  const ids: readonly (readonly [string, string])[] = to
    ? [
        [apiId(from), apiId(to)],
        [from.keyArn, to.keyArn],
      ]
    : [];
  const translate = (text: string): string =>
    ids
      .reduce((result, [id, otherId]) => result.replaceAll(id, otherId), text)
      .replaceAll(`clickstream-${one}`, `clickstream-${other}`)
      .replaceAll(`clickstream_${one}`, `clickstream_${other}`)
      .replace(new RegExp(`(/stages/|%2Fstages%2F|API-Gateway-Execution-Logs_\\w+/)${one}(?=$|:)`), `$1${other}`);
  return { ...plain(need), resource: translate(need.resource), context: retag(need.context, "Environment", other) };
}

function inProject(need: Need, own: Facts): Request {
  const { name } = own.environment;
  const resource = need.resource
    .replaceAll(`clickstream-${name}`, `payments-${name}`)
    .replaceAll(`clickstream_${name}`, `payments_${name}`);
  return { ...plain(need), resource, context: retag(need.context, "Project", "payments") };
}

const apiId = (facts: Facts): string => facts.tree.attribute(facts.only("aws_api_gateway_rest_api"), "id");

/** What belongs to others has their tags; whoever makes something gives it his own. */
function retag(context: Context | undefined, tag: string, value: string): Context {
  return Object.fromEntries(
    Object.entries(context ?? {}).map(([key, own]) => [key, key === `aws:ResourceTag/${tag}` ? value : own]),
  );
}

/** The same in another account, and in a region where nothing is. */
function places(need: Need): readonly Refusal[] {
  const parts = need.resource.split(":");
  if (parts.length < 6 || need.principal.kind === "anyone") return [];
  const put = (at: number, text: string): string => parts.with(at, text).join(":");
  return [
    ...(parts[4] === "" || need.principal.kind !== "role"
      ? []
      : [
          {
            ...plain(need),
            resource: put(4, STRANGER),
            why: "another account, whatever it allows",
            besides: [open(need.principal.arn)],
          },
        ]),
    ...(parts[3] === "" ? [] : [{ ...plain(need), resource: put(3, ELSEWHERE), why: "another region" }]),
  ];
}

/** Whatever another account may let ours do. */
const open = (roleArn: string): Statement => ({
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${accountOf(roleArn)}:root` },
  Action: "*",
  Resource: "*",
});

/** Other things beside it: a sibling's name, another event type, another folder of the bucket. Whatever begins like the environment is CI's. */
function names(need: Need): readonly Refusal[] {
  const { resource, principal } = need;
  if (resource === "*" || principal.kind === "anyone" || isRole(principal, "-plan")) return [];
  const isObject = resource.startsWith("arn:aws:s3:::") && resource.includes("/");
  const isDeploy = isRole(principal, "-github-deploy-");
  const inside = isObject || /:log-stream:|:function:.*:|:table\//.test(resource); // of what is the principal's anyhow
  const siblings: readonly (readonly [string, string])[] = [
    ...(isDeploy || inside ? [] : ([["a sibling's name", `${resource}-other`]] as const)),
    ...(isObject && !isWhole(need)
      ? ["clickstream-source/menu-click/", "replay/sent/", "secrets/"].map(
          (folder) => ["another folder", `${resource.split("/")[0] ?? ""}/${folder}object`] as const,
        )
      : []),
    ...(isDeploy || isQuery(principal)
      ? []
      : [
          ["another event type", resource.replace(/menu([-_])click/, "order")] as const,
          ["another event type", resource.replace(/([/-])order(?=\/|$)/, "$1menu-click")] as const,
        ]),
  ];
  return siblings
    .filter(([, other]) => other !== resource && !isWhole(need))
    .map(([why, other]) => ({ ...plain(need), resource: other, why }));
}

const isQuery = (principal: Principal): boolean =>
  isRole(principal, "role/analysts") || isRole(principal, "quicksight");
/** The bucket of results is the query's, the copy S3's, all of it; a copy is made of every event type. Upkeep has a folder of results. */
const isWhole = ({ resource, principal }: Need): boolean =>
  (/:::clickstream-\w+-(results|backup)-\d/.test(resource) && !isRole(principal, "-lake-")) ||
  (resource.startsWith("arn:aws:s3:::") && isRole(principal, "-replication"));

/** What the service can besides, and the principal never needs. */
function actions(need: Need, wanted: ReadonlySet<string>): readonly Refusal[] {
  const [service = ""] = need.action.split(":");
  return (ACTIONS[service] ?? [])
    .map((action) => `${service}:${action}`)
    .filter((action) => !wanted.has(action))
    .map((action) => ({ ...plain(need), action, why: "an action that it never needs" }));
}

/** Others that ask the same: a service that has no business there, a role of another account, nobody in particular. */
function principals(need: Need): readonly Refusal[] {
  if (need.principal.kind === "anyone") return [];
  const isOpen = need.action === "execute-api:Invoke";
  const strangers: readonly Principal[] = isOpen
    ? []
    : [
        { kind: "service", name: OTHER_SERVICE },
        { kind: "role", arn: `arn:aws:iam::${STRANGER}:role/admin` },
        { kind: "anyone" },
        ...(need.principal.kind === "federated"
          ? [{ kind: "federated", provider: need.principal.provider.replace("token.", "other.") } as const]
          : []),
      ];
  const hasPolicy = /^(s3|kms|sns|lambda|sts):/.test(need.action) && need.resource !== "*";
  return hasPolicy ? strangers.map((principal) => ({ ...plain(need), principal, why: "somebody else" })) : [];
}

const isRole = (principal: Principal, part: string): boolean =>
  principal.kind === "role" && principal.arn.includes(part);
