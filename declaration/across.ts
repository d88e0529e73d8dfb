/**
 * Questions over several event types, declared beside the fields of the one that they are most about. Plain data: event types are named, columns are those of
 * their views, computed ones and context included. Each becomes a saved query of its name, a table and charts on the page and in QuickSight.
 */

/** What every one of them says. */
interface Asked {
  /** What stands above it; the saved query's description begins with it. */
  readonly title: string;
  /** How far back it looks by arrival, in days, 1 to 3660. @default 30 */
  readonly days?: number;
}

/**
 * Which events are one visit: those of one session; without a session those of one guest with no longer pause between them, which
 * join the guest's session when there is one among them. Events with neither belong to none.
 */
export interface VisitRule {
  /** Column of the session. @default "session_id" */
  readonly session?: string;
  /** Column of the guest. @default "guest_id" */
  readonly guest?: string;
  /** Longest pause within a visit that has no session, in minutes, 1 to 1440. @default 30 */
  readonly minutes?: number;
}
interface OfVisits extends Asked {
  /** What a visit is. @default by `session_id`, else by `guest_id` and 30 minutes */
  readonly visit?: VisitRule;
}

/** Events of a type, or those of them that a condition holds for. */
export interface Occurrence {
  /** The event type's name. */
  readonly event: string;
  /** A condition of Athena's SQL over its columns. @default all */
  readonly where?: string;
}
/** A step of a funnel. */
export interface FunnelStep extends Occurrence {
  /** What it is called. */
  readonly name: string;
}
/** The elements that an event names: one, or each of a list. */
export interface Elements extends Occurrence {
  /** An expression of Athena's SQL that gives the element: over the columns, or with `list` over the members of an object in it, `value` in a list of texts. */
  readonly element: string;
  /** The list of elements, in their order. @default the event names one */
  readonly list?: string;
}

/** Visits by the day on which they began (UTC): how many, of how many guests, how long. */
export interface Visits extends OfVisits {
  /** What it is. */
  readonly kind: "visits";
  /** The event types that make visits. */
  readonly events: readonly string[];
}
/** How many come how far: each step behind the one before it. */
export interface Funnel extends OfVisits {
  /** What it is. */
  readonly kind: "funnel";
  /** 2 to 10, in their order. */
  readonly steps: readonly FunnelStep[];
  /** Within a visit, or by a guest (without one, in a session) within so many minutes from the first step. @default "visit" */
  readonly within?: "visit" | { readonly minutes: number };
}
/** For each element: in how many visits it was shown, and in which share of these it was opened and ordered, with its rank on the menu. */
export interface ElementRates extends OfVisits {
  /** What it is. */
  readonly kind: "elementRates";
  /** What shows elements; an element's rank is its place in the list, from 1. */
  readonly shown: Elements;
  /** What opens one. */
  readonly opened: Elements;
  /** What orders one; several when an order can say it in several ways. */
  readonly ordered: Elements | readonly Elements[];
  /** A column of all these event types that tells elements of one name apart, such as `restaurant_id`. @default none */
  readonly by?: string;
}
/** Of the guests who were first seen in a week, the share that came again in each week after. */
export interface Retention extends Asked {
  /** What it is. */
  readonly kind: "retention";
  /** The event types that count as being there. */
  readonly events: readonly string[];
  /** Column of the guest. @default "guest_id" */
  readonly guest?: string;
}
/**
 * The share of visits that reach a goal, for each variant, with its 95 % interval by Wilson's score, and the difference from the first with
 * its 95 % interval by Newcombe's hybrid score. Visits that met several variants are left out.
 */
export interface Variants extends OfVisits {
  /** What it is. */
  readonly kind: "variants";
  /** Column of the variant, which `shown` has. */
  readonly variant: string;
  /** What makes a visit one of a variant. */
  readonly shown: Occurrence;
  /** What the visit is to reach. */
  readonly goal: Occurrence;
  /** The variant that others are compared with. @default the first by name */
  readonly baseline?: string;
}
/** Pairs of items that the same guests bought, within a restaurant and across restaurants. */
export interface ItemPairs extends Asked {
  /** What it is. */
  readonly kind: "itemPairs";
  /** What was bought; several when an order can say it in several ways. */
  readonly bought: Elements | readonly Elements[];
  /** Column of the guest. @default "guest_id" */
  readonly guest?: string;
  /** Column of the restaurant. @default "restaurant_id" */
  readonly restaurant?: string;
}
/** Of each event type and hour of the week (UTC): how many events it has on average, and in how many weeks none came. */
export interface HoursOfWeek extends Omit<Asked, "days"> {
  /** What it is. */
  readonly kind: "hoursOfWeek";
  /** The event types. */
  readonly events: readonly string[];
  /** Whole weeks that it looks back, 1 to 52. @default 4 */
  readonly weeks?: number;
}
/** Of each event type: when the last event arrived, what the last whole hour brought beside what this hour of the week brings, and whether that is silence. */
export interface Freshness extends Omit<HoursOfWeek, "kind"> {
  /** What it is. */
  readonly kind: "freshness";
}

/** A question over several event types. */
export type Across = Visits | Funnel | ElementRates | Retention | Variants | ItemPairs | HoursOfWeek | Freshness;
/** What kinds there are. */
export type AcrossKind = Across["kind"];

type Said<A extends Across> = Omit<A, "kind">;

/** Visits by day. */
export const visits = (said: Said<Visits>): Visits => ({ kind: "visits", ...said });
/** How many come how far. */
export const funnel = (said: Said<Funnel>): Funnel => ({ kind: "funnel", ...said });
/** Shown, opened, ordered. */
export const elementRates = (said: Said<ElementRates>): ElementRates => ({ kind: "elementRates", ...said });
/** Who comes again. */
export const retention = (said: Said<Retention>): Retention => ({ kind: "retention", ...said });
/** Which variant does better. */
export const variants = (said: Said<Variants>): Variants => ({ kind: "variants", ...said });
/** What goes with what. */
export const itemPairs = (said: Said<ItemPairs>): ItemPairs => ({ kind: "itemPairs", ...said });
/** What each hour of the week brings. */
export const hoursOfWeek = (said: Said<HoursOfWeek>): HoursOfWeek => ({ kind: "hoursOfWeek", ...said });
/** What arrived last, and whether it is silent. */
export const freshness = (said: Said<Freshness>): Freshness => ({ kind: "freshness", ...said });
