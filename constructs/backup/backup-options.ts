import { awsRegion } from "../shared/arn";
import { hcl } from "../shared/terraform-expression";
import { checkOptions, must, type OptionRules } from "../shared/validate";

/** What whoever wants a copy of the events chooses. */
export interface BackupOptions {
  /** Another region that gets an encrypted copy of every stored event. @default no copy */
  readonly backupRegion?: string;
}

/** What they must be. */
export const BACKUP_OPTIONS: OptionRules<BackupOptions> = { backupRegion: awsRegion };

/** @param region where the events are. @throws Error naming the option, the rule and the value */
export function checkBackupOptions(options: BackupOptions, region: string): void {
  checkOptions(BACKUP_OPTIONS, options);
  must(
    `an AWS region other than "${region}"`,
    (value) => value !== region,
    (value) => `${value} != ${hcl(region)}`,
  )("backupRegion", options.backupRegion);
}
