import { Command, InvalidArgumentError, Option } from "commander";
import { ASSUMPTIONS, DAYS_PER_MONTH, monthlyCost, NOT_INCLUDED, totalOf, type CostLine } from "./cost/model";
import { readPrices, shippedPrices, type Prices } from "./cost/prices";
import { settingsOf } from "./cost/settings";
import { checkWorkload, DEFAULT_WORKLOAD, type Workload } from "./cost/workload";
import { formatTable } from "./table";

type Options = Partial<Omit<Workload, "wafRules">> & {
  readonly waf?: boolean | number;
  readonly environment?: string;
  readonly cdktfOut: string;
  readonly region?: string;
  readonly prices?: string;
  readonly compare: boolean;
  readonly explain: boolean;
  readonly json: boolean;
};

/** The firewall of constructs/web-acl.ts: requests from one address, and AWS's common rules. */
const WAF_RULES = 2;

/** `clickstream cost`: what a month costs, by service. */
export function costCommand(): Command {
  const option = (flags: string, text: string, fallback: number | string): [string, string] => [flags, `${text} (default: ${fallback})`];
  return new Command("cost")
    .description("what the pipeline costs in a month, by service, at list prices; events arrive evenly, and the retention is full")
    .option(...option("--events-per-month <n>", "events", "1000000"), wholeNumber(0))
    .option(...option("--bytes-per-event <n>", "bytes of one event as it is sent", 500), wholeNumber(1))
    .option(...option("--events-per-request <n>", "events in a request, 1 to 500; a batch is one record", 1), wholeNumber(1))
    .addOption(new Option("--mode <mode>", "what stands behind the API (default: firehose)").choices(["firehose", "lambda"]))
    .addOption(new Option("--format <format>", "how events are stored (default: json)").choices(["json", "parquet"]))
    .option(...option("--retention-days <n>", "days that events are kept", 365), wholeNumber(1))
    .option("--replication", "with a copy in another region (default: none)")
    .option("--no-replication", "without one, whatever the environment says")
    .option(...option("--queries-per-day <n>", "queries", 10), wholeNumber(0))
    .option("--bytes-scanned-per-query <n>", `bytes that a query reads (default: what ${ASSUMPTIONS.queryDays} days have stored; 10 MB count at least)`, wholeNumber(0))
    .option("--waf [rules]", `with a firewall of so many rules (default: none; ${WAF_RULES} rules when no number is given)`, wholeNumber(1))
    .option("--no-waf", "without one, whatever the environment says")
    .option(...option("--alarms <n>", "CloudWatch alarms", 0), wholeNumber(0))
    .option(...option("--dashboards <n>", "CloudWatch dashboards", 0), wholeNumber(0))
    .option(...option("--quick-sight-authors <n>", "authors in QuickSight", 0), wholeNumber(0))
    .option(...option("--quick-sight-readers <n>", "readers in QuickSight", 0), wholeNumber(0))
    .option(...option("--streams <n>", "delivery streams", 2), wholeNumber(1))
    .option(...option("--keys <n>", "KMS keys", "1; with a copy 2"), wholeNumber(0))
    .option("--environment <name>", "take mode, format, buffering, retention, replication, firewall, alarms and memory from its synthesized stacks; options count more")
    .option("--cdktf-out <dir>", "synthesized folder", "cdktf.out")
    .option("--region <name>", "region of the prices")
    .option("--prices <file>", "another price file (default: list prices of us-east-1, 2026-11-20)")
    .option("--compare", "also what batches, the mode and the format change", false)
    .option("--explain", "how each line was worked out, the assumptions, and what is not included", false)
    .option("--json", "for programs", false)
    .action(runCost);
}

function runCost(options: Options): void {
  const prices = readPrices(options.prices ?? shippedPrices());
  if (options.region !== undefined && options.region !== prices.region) throw new Error(`--region must be ${prices.region}, the region of the price file, got "${options.region}"; --prices names another file`);
  const workload = workloadOf(options);
  checkWorkload(workload);
  const lines = monthlyCost(workload, prices);
  const comparison = options.compare ? compare(workload, prices) : undefined;
  if (options.json) {
    console.log(JSON.stringify({ region: prices.region, currency: prices.currency, pricesOf: prices.collected, workload, lines, total: totalOf(lines), ...(comparison && { comparison }), assumptions: ASSUMPTIONS, notIncluded: NOT_INCLUDED }, undefined, 2));
    return;
  }
  console.log(bill(lines, prices, options.explain));
  if (comparison) console.log(`\n${formatTable(["", "a month", "difference"], comparison.map(({ what, total, difference }) => [what, money(total), signed(difference)]))}`);
  if (options.explain) console.log(`\nA month has ${DAYS_PER_MONTH} days. ${Object.entries(ASSUMPTIONS).map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ")}\nNot included: ${NOT_INCLUDED.join("; ")}.`);
}

function workloadOf({ environment, cdktfOut, waf, ...options }: Options): Workload {
  const asked = Object.fromEntries(Object.entries(options).filter(([name, value]) => name in DEFAULT_WORKLOAD && value !== undefined)) as Partial<Workload>;
  const firewall = waf === undefined ? {} : { wafRules: waf === false ? 0 : waf === true ? WAF_RULES : waf };
  const settings = environment === undefined ? {} : settingsOf(cdktfOut, environment);
  const keys = asked.replication === true ? { keys: 2 } : {}; // the copy has one of its own
  return { ...DEFAULT_WORKLOAD, ...settings, ...keys, ...asked, ...firewall };
}

/** One choice another at a time. */
function compare(workload: Workload, prices: Prices): readonly { readonly what: string; readonly total: number; readonly difference: number }[] {
  const batches = [1, 10, 100, 500].filter((eventsPerRequest) => eventsPerRequest * workload.bytesPerEvent <= 1_024_000);
  const variants: readonly [string, Partial<Workload>][] = [
    ["as given", {}],
    ...batches.map((eventsPerRequest): [string, Partial<Workload>] => [`${eventsPerRequest} events in a request`, { eventsPerRequest }]),
    ["straight to Firehose", { mode: "firehose" }],
    ["through the Lambda", { mode: "lambda" }],
    ["JSON", { format: "json" }],
    ["Parquet", { format: "parquet" }],
  ];
  const given = totalOf(monthlyCost(workload, prices));
  return variants.map(([what, change]) => {
    const total = totalOf(monthlyCost({ ...workload, ...change }, prices));
    return { what, total, difference: total - given };
  });
}

function bill(lines: readonly CostLine[], { currency, region, collected }: Prices, explain: boolean): string {
  const rows = lines.map(({ service, what, formula, amount }) => [service, what, money(amount), ...(explain ? [formula] : [])]);
  rows.push(["", "together", money(totalOf(lines)), ...(explain ? [""] : [])]);
  return `${formatTable(["service", "", `${currency} a month`, ...(explain ? ["worked out"] : [])], rows)}\n\n  List prices of ${region}, ${collected}, without free tiers${explain ? "" : "; --explain shows how each was worked out"}.`;
}

const money = (amount: number): string => amount.toFixed(2);
const signed = (amount: number): string => (Math.abs(amount) < 0.005 ? "" : `${amount > 0 ? "+" : ""}${money(amount)}`);

/** @throws InvalidArgumentError, which commander prints with the option and the value */
function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text.replaceAll("_", ""));
    if (!/^[\d_]+$/.test(text) || !Number.isSafeInteger(value) || value < least) throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
    return value;
  };
}
