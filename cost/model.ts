import { analysisLines, monitoringLines } from "./analysis-lines";
import { deliveryLines, ingestionLines } from "./ingestion-lines";
import { lakeLines } from "./lake-lines";
import { rollupLines } from "./rollup-lines";
import { type Service, SERVICES, type Usage } from "./line";
import { amountOf, type Price, type PriceList } from "./prices";
import { probeLines } from "./probe-lines";
import { quantitiesOf } from "./quantities";
import { checkRecord, type CostSettings } from "./settings";
import { storageLines } from "./storage-lines";

/** A line of the bill. */
export interface Line extends Usage {
  /** Undefined when the price list has none. */
  readonly unitPrice: Price | undefined;
  /** In the price list's currency; undefined without a price. */
  readonly amount: number | undefined;
}

/** A month's bill. */
export interface Estimate {
  readonly settings: CostSettings;
  readonly lines: readonly Line[];
  /** What each service costs, in the order of the lines; lines without a price are no part of it. */
  readonly services: ReadonlyMap<Service, number>;
  readonly total: number;
  /** Lines that have a quantity and no price. */
  readonly unpriced: readonly Line[];
}

/**
 * A month's bill at steady state: as much is deleted as arrives.
 * @throws Error naming the options when a request's events don't fit a record
 */
export function estimate(settings: CostSettings, list: PriceList): Estimate {
  checkRecord(settings);
  const month = quantitiesOf(settings);
  const usages = [
    ...ingestionLines(settings, month),
    ...deliveryLines(settings, month),
    ...storageLines(settings, month),
    ...analysisLines(settings, month),
    ...lakeLines(settings, month),
    ...rollupLines(settings, month),
    ...monitoringLines(settings, month),
    ...probeLines(settings),
  ];
  const lines = SERVICES.flatMap((service) => usages.filter((usage) => usage.service === service)).map(
    (usage): Line => {
      const unitPrice = list.prices[usage.price];
      return { ...usage, unitPrice, amount: unitPrice && amountOf(unitPrice, usage.quantity) };
    },
  );
  const services = new Map<Service, number>();
  for (const { service, amount = 0 } of lines) services.set(service, (services.get(service) ?? 0) + amount);
  return {
    settings,
    lines,
    services,
    total: [...services.values()].reduce((sum, amount) => sum + amount, 0),
    unpriced: lines.filter(({ unitPrice, quantity }) => unitPrice === undefined && quantity > 0),
  };
}
