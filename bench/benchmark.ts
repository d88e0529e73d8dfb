import type { Measurement } from "./measurement";
import type { Workspace } from "../__tests__/support/workspace";

/** What a benchmark is given. */
export interface BenchContext {
  /** Fewer rounds and events, for CI. */
  readonly quick: boolean;
  readonly workspace: Workspace;
  /** Says on stderr what takes its time. */
  readonly progress: (text: string) => void;
}

/** One benchmark; a file each beside this one. */
export interface Benchmark {
  /** For `--only`. */
  readonly name: string;
  /** One line for `--help`. */
  readonly description: string;
  /** @throws Error when nothing could be measured, or when what was to be measured did not do its work */
  readonly run: (context: BenchContext) => Promise<readonly Measurement[]>;
}
