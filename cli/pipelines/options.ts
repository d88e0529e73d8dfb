import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { EventDeclaration } from "../../declaration/event";
import type { Environment } from "../../stacks/configuration/environment";
import { environmentNamed, loadProject } from "../shared/project";
import { synthesize } from "../shared/synthesize";
import { AwsTarget } from "./aws";
import type { Endpoints } from "./endpoints";
import { LocalTarget } from "./local";
import type { Target } from "./target";

/** How a command's target is named. */
export interface TargetOptions {
  readonly local: boolean;
  readonly data: string;
  readonly synth: boolean;
  readonly cdktfOut: string;
  readonly endpoint?: string;
  readonly outputs?: string;
}

/** What a command works on. */
export interface Opened {
  readonly environment: Environment;
  /** Every event type of the project. */
  readonly eventTypes: readonly EventDeclaration[];
  readonly target: Target;
}

/** Adds the argument and the options that name a target. @param posts whether the command posts to routes */
export function withTarget(command: Command, posts = false): Command {
  command
    .argument("[env]", "environment, like prod (with --local: the first of main.ts)")
    .option("--local", "work on the local run instead of AWS", false)
    .option(
      "--data <dir>",
      "with --local: its data folder; whoever runs on it is asked, else it is opened here",
      ".local",
    )
    .option("--no-synth", "take the synthesized folder as it is")
    .option("--cdktf-out <dir>", "synthesized folder", "cdktf.out");
  if (!posts) return command;
  return command
    .option(
      "--endpoint <url>",
      "where the API answers, with its stage (default: what the outputs of the deployed stack say)",
    )
    .option(
      "--outputs <file>",
      "outputs of the ingestion stack, as `cdktf output --outputs-file` or `terraform output -json` writes them",
    );
}

/** Opens the target, does the work, closes the target. */
export async function onTarget<T>(
  name: string | undefined,
  options: TargetOptions,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  if (name === undefined && !options.local)
    throw new Error("name the environment, like dev, or work on the local run with --local");
  const { environments, eventTypes } = await loadProject();
  const environment = environmentNamed(name ?? environments[0]?.name ?? "", environments);
  const { local, synth, cdktfOut } = options;
  if (synth && (local || options.endpoint === undefined)) await synthesize(cdktfOut);
  const target = local
    ? await LocalTarget.open({ environment, dataFolder: path.resolve(options.data), cdktfOut })
    : await AwsTarget.open(environment, endpointsOf(options));
  try {
    return await work({ environment, eventTypes, target });
  } finally {
    await target.close();
  }
}

/** @throws Error naming the event types that there are */
export function checkEventName(name: string, eventTypes: readonly EventDeclaration[]): void {
  if (!eventTypes.some((event) => event.name === name))
    throw new Error(
      `--event "${name}" is no event type; there are ${eventTypes.map((event) => event.name).join(", ")}`,
    );
}

/** Parses a whole number of seconds. */
export function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a whole number of seconds.");
  return value;
}

function endpointsOf({ endpoint, outputs, cdktfOut }: TargetOptions): Endpoints {
  return { cdktfOut, ...(endpoint !== undefined && { endpoint }), ...(outputs !== undefined && { outputs }) };
}
