import { DATA_ROOT, ERRORS_ROOT, PARQUET_ROOT, REPLAY_ROOT, SOURCE_ROOT } from "../../declaration/layout";
import { expireBelow, LONGEST_DAYS, tidyUp, type LifecycleRule } from "./lifecycle";
import { checkWholeNumber } from "../shared/validate";

const DEFAULT_ERRORS_EXPIRATION_DAYS = 90;
const DEFAULT_SOURCE_EXPIRATION_DAYS = 30;
const DEFAULT_NONCURRENT_EXPIRATION_DAYS = 30;
/** S3 moves nothing earlier: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html */
const SHORTEST_INFREQUENT_ACCESS_DAYS = 30;

/** How long a bucket of events keeps what; a copy of the bucket keeps it as long. */
export interface EventRetention {
  /** Days until delivered events expire. @default never */
  readonly eventsExpirationDays?: number;
  /** Days until delivered events move to infrequent access, 30 at least; objects under 128 KB never do. @default never */
  readonly infrequentAccessDays?: number;
  /** Days until failed records expire. @default 90 */
  readonly errorsExpirationDays?: number;
  /** Days until raw records expire. @default 30 */
  readonly sourceExpirationDays?: number;
  /** Days until overwritten and deleted versions are gone. @default 30 */
  readonly noncurrentExpirationDays?: number;
}

/** The rules that say so. @throws Error naming the prop, the range and the value */
export function eventRetentionRules(retention: EventRetention): readonly LifecycleRule[] {
  const {
    eventsExpirationDays,
    infrequentAccessDays,
    errorsExpirationDays,
    sourceExpirationDays,
    noncurrentExpirationDays,
  } = retention;
  for (const [prop, days] of Object.entries({
    eventsExpirationDays,
    errorsExpirationDays,
    sourceExpirationDays,
    noncurrentExpirationDays,
  })) {
    checkWholeNumber(prop, days, 1, LONGEST_DAYS);
  }
  checkWholeNumber(
    "infrequentAccessDays",
    infrequentAccessDays,
    SHORTEST_INFREQUENT_ACCESS_DAYS,
    (eventsExpirationDays ?? LONGEST_DAYS + 1) - 1,
  );
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
  if (eventsExpirationDays === undefined && infrequentAccessDays === undefined) return [];
  return [
    {
      id,
      status: "Enabled",
      filter: [{ prefix }],
      ...(infrequentAccessDays !== undefined && {
        transition: [{ days: infrequentAccessDays, storageClass: "STANDARD_IA" }],
      }),
      ...(eventsExpirationDays !== undefined && { expiration: [{ days: eventsExpirationDays }] }),
    },
  ];
}
