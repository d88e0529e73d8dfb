import { DATA_ROOT, ERRORS_ROOT, PARQUET_ROOT, REPLAY_ROOT, SOURCE_ROOT } from "../../declaration/layout";
import { expireBelow, tidyUp, type LifecycleRule } from "./lifecycle";
import { checkEventRetention, type EventRetention } from "./storage-options";

export type { EventRetention } from "./storage-options";

const DEFAULT_ERRORS_EXPIRATION_DAYS = 90;
const DEFAULT_SOURCE_EXPIRATION_DAYS = 30;
const DEFAULT_NONCURRENT_EXPIRATION_DAYS = 30;
/** The rules that say how long a bucket of events keeps what. @throws Error naming the prop, the range and the value */
export function eventRetentionRules(retention: EventRetention): readonly LifecycleRule[] {
  checkEventRetention(retention);
  const { errorsExpirationDays, sourceExpirationDays, noncurrentExpirationDays } = retention;
  const errorsDays = errorsExpirationDays ?? DEFAULT_ERRORS_EXPIRATION_DAYS;
  return [
    ...eventRules(DATA_ROOT, "events", retention),
    ...eventRules(PARQUET_ROOT, "events-parquet", retention),
    expireBelow(ERRORS_ROOT, "errors", errorsDays),
    // What a replay remembers is younger than the failed record that it sent, so it outlives it.
    expireBelow(REPLAY_ROOT, "replay", errorsDays),
    expireBelow(SOURCE_ROOT, "source", sourceExpirationDays ?? DEFAULT_SOURCE_EXPIRATION_DAYS),
    tidyUp(noncurrentExpirationDays ?? DEFAULT_NONCURRENT_EXPIRATION_DAYS),
  ];
}

/** None when events stay where they are for good. */
function eventRules(
  prefix: string,
  id: string,
  { eventsExpirationDays, infrequentAccessDays }: EventRetention,
): readonly LifecycleRule[] {
  const expires = typeof eventsExpirationDays === "number";
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
