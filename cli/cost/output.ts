import { formatTable } from "../shared/table";
import { ASSUMPTIONS, LEFT_OUT } from "../../cost/assumptions";
import type { ReadVariant, Variant } from "../../cost/compare";
import type { PricedFreshness } from "../../cost/freshness";
import { counted, figure } from "../../cost/line";
import type { Estimate, Line } from "../../cost/model";
import type { Origin, Resolved } from "./options";
import { type PriceList, sharesOf } from "../../cost/prices";

/** What a report is made of. */
export interface Report {
  readonly estimate: Estimate;
  readonly resolved: Resolved;
  readonly list: PriceList;
  /** What an event waits for and what that costs, as it is set and otherwise. */
  readonly freshness: readonly PricedFreshness[];
  /** What the stacks could not say. */
  readonly notes: readonly string[];
  /** Undefined when nothing is compared. */
  readonly variants: readonly Variant[] | undefined;
  /** The same of what questions read. */
  readonly reads: readonly ReadVariant[] | undefined;
}

/** How a number of the bill is written: hundredths of a cent. */
const money = (amount: number): string => amount.toFixed(4);

/** The bill for people; `explain` adds how each line comes about, what is assumed and what is left out. */
export function textReport(report: Report, explain: boolean): string {
  const { estimate, list, freshness, notes, variants, reads } = report;
  const { settings, services, total } = estimate;
  const parts = [
    `${figure(settings.eventsPerMonth)} events a month of ${figure(settings.bytesPerEvent)} bytes, ${settings.eventsPerRequest} in a request: ${total.toFixed(2)} ${list.currency} a month`,
    `Prices of ${list.region} of ${list.collected} (${list.file}), free tiers not taken off.\n${settingsText(report)}`,
    formatTable(
      ["service", `${list.currency} a month`],
      [...[...services].map(([service, amount]) => [service, money(amount)]), ["total", money(total)]],
    ),
    ...unpricedText(estimate, list),
    freshnessText(freshness, list),
    ...notes,
    ...(explain
      ? explanation(estimate, list)
      : ["How each line comes about, what is assumed and what is left out: --explain"]),
    ...(variants === undefined ? [] : [comparison(variants, estimate, list)]),
    ...(reads === undefined ? [] : [readsText(reads, list)]),
  ];
  return parts.join("\n\n");
}

/** The bill for programs. */
export function jsonReport({ estimate, resolved, list, freshness, notes, variants, reads }: Report): string {
  const { settings, lines, services, total, unpriced } = estimate;
  const { region, currency, collected, file } = list;
  return JSON.stringify(
    {
      prices: { region, currency, collected, file },
      settings,
      origins: resolved.origins,
      lines: lines.map(({ service, item, quantity, unitPrice, amount, price, formula }) => ({
        service,
        item,
        quantity,
        unit: unitPrice?.unit ?? null,
        per: unitPrice?.per ?? null,
        price,
        amount: amount ?? null,
        formula,
      })),
      services: Object.fromEntries(services),
      total,
      unpriced: unpriced.map(({ service, item }) => `${service}: ${item}`),
      freshness: freshness.map(({ estimate: each, freshness: word, ...priced }) => ({
        freshness: word ?? null,
        ...priced,
        total: each.total,
      })),
      notes,
      ...(variants && {
        variants: variants.map(({ estimate: each, ...variant }) => ({
          ...variant,
          total: each?.total ?? null,
          services: each ? Object.fromEntries(each.services) : null,
        })),
      }),
      ...(reads && {
        reads: reads.map(({ estimate: each, ...read }) => ({
          ...read,
          total: each.total,
          services: Object.fromEntries(each.services),
        })),
      }),
      assumptions: ASSUMPTIONS,
      leftOut: LEFT_OUT,
    },
    undefined,
    2,
  );
}

function settingsText({ resolved: { settings, origins } }: Report): string {
  const formats = [...new Set(settings.streams.map(({ format }) => format))].join(" and ");
  const kept = settings.retentionDays === null ? "kept for good" : `kept ${settings.retentionDays} days`;
  const optional: readonly (readonly [there: boolean, text: string])[] = [
    [settings.replication, "a copy in another region"],
    [settings.lake !== undefined, "curated tables"],
    [settings.lake?.rollups === true, "hourly figures for charts"],
    [settings.waf, "a firewall"],
    [settings.alarms > 0, counted(settings.alarms, "alarm metric")],
    [settings.tracing, "tracing"],
  ];
  const parts = [
    `mode ${settings.mode}`,
    `${counted(settings.streams.length, "stream")} of ${formats}`,
    kept,
    `${settings.queriesPerDay} queries a day`,
    ...optional.filter(([there]) => there).map(([, text]) => text),
  ];
  const from = (origin: Origin): string =>
    Object.entries(origins)
      .filter(([, each]) => each === origin)
      .map(([name]) => name)
      .join(", ") || "nothing";
  return `Settings: ${parts.join(", ")}. From options: ${from("option")}; from the stacks: ${from("stacks")}; the others are defaults.`;
}

