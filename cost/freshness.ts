import { FRESHNESS, type Freshness, longestWaitSeconds, type Waits, WAITS } from "../basics/freshness";
import { estimate, type Estimate } from "./model";
import type { PriceList } from "./prices";
import type { CostSettings } from "./settings";

/** What an event waits for, and what the month costs then. */
export interface PricedFreshness {
  /** The word that chooses the waits; undefined for those that are set. */
  readonly freshness: Freshness | undefined;
  /** Of streams that differ the longest. */
  readonly waits: Waits;
  /** Seconds until the object with an event is written, at most. */
  readonly longestSeconds: number;
  readonly estimate: Estimate;
}

/** The same traffic as it is set, then with each freshness. */
export function compareFreshness(settings: CostSettings, list: PriceList): readonly PricedFreshness[] {
  const priced = (changed: CostSettings, freshness?: Freshness): PricedFreshness => {
    const waits = longestOf(changed.streams);
    return { freshness, waits, longestSeconds: longestWaitSeconds(waits), estimate: estimate(changed, list) };
  };
  return [
    priced(settings),
    ...FRESHNESS.map((freshness) =>
      priced(
        { ...settings, streams: settings.streams.map((stream) => ({ ...stream, ...WAITS[freshness] })) },
        freshness,
      ),
    ),
  ];
}

/** A stream without a transform waits for the object alone. */
function longestOf(streams: CostSettings["streams"]): Waits {
  const transformed = streams.filter(({ transformBatchMib }) => transformBatchMib !== undefined);
  return {
    transformIntervalSeconds: Math.max(0, ...transformed.map((stream) => stream.transformIntervalSeconds)),
    bufferingIntervalSeconds: Math.max(0, ...streams.map((stream) => stream.bufferingIntervalSeconds)),
  };
}
