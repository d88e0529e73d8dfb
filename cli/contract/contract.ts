import { mkdirSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { compareContracts } from "../../contract/compare";
import { type Allowance, allowanceOf, type Format, FORMATS, targetOf, written } from "../../contract/output";
import { contractAt, presentContract } from "./load";
import { exportCommand, importCommand } from "./standards";

/** Somebody must answer for a breaking change before it is merged. */
const BREAKING = 2;

interface DiffOptions {
  readonly format: Format;
  readonly with?: string;
  readonly allow: readonly Allowance[];
}

/** `clickstream contract`: declarations as an agreement between those who send, store and ask. */
export function contractCommand(): Command {
  return new Command("contract")
    .description("what declarations promise")
    .addCommand(diffCommand())
    .addCommand(exportCommand())
    .addCommand(importCommand());
}

function diffCommand(): Command {
  return new Command("diff")
    .description(
      "compare this project's declarations with others: what is safe, what needs a migration, whom a change breaks; exits 0 when nothing breaks, 2 when something does, 1 when a place can't be read",
    )
    .argument(
      "<place>",
      "what was before: a git commit, a synthesized folder (cdktf.out) or stack, or a JSON list of declarations",
    )
    .option("--with <place>", "what is compared with it (default: this project)")
    .addOption(new Option("--format <format>", "how it is written").choices(FORMATS).default("text"))
    .option(
      "--allow <target=reason>",
      "let what breaks at EVENT or EVENT.FIELD pass; repeat it for each",
      allowance,
      [],
    )
    .action(async (place: string, options: DiffOptions) => {
      mkdirSync("build", { recursive: true });
      const before = await contractAt(place);
      const now = options.with === undefined ? await presentContract() : await contractAt(options.with);
      const changes = compareContracts(before, now);
      console.log(written(changes, options.allow, options.format));
      for (const { target } of options.allow)
        if (!changes.some((change) => change.verdict === "breaking" && targetOf(change) === target))
          console.error(`clickstream: --allow ${target}: nothing that breaks needs it`);
      if (changes.some((change) => change.verdict === "breaking" && allowanceOf(change, options.allow) === undefined))
        process.exitCode = BREAKING;
    });
}

function allowance(text: string, earlier: readonly Allowance[]): readonly Allowance[] {
  const [, target, reason] = /^([\w-]+(?:\.[\w.[\]]+)?)=(.+)$/.exec(text) ?? [];
  if (target === undefined || reason === undefined)
    throw new InvalidArgumentError(`must be EVENT=reason or EVENT.FIELD=reason, got "${text}"`);
  return [...earlier, { target, reason }];
}
