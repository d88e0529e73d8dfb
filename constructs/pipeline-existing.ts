import { workgroupName } from "./catalog/catalog-options";
import type { RoleReference } from "./shared/policy";
import { roleArn, roleName } from "./shared/role-options";
import { checkOptions, group, type OptionRules, required, type Rule, text } from "./shared/validate";
import type { PipelineStorageProps } from "./storage/pipeline-storage";

/** What a pipeline is given instead of making it. */
export interface ExistingResources extends Pick<PipelineStorageProps, "keyArn" | "bucketName" | "resultsBucketName"> {
  /** A role that every stream of its own delivers with; it gets the permissions. @default one for each stream */
  readonly deliveryRole?: RoleReference;
  /** A role that API Gateway puts records with; it gets the permission. @default one of its own */
  readonly ingestRole?: RoleReference;
  /** A Glue database that exists, as plain text. @default one of its own */
  readonly databaseName?: string;
  /** An Athena workgroup that exists: queries are saved there, its settings stay yours, and no bucket is made for results. @default one of its own */
  readonly workgroupName?: string;
}

const bucket = text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "3 to 63 lower-case letters, digits, hyphens and dots");
const nameAndArn = group<RoleReference>({ name: required(roleName), arn: required(roleArn) });
/** A resource of the stack is one, too, whatever else it has. */
const role: Rule = (prop, value) => {
  const { name, arn } = Object(value) as RoleReference;
  nameAndArn(prop, typeof value === "object" && value !== null ? { name, arn } : value);
};

/** What they must be. */
const EXISTING: OptionRules<ExistingResources> = {
  /** S3 and the policies know a key by its own ARN; an alias may point at another tomorrow. */
  keyArn: text(
    /^(\$\{.+\}|arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+)$/,
    "the ARN of a key, like arn:aws:kms:eu-west-1:111122223333:key/…, not of an alias",
  ),
  bucketName: bucket,
  resultsBucketName: (prop, name) => name !== null && bucket(prop, name),
  databaseName: text(/^[a-z0-9_-]{1,255}$/, "at most 255 lower-case letters, digits, underscores and hyphens"),
  deliveryRole: role,
  ingestRole: role,
  workgroupName,
};

/** Names of all of them. */
export const EXISTING_NAMES: readonly string[] = Object.keys(EXISTING);

/** @throws Error naming the prop, the rule and the value */
export const checkExisting = (given: ExistingResources): void => checkOptions<ExistingResources>(EXISTING, given);
