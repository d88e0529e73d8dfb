import { INGESTION_MODES, type IngestionMode, STORAGE_FORMATS, type StorageFormat } from "../basics/choices";
import { estimate, type Estimate } from "./model";
import type { PriceList } from "./prices";
import { type CostSettings, fitsRecord, withFormat } from "./settings";

/** Events in a request that are compared. */
const BATCHES = [1, 10, 100, 500];

/** One way to run the same traffic. */
export interface Variant {
  readonly eventsPerRequest: number;
  readonly mode: IngestionMode;
  readonly format: StorageFormat;
  /** Undefined when so many events don't fit a record. */
  readonly estimate: Estimate | undefined;
}

/** The same traffic with other batches, ways in and formats; everything else as in the settings. */
export function compare(settings: CostSettings, list: PriceList): readonly Variant[] {
  return BATCHES.flatMap((eventsPerRequest) =>
    INGESTION_MODES.flatMap((mode) =>
      STORAGE_FORMATS.map((format): Variant => {
        const changed = {
          ...settings,
          eventsPerRequest,
          mode,
          streams: settings.streams.map((stream) => withFormat(stream, format)),
        };
        return { eventsPerRequest, mode, format, estimate: fitsRecord(changed) ? estimate(changed, list) : undefined };
      }),
    ),
  );
}
