import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { EventDeclaration } from "../../declaration/event";
import { synthesize } from "../shared/synthesize";
import { AwsTarget } from "./aws";
import type { Deployed } from "./deployed";
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

/** Where pipelines come from: the environments of a project, or synthesized stacks. */
export interface Source {
  /** Adds the argument and the options by which one is named. */
  describe(command: Command): Command;
  /**
   * @param name the argument, where there is one
   * @param synthesized resolves once the synthesized folder is as it should be
   */
  open(name: string | undefined, options: TargetOptions, synthesized: () => Promise<void>): Promise<Known>;
}

/** A pipeline, and what it takes. */
export interface Known {
  readonly deployed: Deployed;
  /** Every event type, those that are retired, too. */
  readonly eventTypes: readonly EventDeclaration[];
}

/** What a command works on. */
export interface Opened extends Known {
  readonly target: Target;
}

/** Adds the argument and the options that name a target. @param posts whether the command posts to routes */
export function withTarget(command: Command, source: Source, posts = false): Command {
  source
    .describe(command)
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

/** Brings the synthesized folder up to date, once. */
export function synthesizing({ synth, cdktfOut }: TargetOptions): () => Promise<void> {
  let isSynthesized = !synth;
  return async () => {
    if (!isSynthesized) await synthesize(cdktfOut);
    isSynthesized = true;
  };
}

/** Opens the target, does the work, closes the target. */
export async function onTarget<T>(
  source: Source,
  name: string | undefined,
  options: TargetOptions,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const { local, cdktfOut } = options;
  const synthesized = synthesizing(options);
  const known = await source.open(name, options, synthesized);
  if (local || options.endpoint === undefined) await synthesized();
  const target = local
    ? await LocalTarget.open({ deployed: known.deployed, dataFolder: path.resolve(options.data), cdktfOut })
    : await AwsTarget.open(known.deployed, endpointsOf(options));
  try {
    return await work({ ...known, target });
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
