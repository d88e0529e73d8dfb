import { once } from "node:events";
import type { PipelineStatus } from "../../local/pipeline/status";
import { peakMegabytesOf, whenServing } from "../support/serving";
import type { Workspace } from "../support/workspace";
import { ENVIRONMENT } from "./trees";

/** What a run is started with. */
export interface LocalProcessOptions {
  readonly cdktfOut: string;
  readonly dataFolder: string;
  /** What goes wrong, as `--fault` has it. @default nothing */
  readonly faults?: readonly string[];
  /** @default another one each time */
  readonly seed?: number;
}

/** `clickstream local` as a process of its own. */
export interface LocalProcess {
  /** Where it answers, without a stage. */
  readonly url: string;
  /** Where it answers with the stage before each path. */
  readonly endpoint: string;
  /** Delivers what it can, and says how things stand. */
  readonly flush: () => Promise<PipelineStatus>;
  /** The most memory that it held so far, in MB. */
  readonly peakMegabytes: () => number;
  /** The end of what it printed. */
  readonly printed: () => string;
  /** Ends it as Ctrl-C does. @throws Error when it did not end well */
  readonly stop: () => Promise<void>;
  /** Ends it at once. @throws Error when it had ended before */
  readonly kill: () => Promise<void>;
}

/** Starts it on a synthesized folder. @throws Error with what it printed when it does not come up */
export async function startLocalProcess(
  workspace: Workspace,
  { cdktfOut, dataFolder, faults = [], seed }: LocalProcessOptions,
): Promise<LocalProcess> {
  const args = [
    "run.mjs",
    "cli/main.ts",
    "local",
    "--no-synth",
    "--no-samples",
    "--port",
    "0",
    "--env",
    ENVIRONMENT,
    "--cdktf-out",
    cdktfOut,
    "--data",
    dataFolder,
  ];
  const child = workspace.start(process.execPath, [
    ...args,
    ...faults.flatMap((fault) => ["--fault", fault]),
    ...(seed === undefined ? [] : ["--fault-seed", String(seed)]),
  ]);
  const ended = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  const { url, printed } = await whenServing(child);
  const end = async (signal: NodeJS.Signals, wanted: number | NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    const [code, by] = await ended;
    if ((code ?? by) !== wanted)
      throw new Error(`the local run ended with ${code ?? by ?? "nothing"} instead of ${wanted}:\n${printed()}`);
  };
  return {
    url,
    endpoint: `${url}/${ENVIRONMENT}`,
    flush: async () => {
      await (await fetch(`${url}/_local/flush`, { method: "POST" })).arrayBuffer(); // 503 when something is in the way
      return (await (await fetch(`${url}/_local/status`)).json()) as PipelineStatus;
    },
    peakMegabytes: () => peakMegabytesOf(child.pid ?? 0),
    printed,
    stop: () => end("SIGTERM", 0),
    kill: () => end("SIGKILL", "SIGKILL"),
  };
}
