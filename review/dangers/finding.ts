import type { Message } from "../plan/message";
import type { Change } from "../plan/plan";
import type { Plans } from "../plan/plans";

/** In the order in which a reviewer reads them. */
export const KINDS = [
  "data",
  "clients",
  "destroyed",
  "access",
  "public",
  "protection",
  "retention",
  "unknown",
] as const;
export type Kind = (typeof KINDS)[number];

/** What a rule has to say about a change. */
export interface Concern {
  /** A danger needs an `--allow`; a warning is read and let pass. */
  readonly level: "danger" | "warning";
  readonly kind: Kind;
  /** What happens, in a sentence without a full stop. */
  readonly what: Message;
  /** What those who use it will see. */
  readonly clients?: Message;
  /** Lines that begin with `-` or `+`. */
  readonly difference?: readonly string[];
}

/** Looks at one change of a managed resource; `plans` are all that are reviewed together. */
export type Rule = (change: Change, plans: Plans) => readonly Concern[];

export const danger = (kind: Kind, what: Message, more: Pick<Concern, "clients" | "difference"> = {}): Concern => ({
  level: "danger",
  kind,
  what,
  ...more,
});
export const warning = (kind: Kind, what: Message, more: Pick<Concern, "clients" | "difference"> = {}): Concern => ({
  level: "warning",
  kind,
  what,
  ...more,
});
