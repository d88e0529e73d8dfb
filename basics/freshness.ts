/** How soon an event can be asked for: it names both of Firehose's waits. */
export const FRESHNESS = ["seconds", "minutes"] as const;
/** One of them. */
export type Freshness = (typeof FRESHNESS)[number];

/** What an event waits for on its way to the bucket. */
export interface Waits {
  /** Seconds that Firehose gathers records before it calls the transform, 0 to 900. */
  readonly transformIntervalSeconds: number;
  /** Seconds that it gathers what the transform answered before it writes an object, 0 to 900. */
  readonly bufferingIntervalSeconds: number;
}

/**
 * Firehose's own: https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html and
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html
 */
export const FIREHOSE_WAITS: Waits = { transformIntervalSeconds: 60, bufferingIntervalSeconds: 300 };
/** Firehose's least for records that are kept as they came; zero buffering is not for them: https://docs.aws.amazon.com/firehose/latest/dev/buffering-hints.html */
export const LEAST_SOURCE_BACKUP_SECONDS = 60;

/** By the word that chooses them. */
export const WAITS: Readonly<Record<Freshness, Waits>> = {
  seconds: { transformIntervalSeconds: 1, bufferingIntervalSeconds: 5 },
  minutes: FIREHOSE_WAITS,
};

/** A word for both, and either of them by itself. */
export interface ChosenWaits extends Partial<Waits> {
  readonly freshness?: Freshness;
}

/** What holds: what is said by itself counts more than the word. */
export const waitsOf = ({
  freshness = "minutes",
  transformIntervalSeconds = WAITS[freshness].transformIntervalSeconds,
  bufferingIntervalSeconds = WAITS[freshness].bufferingIntervalSeconds,
}: ChosenWaits): Waits => ({ transformIntervalSeconds, bufferingIntervalSeconds });

/** Seconds until the object with an event is written, at most: first it waits for the transform, then for the object. */
export const longestWaitSeconds = ({ transformIntervalSeconds, bufferingIntervalSeconds }: Waits): number =>
  transformIntervalSeconds + bufferingIntervalSeconds;
