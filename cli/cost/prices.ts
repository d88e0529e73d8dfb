import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { isObject } from "../plan-review/json";

/** A price for the next so many; the last one has no end. */
export interface Tier {
  readonly next: number | null;
  readonly price: number;
}

/** List prices of one region in one currency. */
export interface Prices {
  readonly region: string;
  readonly currency: string;
  /** The day on which they were collected. */
  readonly collected: string;
  readonly apiGateway: { readonly perMillionRequests: readonly Tier[] };
  readonly firehose: { readonly perGb: readonly Tier[]; readonly conversionPerGb: number };
  readonly lambda: { readonly perGbSecond: number; readonly perMillionRequests: number };
  readonly s3: { readonly perGbMonth: number; readonly perThousandPuts: number; readonly interRegionPerGb: number };
  readonly athena: { readonly perTb: number };
  readonly kms: { readonly perKeyMonth: number; readonly perTenThousandRequests: number };
  readonly cloudWatch: { readonly logsPerGb: number; readonly logsStoredPerGbMonth: number; readonly perAlarmMonth: number; readonly perDashboardMonth: number };
  readonly waf: { readonly perWebAclMonth: number; readonly perRuleMonth: number; readonly perMillionRequests: number };
  readonly quickSight: { readonly perAuthorMonth: number; readonly perReaderMonth: number };
}

/** What a file must hold, by service. */
const NEEDED = ["apiGateway", "firehose", "lambda", "s3", "athena", "kms", "cloudWatch", "waf", "quickSight"];

/** The file that comes with the command: beside this module in the sources and in the package, beside `build/` when bundled. */
export function shippedPrices(): string {
  const folder = path.basename(__dirname) === "build" ? path.join(__dirname, "../cli/cost") : __dirname;
  return path.join(folder, "prices.us-east-1.json");
}

/** @throws Error naming the file and what it lacks */
export function readPrices(file: string): Prices {
  if (!existsSync(file)) throw new Error(`--prices ${file} is not there; without it the prices of us-east-1 are taken`);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
  for (const service of NEEDED) {
    if (!isObject(json) || !isObject(json[service])) throw new Error(`${file} lacks the prices of "${service}"; ${shippedPrices()} shows what a price file holds`);
  }
  return json as Prices;
}

/** What an amount costs, each part of it at the price of its tier: `[{next: 333}, {next: 667}, {next: null}]` changes at 333 and at 1,000. */
export function tiered(amount: number, tiers: readonly Tier[], unit = 1): number {
  let [cost, left] = [0, amount];
  for (const { next, price } of tiers) {
    const here = Math.min(left, next ?? Infinity);
    cost += (here / unit) * price;
    left -= here;
  }
  return cost;
}
