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
  for (const name of ["buffering_size", "buffering_interval"]) {
    const [own, stream] = [backup.optionalNumber(name), s3.optionalNumber(name)];
    if (own !== stream)
      backup.fail(name, `must be the stream's own, ${stream ?? "left out"}, to run here, got ${own ?? "none"}`);
  }
  return loadPlace(backup);
}
