import { plus } from "../shared/arithmetic";
import { type OptionRules, checkOptions, isReference, trueOrFalse, wholeNumber } from "../shared/validate";

/** How long a bucket of events keeps what; a copy of the bucket keeps it as long. */
export interface EventRetention {
  /** Days until delivered events expire, 1 to 36500; null keeps them. @default null */
  readonly eventsExpirationDays?: number | null;
  /** Days until delivered events move to infrequent access, 30 at least, less than until they expire; objects under 128 KB never do. @default never */
  readonly infrequentAccessDays?: number;
  /** Days until failed records, and what replays remember of them, expire, 1 to 36500. @default 90 */
  readonly errorsExpirationDays?: number;
  /** Days until raw records expire, where they are kept, 1 to 36500. @default 30 */
  readonly sourceExpirationDays?: number;
  /** Days until overwritten and deleted versions of objects are gone, 1 to 36500. @default 30 */
  readonly noncurrentExpirationDays?: number;
}

/** What whoever stores events chooses. */
export interface StorageOptions extends EventRetention {
  /** Days until Athena's results expire, 1 to 3650. @default 30 */
  readonly resultsExpirationDays?: number;
  /** Days until logs of who read and wrote the buckets expire, 1 to 36500. @default 90 */
  readonly accessLogsExpirationDays?: number;
  /** Days between asking for the key's deletion and the deletion, 7 to 30. @default 30 */
  readonly keyDeletionWindowDays?: number;
  /** Refuse to destroy what holds data; without, destroying it deletes the objects too. @default true */
  readonly protectData?: boolean;
}

/** A century, so that a slip of the keyboard is noticed. */
const LONGEST_DAYS = 36_500;
/** Ten years, likewise. */
const LONGEST_RESULTS_DAYS = 3650;
/** S3 moves nothing earlier: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html */
const SHORTEST_INFREQUENT_ACCESS_DAYS = 30;

/** How long things can be kept in a bucket. */
export const expiration = wholeNumber(1, LONGEST_DAYS);
/** How long results of queries can be kept. */
export const resultsExpiration = wholeNumber(1, LONGEST_RESULTS_DAYS);
/** How long KMS waits: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html */
export const keyDeletionWindow = wholeNumber(7, 30);

/** What they must be. */
export const EVENT_RETENTION: OptionRules<EventRetention> = {
  eventsExpirationDays: (prop, value) => value === null || expiration(prop, value),
  infrequentAccessDays: wholeNumber(SHORTEST_INFREQUENT_ACCESS_DAYS, LONGEST_DAYS),
  errorsExpirationDays: expiration,
  sourceExpirationDays: expiration,
  noncurrentExpirationDays: expiration,
};

/** What they must be. */
export const STORAGE_OPTIONS: OptionRules<StorageOptions> = {
  ...EVENT_RETENTION,
  resultsExpirationDays: resultsExpiration,
  accessLogsExpirationDays: expiration,
  keyDeletionWindowDays: keyDeletionWindow,
  protectData: trueOrFalse,
};

/** @throws Error naming the option, the rule and the value */
export function checkEventRetention(retention: EventRetention): void {
  checkOptions(EVENT_RETENTION, retention);
  const { eventsExpirationDays, infrequentAccessDays } = retention;
  if (eventsExpirationDays !== undefined && eventsExpirationDays !== null && !isReference(eventsExpirationDays))
    wholeNumber(SHORTEST_INFREQUENT_ACCESS_DAYS, plus(eventsExpirationDays, -1))(
      "infrequentAccessDays",
      infrequentAccessDays,
    );
}

/** @throws Error naming the option, the rule and the value */
export function checkStorageOptions(options: StorageOptions): void {
  checkOptions(STORAGE_OPTIONS, options);
  checkEventRetention(options);
}
