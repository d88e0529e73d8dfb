/** What became, or would become, of a failed record. */
export type Outcome =
  | "would be sent"
  | "sent"
  | "sent before"
  | "still fails"
  | "dropped"
  | "too large"
  | "refused"
  | "unreadable"
  | "not known"
  | "left for later";

/** Failed records that went the same way. */
export interface Tally {
  readonly event: string;
  readonly type: string;
  /** Why they failed then, as Firehose calls it. */
  readonly reason: string;
  readonly outcome: Outcome;
  /** Why they went this way; empty where the outcome says it. */
  readonly why: string;
  records: number;
  /** Events in them, where that is known. */
  events: number;
}

/** Outcomes of records that should have been sent, or might have had to. */
const LEFT_UNDONE: readonly Outcome[] = ["too large", "refused", "unreadable", "not known", "left for later"];

/** Counts of what a replay found and did. */
export class Report {
  readonly tallies: Tally[] = [];
  objects = 0;

  add(entry: Omit<Tally, "records" | "events" | "why"> & { readonly why?: string; readonly events?: number }): void {
    const { event, type, reason, outcome, why = "", events = 0 } = entry;
    let tally = this.tallies.find(
      (each) =>
        each.event === event &&
        each.type === type &&
        each.reason === reason &&
        each.outcome === outcome &&
        each.why === why,
    );
    if (tally === undefined) this.tallies.push((tally = { event, type, reason, outcome, why, records: 0, events: 0 }));
    tally.records++;
    tally.events += events;
  }

  count(...outcomes: readonly Outcome[]): number {
    return this.tallies
      .filter(({ outcome }) => outcomes.includes(outcome))
      .reduce((sum, { records }) => sum + records, 0);
  }

  /** Whether something is left that should have been sent. */
  get isIncomplete(): boolean {
    return this.count(...LEFT_UNDONE) > 0;
  }
}