/** A retried delivery waits longer: Firehose tries again for a day. */
function freshnessText(freshness: readonly PricedFreshness[], { currency }: PriceList): string {
  const rows = freshness.map(({ freshness: word, waits, longestSeconds, estimate: { total } }) => [
    word === undefined ? "as set" : `"${word}"`,
    `${waits.transformIntervalSeconds} s`,
    `${waits.bufferingIntervalSeconds} s`,
    duration(longestSeconds),
    total.toFixed(2),
  ]);
  const header = ["freshness", "for the transform", "for the object", "at most", `${currency} a month`];
  return `How long an event waits before it can be asked for, unless a buffer is full before:\n${formatTable(header, rows)}`;
}

const duration = (seconds: number): string =>
  seconds < 120 ? `${seconds} s` : `${Math.round((seconds / 60) * 10) / 10} min`;

function unpricedText({ unpriced }: Estimate, { file }: PriceList): readonly string[] {
  if (unpriced.length === 0) return [];
  return [
    `Not in the total, since ${file} has no price for them:\n${unpriced.map(({ service, item, quantity, price }) => `  ${service}, ${item}: ${figure(quantity)} (prices.${price})`).join("\n")}`,
  ];
}

function explanation({ lines }: Estimate, list: PriceList): readonly string[] {
  const rows = Object.entries(ASSUMPTIONS).map(
    ([name, { value, unit, reason }]) => `  ${name}: ${figure(value)} ${unit}. ${reason}`,
  );
  return [
    `Quantity × price = amount. GB, MB and TB are 1,024³, 1,024² and 1,024⁴ bytes.\n${lines.map((line) => explained(line, list.currency)).join("\n")}`,
    `Assumed:\n${rows.join("\n")}`,
    `Left out:\n${LEFT_OUT.map((text) => `  ${text}`).join("\n")}`,
  ];
}

function explained({ service, item, quantity, unitPrice, amount, formula }: Line, currency: string): string {
  const head = `  ${service}, ${item}: ${formula} = ${unitPrice === undefined ? figure(quantity) : counted(quantity, unitPrice.unit)}`;
  if (unitPrice === undefined || amount === undefined) return `${head}; no price`;
  const { per } = unitPrice;
  const shares = sharesOf(unitPrice, quantity).map(({ quantity: part, price }) => `${figure(part)} × ${price}`);
  return `${head}; ${shares.join(" + ")} ${currency}${per === 1 ? "" : ` / ${figure(per)}`} = ${money(amount)}`;
}

/** Side by side, what questions read: the lines for them, for upkeep and for storage. */
function readsText(reads: readonly ReadVariant[], { currency }: PriceList): string {
  const own = ["S3", "Athena", "Step Functions"] as const;
  const rows = reads.map(({ reads: what, asked, estimate }) => [
    what,
    estimate.total.toFixed(2),
    asked.toFixed(2),
    ...own.map((service) => (estimate.services.get(service) ?? 0).toFixed(2)),
  ]);
  return `The same questions over something else, ${currency} a month:\n${formatTable(["questions read", "total", "of it for questions and upkeep", ...own], rows)}`;
}

/** The dearest services in columns of their own, the others together. */
function comparison(variants: readonly Variant[], { total }: Estimate, { currency }: PriceList): string {
  const own = ["API Gateway", "Firehose", "Lambda", "S3", "Athena", "CloudWatch"] as const;
  const rows = variants.map(({ eventsPerRequest, mode, format, estimate }) => {
    if (estimate === undefined)
      return [String(eventsPerRequest), mode, format, "too large for a record", ...own.map(() => ""), "", ""];
    const amounts = own.map((service) => estimate.services.get(service) ?? 0);
    const others = estimate.total - amounts.reduce((sum, amount) => sum + amount, 0);
    const difference = estimate.total - total;
    return [
      String(eventsPerRequest),
      mode,
      format,
      estimate.total.toFixed(2),
      `${difference < 0 ? "" : "+"}${difference.toFixed(2)}`,
      ...[...amounts, others].map((amount) => amount.toFixed(2)),
    ];
  });
  return `The same traffic otherwise, ${currency} a month:\n${formatTable(["events/request", "mode", "format", "total", "difference", ...own, "others"], rows)}`;
}
