// @internal
import { Arns, type AwsLocation } from "../shared/arn";
import type { PolicyStatement } from "../shared/policy";

/** What a role may reach: names and patterns, all below one beginning. */
export interface Reach extends AwsLocation {
  /** Every region where stacks live, the account stack's first. */
  readonly regions: readonly string[];
  /** The regions of copies; only a copy and what watches it are there. @default none */
  readonly backupRegions?: readonly string[];
  /** What there is one of in an environment is named so, like `clickstream-dev`. */
  readonly whole: string;
  /** Everything else is, like `clickstream-dev-*`. */
  readonly parts: string;
  /** Glue databases, which take no hyphens. */
  readonly database: string;
  /** Stage of the APIs: execution logs are named after it. */
  readonly stage: string;
  /** Tags that keys, APIs and what is named after an API's id carry: AWS makes up their ids. */
  readonly tags: Readonly<Record<string, string>>;
  /** Paths of the roles, with slashes at both ends. */
  readonly rolePaths: readonly string[];
}

/** What Terraform calls for some resource types. */
export interface Grant {
  /** Sid of its statement. */
  readonly sid: string;
  /** The types as Terraform names them. @default none of its own */
  readonly types?: readonly string[];
  /** What a plan calls. @default nothing */
  readonly read?: readonly string[];
  /** What an apply calls besides. @default nothing */
  readonly write?: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: PolicyStatement["Condition"];
}

/** ARNs of a service's resources in every region of a list. */
export type Regional = (service: string, ...resources: readonly string[]) => string[];
/** ARNs of what API Gateway manages there. */
export type Api = (...paths: readonly string[]) => string[];

/** How ARNs in these regions are called; what has no region is called as in the first. */
export function locate({ accountId, region }: AwsLocation, regions: readonly string[]) {
  const everywhere = regions.map((each) => new Arns({ accountId, region: each }));
  const regional: Regional = (service, ...resources) =>
    everywhere.flatMap((arns) => unique(resources).map((resource) => arns.regional(service, resource)));
  const api: Api = (...paths) => everywhere.flatMap((arns) => unique(paths).map((path) => arns.apiGateway(path)));
  return { global: everywhere[0] ?? new Arns({ accountId, region }), regional, api };
}

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];
/** Words that stand apart. */
export const words = (text: string): readonly string[] => text.trim().split(/\s+/);
/** The actions of a service. */
export const of =
  (service: string) =>
  (names: string): readonly string[] =>
    words(names).map((name) => `${service}:${name}`);

/** Keys of a context, like `aws:ResourceTag/`, with the values of tags. */
export const prefixed = (prefix: string, tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
