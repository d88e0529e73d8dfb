import { isObject } from "../basics/json";
import { readFileSync } from "node:fs";
import shipped from "./prices.us-east-1.json";

/** A tier of a price: so much of the month's quantity, the last one without a limit. */
export interface Tier {
  /** How wide the tier is, in units; undefined for the last. */
  readonly quantity?: number;
  /** For `per` units. */
  readonly price: number;
}

/** What a thing costs. */
export interface Price {
  /** What is counted, like `request` or `GB-month`. */
  readonly unit: string;
  /** How many units the price is for. */
  readonly per: number;
  /** One tier where the price is the same for all. */
  readonly tiers: readonly Tier[];
  /** Where the number comes from. */
  readonly source: string;
}

/** Everything that the model multiplies with: the names in a price file. */
export type PriceName = keyof (typeof shipped)["prices"];

/** The prices of a region. A name that is missing has no price: its line is listed without an amount. */
export interface PriceList {
  /** Where it was read, for messages. */
  readonly file: string;
  readonly region: string;
  readonly currency: string;
  /** When they were collected, `yyyy-MM-dd`. */
  readonly collected: string;
  readonly prices: Readonly<Partial<Record<PriceName, Price>>>;
}

/** A part of an amount that has one price. */
export interface Share {
  readonly quantity: number;
  readonly price: number;
}

const SHIPPED_FILE = "prices.us-east-1.json";
const NAMES = Object.keys(shipped.prices);

/**
 * The price list of a file, the project's own when none is named.
 * @throws Error naming the file, the field, what it must be and what it is
 */
export function loadPrices(file?: string): PriceList {
  if (file === undefined) return parsePrices(shipped, SHIPPED_FILE);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(
      `--prices ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}); name a file like cost/${SHIPPED_FILE}`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`--prices ${file} is not JSON; write it like cost/${SHIPPED_FILE}`);
  }
  return parsePrices(value, file);
}

/** @throws Error naming the file, the field, what it must be and what it is */
export function parsePrices(value: unknown, file: string): PriceList {
  const fail = (field: string, rule: string, got: unknown): never => {
    throw new Error(`${file}: ${field} must be ${rule}, got ${got === undefined ? "nothing" : JSON.stringify(got)}`);
  };
  const root = isObject(value) ? value : fail("the file", "a JSON object", value);
  const text = (field: string): string =>
    typeof root[field] === "string" && root[field] !== "" ? root[field] : fail(field, "a text", root[field]);
  const { prices: written } = root;
  const entries = Object.entries(isObject(written) ? written : fail("prices", "an object of prices by name", written));
  for (const [name] of entries)
    if (!NAMES.includes(name))
      fail(`prices.${name}`, `one of the names that the model knows: ${NAMES.join(", ")}`, name);
  const prices = Object.fromEntries(entries.map(([name, price]) => [name, parsePrice(price, `prices.${name}`, fail)]));
  const collected = text("collected");
  if (!/^\d{4}-\d{2}-\d{2}$/.test(collected)) fail("collected", "a date like 2026-11-20", collected);
  return { file, region: text("region"), currency: text("currency"), collected, prices };
}

function parsePrice(value: unknown, field: string, fail: (field: string, rule: string, got: unknown) => never): Price {
  if (!isObject(value)) return fail(field, "an object", value);
  const { unit, per, price, source } = value;
  if (typeof unit !== "string" || unit === "") return fail(`${field}.unit`, "a text", unit);
  if (typeof per !== "number" || !(per > 0)) return fail(`${field}.per`, "a number above 0", per);
  if (typeof source !== "string" || source === "") return fail(`${field}.source`, "where the price comes from", source);
  const list: unknown = value["tiers"] ?? [{ price }];
  if (!Array.isArray(list) || list.length === 0) return fail(`${field}.tiers`, "a list of tiers", list);
  const tiers = list.map((tier: unknown, index): Tier => {
    const place = value["tiers"] === undefined ? field : `${field}.tiers[${index}]`;
    const { quantity, price: each } = isObject(tier) ? tier : {};
    if (typeof each !== "number" || !(each >= 0)) return fail(`${place}.price`, "a number of 0 or more", each);
    if (index === list.length - 1)
      return quantity === undefined
        ? { price: each }
        : fail(`${place}.quantity`, "left out: the last tier has no end", quantity);
    return typeof quantity === "number" && quantity > 0
      ? { quantity, price: each }
      : fail(`${place}.quantity`, "the tier's width, a number above 0", quantity);
  });
  return { unit, per, tiers, source };
}

/** Splits a quantity over the tiers: each takes what fits, the last one the rest. */
export function sharesOf({ tiers }: Price, quantity: number): readonly Share[] {
  const shares: Share[] = [];
  let rest = quantity;
  for (const { quantity: width = Infinity, price } of tiers) {
    const taken = Math.min(rest, width);
    if (taken > 0 || shares.length === 0) shares.push({ quantity: taken, price });
    rest -= taken;
  }
  return shares;
}

/** What a quantity costs. */
export function amountOf(price: Price, quantity: number): number {
  return sharesOf(price, quantity).reduce((sum, share) => sum + (share.quantity / price.per) * share.price, 0);
}
