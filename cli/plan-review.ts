import { existsSync, readFileSync, statSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { type Allowance, parseAllowance } from "../review/allow";
import { Constructs, DEFAULT_TREE } from "../review/constructs";
import { jsonOutput } from "../review/json-output";
import { markdownOutput } from "../review/markdown";
import { type Plan, readPlan, stackName } from "../review/plan/plan";
import { type Review, review } from "../review/review";
import { Secrets } from "../review/plan/secrets";
import { textOutput } from "../review/text";

type Format = "markdown" | "text" | "json";

interface PlanReviewOptions {
  readonly tree?: string;
  readonly format: Format;
  readonly allow: readonly Allowance[];
  readonly rest?: string;
}

/** Somebody must answer for a danger before it is applied. */
const DANGEROUS = 2;

/** `clickstream plan-review`: what plans will do, dangers first. */
export function planReviewCommand(): Command {
  return new Command("plan-review")
    .description(
      "review Terraform plans: dangers first, then what changes by construct; exits 0 when nothing is dangerous, 2 when something is, 1 when a file is no plan",
    )
    .argument(
      "<file...>",
      "what `terraform show -json PLANFILE` prints, one file for each stack, named after it: clickstream-dev-storage.json",
    )
    .option(
      "--tree <dir>",
      `synthesized folder that knows each resource's construct (default: "${DEFAULT_TREE}" when it is there)`,
    )
    .addOption(
      new Option("--format <format>", "markdown fits into a comment on GitHub; text and json are whole")
        .choices(["markdown", "text", "json"])
        .default("markdown"),
    )
    .option(
      "--allow <address=reason>",
      "let the dangers of an address pass, STACK:ADDRESS those of one stack; repeat it for each",
      collect,
      [],
    )
    .option("--rest <address>", "where the whole review can be read; named at the end of a comment that is cut")
    .action((files: readonly string[], options: PlanReviewOptions) => runPlanReview(files, options));
}

function runPlanReview(files: readonly string[], { tree, format, allow, rest }: PlanReviewOptions): void {
  const plans = readPlans(files);
  const result = review(plans, Constructs.load(tree), allow);
  console.log(output(format, result, Secrets.of(plans.map(({ json }) => json)), rest));
  for (const { target } of result.unused) console.error(`clickstream: --allow ${target}: no danger needs it`);
  if (result.dangers.some(({ allowed }) => allowed === undefined)) process.exitCode = DANGEROUS;
}

/** Every file is read before anything is printed. @throws Error naming each file that can't be read, or two of the same stack */
function readPlans(files: readonly string[]): readonly Plan[] {
  const stacks = new Map<string, string>();
  return files.map((file) => {
    const stack = stackName(file);
    const other = stacks.get(stack);
    if (other !== undefined)
      throw new Error(`${other} and ${file} are both named after the stack ${stack}; name each file after its own`);
    stacks.set(stack, file);
    if (!existsSync(file) || !statSync(file).isFile())
      throw new Error(`${file} is not a file; write it with \`terraform show -json PLANFILE > ${file}\``);
    return readPlan(file, stack, readFileSync(file, "utf8"));
  });
}

function output(format: Format, result: Review, secrets: Secrets, rest: string | undefined): string {
  if (format === "json") return jsonOutput(result, secrets);
  if (format === "text") return textOutput(result, secrets);
  return markdownOutput(result, secrets, rest === undefined ? {} : { rest });
}

function collect(text: string, earlier: readonly Allowance[]): readonly Allowance[] {
  try {
    return [...earlier, parseAllowance(text)];
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
