/** How far a workflow has come. */
export interface WorkflowStatus {
  readonly name: string;
  /** When the last run began that succeeded, ISO 8601: what landed before is merged; null when none did. */
  readonly lastSuccess: string | null;
  /** Why the last run failed; left out when it didn't. */
  readonly failure?: string;
}
