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
}
