import { LEAST_SOURCE_BACKUP_SECONDS } from "../../basics/freshness";
import type { Arguments } from "../tree/arguments";
import { loadPlace, type StoredPlace } from "./stored-place";

/** Reads the backup of a destination; undefined when it has none. @throws Error with the resource's address for what the local run does not know */
export function loadSourceBackup(s3: Arguments): StoredPlace | undefined {
  const mode = s3.optionalString("s3_backup_mode") ?? "Disabled";
  if (mode !== "Enabled" && mode !== "Disabled")
    s3.fail("s3_backup_mode", `must be Enabled or Disabled, got "${mode}"`);
  if (mode === "Disabled") {
    s3.ignore("s3_backup_configuration");
    return undefined;
  }
  const backup = s3.block("s3_backup_configuration").ignore("role_arn", "kms_key_arn", "cloudwatch_logging_options");
  const allowed = {
    buffering_size: s3.optionalNumber("buffering_size"),
    buffering_interval: atLeast(LEAST_SOURCE_BACKUP_SECONDS, s3.optionalNumber("buffering_interval")),
  };
  for (const [name, wanted] of Object.entries(allowed)) {
    const own = backup.optionalNumber(name);
    if (own !== wanted)
      backup.fail(name, `must be the stream's own, ${wanted ?? "left out"}, to run here, got ${own ?? "none"}`);
  }
  return loadPlace(backup);
}

const atLeast = (least: number, value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.max(least, value);
