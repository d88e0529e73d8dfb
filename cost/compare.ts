import { INGESTION_MODES, type IngestionMode, STORAGE_FORMATS, type StorageFormat } from "../basics/choices";
import { estimate, type Estimate } from "./model";
import type { PriceList } from "./prices";
import { type CostSettings, DEFAULT_LAKE, fitsRecord, withFormat } from "./settings";

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

/** What questions read, and what that costs. */
export interface ReadVariant {
  readonly reads: "landing" | "curated tables" | "curated tables and hourly figures";
  /** What questions, and the upkeep of what they read, make of the total. */
  readonly asked: number;
  readonly estimate: Estimate;
}

/** The same traffic and questions over landing alone, over curated tables, and with charts over hourly figures, by the settings' own where they have some. */
export function compareReads(settings: CostSettings, list: PriceList): readonly ReadVariant[] {
  const priced = (reads: ReadVariant["reads"], lake: CostSettings["lake"]): ReadVariant => {
    const bill = estimate({ ...settings, lake }, list);
    const asked = bill.lines.reduce((sum, { part, amount = 0 }) => (part === undefined ? sum : sum + amount), 0);
    return { reads, asked, estimate: bill };
  };
  const lake = settings.lake ?? DEFAULT_LAKE;
  return [
    priced("landing", undefined),
    priced("curated tables", { ...lake, rollups: false }),
    priced("curated tables and hourly figures", { ...lake, rollups: true }),
  ];
}
