import { Command } from "commander";
import { compare, compareReads } from "../cost/compare";
import { compareFreshness } from "../cost/freshness";
import { estimate } from "../cost/model";
import { resolveSettings, type SettingOptions, withSettings } from "./cost/options";
import { jsonReport, textReport } from "./cost/output";
import { loadPrices, type PriceList } from "../cost/prices";
import type { SynthesizedSettings } from "./cost/synthesized";
import { synthesize } from "./shared/synthesize";

interface CostOptions extends SettingOptions {
  readonly environment?: string;
  readonly stack?: readonly string[];
  readonly construct?: string;
  readonly synth: boolean;
  readonly cdktfOut: string;
  readonly region?: string;
  readonly prices?: string;
  readonly compare: boolean;
  readonly explain: boolean;
  readonly json: boolean;
}

/** `clickstream cost`: a month's bill by service. */
export function costCommand(): Command {
  const command = new Command("cost")
    .description(
      "reckon a month's bill by service; without --environment, --stack or --construct for one stream with nothing that can be left out",
    )
    .option("--environment <name>", "take the settings of its synthesized stacks; options count more")
    .option("--stack <name...>", "take those of these stacks instead")
    .option("--construct <path>", "take those of one pipeline among several in the stacks, by its construct's path");
  return withSettings(command)
    .option(
      "--region <name>",
      "region of the prices; the file's own, or an error (default: that of the stacks, else the file's)",
    )
    .option("--prices <file>", "another price file, like cost/prices.us-east-1.json (default: that one)")
    .option(
      "--compare",
      "show what batches of 1, 10, 100 and 500, the mode, the format and curated tables change",
      false,
    )
    .option("--explain", "show each line's formula, what is assumed and what is left out", false)
    .option("--json", "print it as JSON, whole", false)
    .option("--no-synth", "take the synthesized folder as it is")
    .option("--cdktf-out <dir>", "synthesized folder", "cdktf.out")
    .action((options: CostOptions) => runCost(options));
}

async function runCost(options: CostOptions): Promise<void> {
  const list = loadPrices(options.prices);
  const stacks = await readStacks(options);
  checkRegion(list, options.region, stacks?.region);
  const resolved = resolveSettings(options, stacks?.settings);
  const report = {
    estimate: estimate(resolved.settings, list),
    resolved,
    list,
    freshness: compareFreshness(resolved.settings, list),
    notes: stacks?.notes ?? [],
    variants: options.compare ? compare(resolved.settings, list) : undefined,
    reads: options.compare ? compareReads(resolved.settings, list) : undefined,
  };
  console.log(options.json ? jsonReport(report) : textReport(report, options.explain));
}

/** @returns undefined when no stacks were asked for */
async function readStacks({
  environment,
  stack,
  construct,
  synth,
  cdktfOut,
}: CostOptions): Promise<SynthesizedSettings | undefined> {
  if (environment === undefined && stack === undefined && construct === undefined) return undefined;
  if (environment !== undefined && stack !== undefined)
    throw new Error(`--environment ${environment} and --stack ${stack.join(" ")} both name stacks; give one of them`);
  if (environment !== undefined && construct !== undefined)
    throw new Error(`--environment ${environment} and --construct ${construct} both name a pipeline; give one of them`);
  if (synth) await synthesize(cdktfOut);
  const [{ Tree }, { readSettings }, { pipelinesOf, withoutApi }] = await Promise.all([
    import("../emulation/tree/tree"),
    import("./cost/synthesized"),
    import("../emulation/api/model"),
  ]);
  if (environment !== undefined) return readSettings(Tree.load(cdktfOut, environment));
  const tree = Tree.of(cdktfOut, stack, construct);
  const apis = tree.resources("aws_api_gateway_rest_api").map((api) => api.construct);
  if (apis.length > 1)
    throw new Error(`the stacks have several pipelines, name one with --construct: ${pipelinesOf(apis).join(", ")}`);
  if (construct !== undefined && apis.length === 0) throw withoutApi(tree, "");
  return readSettings(tree);
}

/** @throws Error when the prices are of another region */
function checkRegion({ file, region }: PriceList, asked: string | undefined, deployed: string | undefined): void {
  const wanted = asked ?? deployed ?? region;
  if (wanted === region) return;
  const whose = asked === undefined ? `the stacks are in ${wanted}` : `--region is ${wanted}`;
  throw new Error(
    `${whose}, but ${file} has the prices of ${region}; give a file of ${wanted} with --prices${asked === undefined ? `, or reckon with these by --region ${region}` : `, or take --region ${region}`}`,
  );
}
