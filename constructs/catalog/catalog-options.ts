import { roleName } from "../shared/role-options";
import { listOf, type OptionRules, text, trueOrFalse, wholeNumber } from "../shared/validate";

/** What whoever asks about events chooses. */
export interface CatalogOptions {
  /** A query that reads more is ended, in MiB, 10 to 10485760. @default 10240 */
  readonly scanLimitMiB?: number;
  /** Names of existing IAM roles, without their path, that may run queries. @default none */
  readonly analystRoles?: readonly string[];
  /** Refuse to destroy the workgroup while it holds queries or their history. @default true */
  readonly protectData?: boolean;
}

/** Athena's own least, and 10 TiB so that a slip of the keyboard is noticed: https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html */
export const scanLimit = wholeNumber(10, 10_485_760);

/** What a workgroup's name must be: https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroup.html */
export const workgroupName = text(/^[\w.-]{1,128}$/, "at most 128 letters, digits, dots, hyphens and underscores");

/** What they must be. */
export const CATALOG_OPTIONS: OptionRules<CatalogOptions> = {
  scanLimitMiB: scanLimit,
  analystRoles: listOf(roleName, "role", "leave it out to let in none"),
  protectData: trueOrFalse,
};
