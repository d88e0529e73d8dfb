import { isListOf, within, type Rule } from "./rules";

/** How events come in: what stands behind the API, who may call it, and how often. Everything may be left out. */
export interface Edge {
  /** Straight to Firehose, or through a Lambda that answers for each event. @default "firehose" */
  readonly ingestion?: "firehose" | "lambda";
  /** Web pages of other origins that may post and read the answers. @default none */
  readonly cors?: {
    /** Origins like `https://menu.example.com`, or `"*"` alone. */
    readonly allowedOrigins: readonly string[];
    /** Seconds that a browser may keep the answer to OPTIONS, 0 to 86400. @default 86400 */
    readonly maxAgeSeconds?: number;
  };
  /** Requests that each route takes; what is more is answered 429. @default 400 a second, 400 at once */
  readonly throttling?: {
    /** Requests a second, 1 to 100000. @default 400 */
    readonly rateLimit?: number;
    /** Requests at once, 1 to 100000. @default 400 */
    readonly burstLimit?: number;
    /** Others for some routes, by path like `/poc/batch`. @default none */
    readonly routes?: Readonly<Record<string, { readonly rateLimit: number; readonly burstLimit: number }>>;
  };
  /** Names of the clients that get an API key; then every request must carry one, which a beacon can't. @default no keys */
  readonly apiKeys?: readonly string[];
  /** Who may post: everyone, whoever signs, a Cognito user pool's members, whom your own function lets in. @default "NONE" */
  readonly authorization?:
    "NONE" | "AWS_IAM" | { readonly userPoolArn: string } | { readonly authorizerFunctionArn: string };
  /** A firewall in front of the API, 7 USD a month before the first request. @default none */
  readonly waf?: {
    /** Requests in five minutes from one address, 10 to 2000000000. @default 10000 */
    readonly requestsPerAddress?: number;
    /** What AWS's common rules do with a body that looks like an attack: count it, or refuse it. @default "count" */
    readonly bodyRules?: "count" | "block";
    /** Keep samples of requests for three hours, with the client's address and headers. @default true */
    readonly sampledRequests?: boolean;
    /** Log every request, with the client's address and headers. @default false */
    readonly logging?: boolean;
  };
  /** A domain name of your own. @default the name that AWS gives */
  readonly domain?: {
    /** Like `events.example.com`. */
    readonly domainName: string;
    /** ARN of its certificate in ACM, in the environment's region. */
    readonly certificateArn: string;
    /** First part of the path, where other APIs share the name. @default none */
    readonly basePath?: string;
    /** Refuse calls to the name that AWS gives. @default false */
    readonly disableDefaultEndpoint?: boolean;
  };
  /** Networks that may call the API, like `203.0.113.0/24`. @default all */
  readonly allowedNetworks?: readonly string[];
  /** Put clients' addresses into the access log, and trace requests with X-Ray, whose segments hold them and the URL. @default false */
  readonly logClientAddresses?: boolean;
  /** Largest body in bytes that the Lambda takes, 1024 to 3000000; straight to Firehose it is always 1024000. @default 1024000 */
  readonly maxBodyBytes?: number;
  /** Seconds that the Lambda may put a request's events, retries included, 1 to 27; then it answers 503. @default 3 */
  readonly putTimeoutSeconds?: number;
  /** Executions at once that are kept for the Lambda and that it may not exceed, 1 to 1000. @default the account's pool, unlimited */
  readonly reservedConcurrency?: number;
}

const ORIGIN = /^https?:\/\/[a-z0-9.-]+(:\d+)?$/;
const NETWORK = /^[0-9a-f.:]+\/\d{1,3}$/i;

