import { isIP } from "node:net";
import { logRetention } from "../shared/log-retention";
import {
  checkOptions,
  group,
  listOf,
  must,
  oneOf,
  type OptionRules,
  recordOf,
  required,
  type Rule,
  text,
  trueOrFalse,
  wholeNumber,
} from "../shared/validate";
import { hcl } from "../shared/terraform-expression";
import { CORS_OPTIONS, type CorsProps } from "./cors";

/** How many requests a method takes; what is more is answered 429. */
export interface Throttle {
  /** Requests a second, on average, 1 to 100000. */
  readonly rateLimit: number;
  /** Requests at once, 1 to 100000. */
  readonly burstLimit: number;
}

/** How many requests the methods of a stage take, each counted by itself. */
export interface ThrottlingProps extends Partial<Throttle> {
  /** Others for the POST on some paths, by path like `/poc/batch`. @default none */
  readonly routes?: Readonly<Record<string, Throttle>>;
}

/**
 * Who may post: `NONE` is everyone, `AWS_IAM` whoever signs with Signature Version 4 and may invoke the API, a Cognito user
 * pool's members with their ID token, or whoever a Lambda authorizer of your own lets in by the `Authorization` header.
 */
export type Authorization =
  "NONE" | "AWS_IAM" | { readonly userPoolArn: string } | { readonly authorizerFunctionArn: string };

/** What the firewall in front of an API lets through. */
export interface FirewallProps {
  /** Requests in five minutes from one address, 10 to 2000000000. Guests behind one router share an address. @default 10000 */
  readonly requestsPerAddress?: number;
  /** What AWS's common rules do with a body that looks like an attack, as a batch does with one value such as `../`: count it, or refuse it with 403. @default "count" */
  readonly bodyRules?: "count" | "block";
  /** Keep samples of requests for three hours, with the client's address and headers, for whoever may open the console. @default true */
  readonly sampledRequests?: boolean;
  /** Log every request, with the client's address and headers. @default false */
  readonly logging?: boolean;
}

/** A name of your own for the endpoint. */
export interface DomainProps {
  /** Like `events.example.com`, lower case. Its DNS record must point at `ApiDomain.target`. */
  readonly domainName: string;
  /** ARN of its certificate in ACM, in the API's own region. */
  readonly certificateArn: string;
  /** First part of the path, where other APIs share the name. @default none: the API's paths follow the name */
  readonly basePath?: string;
  /** Refuse calls to the name that AWS gives. @default false */
  readonly disableDefaultEndpoint?: boolean;
}

/** What an API lets choose. */
export interface EdgeOptions {
  /** Web pages of other origins that may post and read the answers. @default none */
  readonly cors?: CorsProps;
  /** How many requests each route takes; what is more is answered 429. @default 400 a second, 400 at once */
  readonly throttling?: ThrottlingProps;
  /** Names of the clients that get an API key; then every request must carry one, which a beacon can't. @default no keys */
  readonly apiKeys?: readonly string[];
  /** Who may post. @default everyone, "NONE" */
  readonly authorization?: Authorization;
  /** A firewall in front of it, 7 USD a month before the first request. @default none */
  readonly waf?: FirewallProps;
  /** A domain name of your own. @default the name that AWS gives */
  readonly domain?: DomainProps;
  /** Networks that may call it, like `203.0.113.0/24`. @default all */
  readonly allowedNetworks?: readonly string[];
  /** Measure each route by itself, five metrics at 0.30 USD a month each; the stage as a whole is measured anyway. @default false */
  readonly routeMetrics?: boolean;
  /** Put clients' addresses into the access log, and trace requests with X-Ray, whose segments hold them and the URL. @default false */
  readonly logClientAddresses?: boolean;
  /** Days that logs are kept, one of CloudWatch's own numbers. @default 30 */
  readonly logRetentionDays?: number;
}

/** Far above an account's own quota of 10,000 a second, which AWS raises on request. */
const limit = wholeNumber(1, 100_000);
const routeLimits = group<Throttle>({ rateLimit: required(limit), burstLimit: required(limit) });

/** What a stage's throttling must be. */
export const throttling = group<ThrottlingProps>({
  rateLimit: limit,
  burstLimit: limit,
  routes: recordOf(routeLimits),
});

const WAYS = ["userPoolArn", "authorizerFunctionArn"];
const way = must(
  '"NONE", "AWS_IAM", {userPoolArn} or {authorizerFunctionArn}',
  (value) => typeof value === "object" && value !== null && WAYS.includes(Object.keys(value).join()),
);
const ways = group<{ readonly userPoolArn?: string; readonly authorizerFunctionArn?: string }>({
  userPoolArn: text(/^arn:[\w-]+:cognito-idp:[\w-]+:\d{12}:userpool\/[\w-]+$/, "the ARN of a Cognito user pool"),
  authorizerFunctionArn: text(
    /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/,
    "the ARN of a Lambda function",
  ),
});

/** What says who may post must be. */
export const authorization: Rule = (prop, value) => {
  if (value === "NONE" || value === "AWS_IAM") return;
  way(prop, value);
  ways(prop, value);
};

/** What a firewall's options must be. */
export const FIREWALL_OPTIONS: OptionRules<FirewallProps> = {
  requestsPerAddress: wholeNumber(10, 2_000_000_000),
  bodyRules: oneOf("count", "block"),
  sampledRequests: trueOrFalse,
  logging: trueOrFalse,
};

/** What a domain's options must be. */
export const DOMAIN_OPTIONS: OptionRules<DomainProps> = {
  domainName: required(
    text(
      /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
      'a name like "events.example.com", lower case',
    ),
  ),
  certificateArn: required(
    text(/^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/, "the ARN of a certificate in ACM"),
  ),
  basePath: text(/^[A-Za-z0-9_-]+$/, "letters, digits, hyphens and underscores, without slashes"),
  disableDefaultEndpoint: trueOrFalse,
};

/** What the names of clients that get a key must be. */
export const apiKeys = listOf(
  text(/^[A-Za-z0-9_-]{1,64}$/, "names of at most 64 letters, digits, hyphens and underscores"),
  "client",
  "leave it out to ask for no key",
);

/** What the networks that may call must be. */
export const allowedNetworks = listOf(
  must('networks like "203.0.113.0/24" or "2001:db8::/32"', (value) => typeof value === "string" && isNetwork(value)),
  "network",
  "leave it out to allow all",
);

/** What all of them must be. */
export const EDGE_OPTIONS: OptionRules<EdgeOptions> = {
  cors: group(CORS_OPTIONS),
  throttling,
  apiKeys,
  authorization,
  waf: group(FIREWALL_OPTIONS),
  domain: group(DOMAIN_OPTIONS),
  allowedNetworks,
  routeMetrics: trueOrFalse,
  logClientAddresses: trueOrFalse,
  logRetentionDays: logRetention,
};

function isNetwork(text: string): boolean {
  const [, address = "", bits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128);
}

/** @param region the API's own. @throws Error naming the option, the rule and the value */
export function checkEdgeOptions(options: EdgeOptions, region: string): void {
  checkOptions(EDGE_OPTIONS, options);
  const own = must(
    `in ${region}, the API's own region`,
    (arn) => String(arn).split(":")[3] === region,
    (arn) => `try(split(":", ${arn})[3], "") == ${hcl(region)}`,
  );
  const { domain, authorization: who } = options;
  own("domain.certificateArn", domain?.certificateArn);
  // The stack's provider lets the API into it, which it can in its own region only.
  if (typeof who === "object" && "authorizerFunctionArn" in who)
    own("authorization.authorizerFunctionArn", who.authorizerFunctionArn);
}
