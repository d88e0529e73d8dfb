import { DATA_ROOT, ERRORS_ROOT, PARQUET_ROOT, REPLAY_ROOT, SOURCE_ROOT } from "../../declaration/layout";
import { bucketFolder } from "../shared/bucket-folder";
import { expireBelow, tidyUp, type LifecycleRule } from "./lifecycle";
import { checkEventRetention, type EventRetention } from "./storage-options";

export type { EventRetention } from "./storage-options";

/** Days that failed records are kept. */
export const DEFAULT_ERRORS_EXPIRATION_DAYS = 90;
/** Days that raw records are kept. */
export const DEFAULT_SOURCE_EXPIRATION_DAYS = 30;
/** Days that overwritten and deleted versions are kept. */
export const DEFAULT_NONCURRENT_EXPIRATION_DAYS = 30;

/**
 * The rules that say how long a bucket of events keeps what.
 * @param prefix the folder of a pipeline in a bucket that others share: the rules for it alone, to stand among the bucket's
 * @throws Error naming the prop, the range and the value
 */
export function eventRetentionRules(retention: EventRetention, prefix = ""): readonly LifecycleRule[] {
  if (prefix !== "") bucketFolder("prefix", prefix);
  checkEventRetention(retention);
  const { errorsExpirationDays, sourceExpirationDays, noncurrentExpirationDays } = retention;
  const errorsDays = errorsExpirationDays ?? DEFAULT_ERRORS_EXPIRATION_DAYS;
  const named = prefix.replaceAll("/", "-");
  const expire = (root: string, id: string, days: number): LifecycleRule =>
    expireBelow(prefix + root, named + id, days);
  return [
    ...eventRules(prefix + DATA_ROOT, `${named}events`, retention),
    ...eventRules(prefix + PARQUET_ROOT, `${named}events-parquet`, retention),
    expire(ERRORS_ROOT, "errors", errorsDays),
    // What a replay remembers is younger than the failed record that it sent, so it outlives it.
    expire(REPLAY_ROOT, "replay", errorsDays),
    expire(SOURCE_ROOT, "source", sourceExpirationDays ?? DEFAULT_SOURCE_EXPIRATION_DAYS),
    ...(prefix === "" ? [tidyUp(noncurrentExpirationDays ?? DEFAULT_NONCURRENT_EXPIRATION_DAYS)] : []), // the owner's
  ];
}

/** None when events stay where they are for good. */
function eventRules(
  prefix: string,
  id: string,
  { eventsExpirationDays, infrequentAccessDays }: EventRetention,
): readonly LifecycleRule[] {
  const expires = eventsExpirationDays !== undefined && eventsExpirationDays !== null;
  if (!expires && infrequentAccessDays === undefined) return [];
  return [
    {
      id,
      status: "Enabled",
      filter: [{ prefix }],
      ...(infrequentAccessDays !== undefined && {
        transition: [{ days: infrequentAccessDays, storageClass: "STANDARD_IA" }],
      }),
      ...(expires && { expiration: [{ days: eventsExpirationDays }] }),
    },
  ];
}