/** The rules of the fields that are there. */
export function edgeRules({
  ingestion,
  cors,
  throttling,
  apiKeys,
  authorization,
  waf,
  domain,
  allowedNetworks,
  logClientAddresses,
  maxBodyBytes,
  putTimeoutSeconds,
  reservedConcurrency,
}: Edge): readonly Rule[] {
  const rules: readonly Rule[] = [
    ["ingestion", ingestion, ingestion === "firehose" || ingestion === "lambda", '"firehose" or "lambda"'],
    [
      "cors.allowedOrigins",
      cors?.allowedOrigins,
      isOrigins(cors?.allowedOrigins),
      'origins like "https://menu.example.com", or "*" alone',
    ],
    [
      "cors.maxAgeSeconds",
      cors?.maxAgeSeconds,
      within(cors?.maxAgeSeconds, 0, 86_400),
      "a whole number from 0 to 86400",
    ],
    ...throttleRules("throttling", throttling),
    ...Object.entries(throttling?.routes ?? {}).flatMap(([path, route]) =>
      throttleRules(`throttling.routes["${path}"]`, route),
    ),
    [
      "apiKeys",
      apiKeys,
      isListOf(apiKeys, /^[A-Za-z0-9_-]{1,64}$/),
      "names of clients, each once, at most 64 letters, digits, hyphens and underscores",
    ],
    [
      "authorization",
      authorization,
      isAuthorization(authorization),
      '"NONE", "AWS_IAM", {userPoolArn} or {authorizerFunctionArn}',
    ],
    [
      "waf.requestsPerAddress",
      waf?.requestsPerAddress,
      within(waf?.requestsPerAddress, 10, 2_000_000_000),
      "a whole number from 10 to 2000000000",
    ],
    ["waf.bodyRules", waf?.bodyRules, ["count", "block"].includes(waf?.bodyRules ?? ""), '"count" or "block"'],
    ["waf.sampledRequests", waf?.sampledRequests, typeof waf?.sampledRequests === "boolean", "true or false"],
    ["waf.logging", waf?.logging, typeof waf?.logging === "boolean", "true or false"],
    [
      "domain.domainName",
      domain?.domainName,
      /^([a-z0-9-]+\.)+[a-z]{2,}$/.test(domain?.domainName ?? ""),
      'a name like "events.example.com"',
    ],
    [
      "domain.certificateArn",
      domain?.certificateArn,
      /^arn:[\w-]+:acm:/.test(domain?.certificateArn ?? ""),
      "the ARN of a certificate in ACM",
    ],
    [
      "domain.basePath",
      domain?.basePath,
      /^[A-Za-z0-9_-]+$/.test(domain?.basePath ?? ""),
      "letters, digits, hyphens and underscores",
    ],
    [
      "domain.disableDefaultEndpoint",
      domain?.disableDefaultEndpoint,
      typeof domain?.disableDefaultEndpoint === "boolean",
      "true or false",
    ],
    [
      "allowedNetworks",
      allowedNetworks,
      isListOf(allowedNetworks, NETWORK),
      'networks like "203.0.113.0/24", each once',
    ],
    ["logClientAddresses", logClientAddresses, typeof logClientAddresses === "boolean", "true or false"],
    [
      "maxBodyBytes",
      maxBodyBytes,
      ingestion === "lambda" && within(maxBodyBytes, 1024, 3_000_000),
      'left out, or with ingestion "lambda" a whole number from 1024 to 3000000',
    ],
    [
      "putTimeoutSeconds",
      putTimeoutSeconds,
      ingestion === "lambda" && within(putTimeoutSeconds, 1, 27),
      'left out, or with ingestion "lambda" a whole number from 1 to 27',
    ],
    [
      "reservedConcurrency",
      reservedConcurrency,
      ingestion === "lambda" && within(reservedConcurrency, 1, 1000),
      'left out, or with ingestion "lambda" a whole number from 1 to 1000',
    ],
  ];
  return rules.filter(([, value]) => value !== undefined);
}

function throttleRules(
  field: string,
  throttle: { readonly rateLimit?: number; readonly burstLimit?: number } | undefined,
): readonly Rule[] {
  const allowed = "a whole number from 1 to 100000";
  return [
    [`${field}.rateLimit`, throttle?.rateLimit, within(throttle?.rateLimit, 1, 100_000), allowed],
    [`${field}.burstLimit`, throttle?.burstLimit, within(throttle?.burstLimit, 1, 100_000), allowed],
  ];
}

function isOrigins(origins: unknown): boolean {
  return isListOf(origins, ORIGIN) || (Array.isArray(origins) && origins.length === 1 && origins[0] === "*");
}

function isAuthorization(value: unknown): boolean {
  if (value === "NONE" || value === "AWS_IAM") return true;
  if (typeof value !== "object" || value === null) return false;
  const [[kind, arn] = [], ...others] = Object.entries(value as Record<string, unknown>);
  return (
    others.length === 0 &&
    (kind === "userPoolArn" || kind === "authorizerFunctionArn") &&
    typeof arn === "string" &&
    arn.startsWith("arn:")
  );
}
