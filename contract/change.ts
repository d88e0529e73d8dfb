/** Whom a change is about: those who send, those who store, those who ask. */
export const SIDES = ["senders", "storage", "questions"] as const;
export type Side = (typeof SIDES)[number];

/** How much a change asks: nothing, steps that are named, or that somebody answers for what it breaks. */
export const VERDICTS = ["safe", "migration", "breaking"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a change does to one side. */
export interface Effect {
  readonly verdict: Verdict;
  /** Left out where it is about nobody in particular. */
  readonly side?: Side;
  /** A sentence without full stop. */
  readonly why: string;
  /** What to do, as commands or edits; given for a migration. */
  readonly steps?: readonly string[];
}

/** One difference between two declarations. */
export interface Change {
  readonly event: string;
  /** The field, with members behind dots and elements behind []; left out for what the event type says itself. */
  readonly field?: string;
  /** What is different, a sentence without full stop. */
  readonly what: string;
  /** The worst of its effects. */
  readonly verdict: Verdict;
  readonly effects: readonly Effect[];
}

/** What deploys a change of the tables before a change of what is delivered into them. */
export const DEPLOY = [
  "npm run clickstream -- deploy <env> catalog",
  "npm run clickstream -- deploy <env> delivery",
  "npm run clickstream -- deploy <env> ingestion",
];

/** Gathers the changes of one event type. */
export class Changes {
  readonly all: Change[] = [];

  constructor(
    private readonly event: string,
    /** What asks for a column of it now, in words. */
    readonly questions: (column: string) => readonly string[],
    /** Whether somebody sends it. @default true */
    private readonly isSent = true,
  ) {}

  add(field: string | undefined, what: string, ...effects: readonly (Effect | undefined)[]): void {
    const known = effects.filter(
      (effect): effect is Effect => effect !== undefined && (this.isSent || effect.side !== "senders"),
    );
    const worst = Math.max(0, ...known.map(({ verdict }) => VERDICTS.indexOf(verdict)));
    this.all.push({
      event: this.event,
      ...(field !== undefined && { field }),
      what,
      verdict: VERDICTS[worst] ?? "safe",
      effects: known,
    });
  }
}

export const breaks = (side: Side, why: string): Effect => ({ verdict: "breaking", side, why });
export const migrates = (side: Side, why: string, ...steps: readonly string[]): Effect => ({
  verdict: "migration",
  side,
  why,
  steps,
});
export const safely = (why: string): Effect => ({ verdict: "safe", why });
