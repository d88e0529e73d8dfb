import type { WorkflowStatus } from "./workflow-status";

/** The counters of a data folder. A record is what one request put on a stream, an event is one line in a table's folder. */
export interface PipelineStatus {
  readonly requests: { readonly accepted: number; readonly rejected: number };
  readonly records: {
    readonly received: number;
    readonly buffered: number;
    readonly delivered: number;
    readonly failed: number;
    /** Taken, and then found missing or damaged in the buffer on disk; left out when there are none. */
    readonly damaged?: number;
  };
  /** `problems`: how many of those delivered have a problem named. They stand in their table, and in no view. */
  readonly events: { readonly delivered: number; readonly problems: number };
  /** How far each curated table's workflow has come; left out when there is none. */
  readonly workflows?: readonly WorkflowStatus[];
  /** The freshness probe; left out when there is none. */
  readonly probe?: ProbeStatus;
}

/** What the freshness probe is, and what it measured last. */
export interface ProbeStatus {
  /** What it posts. */
  readonly eventType: string;
  /** Whether it measures right now. */
  readonly running: boolean;
  /** Left out before it has measured. */
  readonly last?: {
    /** When it began, ISO 8601. */
    readonly at: string;
    /** From the click to SQL's answer; the longest wait when there was none. */
    readonly clickToAnswerSeconds: number;
    /** The event types that brought nothing in an hour that usually brings some; null when that could not be told. */
    readonly silent: readonly string[] | null;
    /** What went wrong. */
    readonly failures: readonly string[];
  };
}
