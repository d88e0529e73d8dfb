import type { Across, AcrossKind, Elements, FunnelStep, Occurrence, VisitRule } from "./across";
import type {
  CategoryChart,
  Chart,
  ComputedColumn,
  LineChart,
  Measure,
  NumberChart,
  SavedQuery,
  TableChart,
} from "./analysis";
import type { EventDeclaration, Inclusion } from "./event";

/** Ends the check. */
export type Fail = (problem: string) => never;

/** What a part of a declaration may say: true for what it must. Another key is a slip, and what it meant would be missing. */
type Keys<Part> = { readonly [Key in keyof Part]-?: object extends Pick<Part, Key> ? false : true };

/** An event type's. */
export const EVENT_KEYS: Keys<EventDeclaration> = {
  name: true,
  description: true,
  path: true,
  table: true,
  fields: true,
  context: false,
  includes: false,
  clearValueInStream: false,
  retired: false,
  occurredAt: false,
  computed: false,
  queries: false,
  charts: false,
  analyses: false,
};

/** Those of what stands in one. */
export const INCLUSION_KEYS: Keys<Inclusion> = { event: true, where: false };
export const COMPUTED_KEYS: Keys<ComputedColumn> = { type: true, sql: true, description: false, context: false };
export const QUERY_KEYS: Keys<SavedQuery> = { description: true, days: false, sql: true };
export const MEASURE_KEYS: Keys<Extract<Measure, { readonly column: string }>> = { aggregate: true, column: true };

const titled = { title: true, kind: true, measure: true } as const;
const number: Keys<NumberChart> = titled;
const category: Keys<CategoryChart> = { ...titled, by: true, limit: false };
const line: Keys<LineChart> = { ...titled, grain: false, over: false, split: false };
const table: Keys<TableChart> = { kind: true, title: true, measures: true, by: true, limit: false };
/** By the kind of chart. */
export const CHART_KEYS: Readonly<Record<Chart["kind"], Readonly<Record<string, boolean>>>> = {
  number,
  bar: category,
  pie: category,
  line,
  table,
};

const asked = { kind: true, title: true, days: false } as const;
const events = { kind: true, title: true, events: true } as const;
const ofVisits = { ...asked, visit: false } as const;
/** By the kind of question over several event types. */
export const ACROSS_KEYS: { readonly [Kind in AcrossKind]: Keys<Extract<Across, { readonly kind: Kind }>> } = {
  visits: { ...ofVisits, events: true },
  funnel: { ...ofVisits, steps: true, within: false },
  elementRates: { ...ofVisits, shown: true, opened: true, ordered: true, by: false },
  retention: { ...asked, events: true, guest: false },
  variants: { ...ofVisits, variant: true, shown: true, goal: true, baseline: false },
  itemPairs: { ...asked, bought: true, guest: false, restaurant: false },
  hoursOfWeek: { ...events, weeks: false },
  freshness: { ...events, weeks: false },
};
export const VISIT_KEYS: Keys<VisitRule> = { session: false, guest: false, minutes: false };
export const OCCURRENCE_KEYS: Keys<Occurrence> = { event: true, where: false };
export const STEP_KEYS: Keys<FunnelStep> = { ...OCCURRENCE_KEYS, name: true };
export const ELEMENTS_KEYS: Keys<Elements> = { ...OCCURRENCE_KEYS, element: true, list: false };

/**
 * Checks that a part of a declaration is an object, says what it must, and nothing unknown.
 * @param what the part is, with a colon and a space, for messages; empty for the whole
 * @throws what `fail` throws
 */
export function checkKeys(what: string, part: unknown, keys: Readonly<Record<string, boolean>>, fail: Fail): void {
  if (!isObject(part)) fail(`${what}it must be an object, got ${JSON.stringify(part)}`);
  const known = Object.keys(keys);
  const stray = Object.keys(part).find((key) => !Object.hasOwn(keys, key));
  if (stray !== undefined) fail(`${what}"${stray}" is unknown; known are ${known.join(", ")}`);
  const missing = known.find((key) => keys[key] && (part as Readonly<Record<string, unknown>>)[key] === undefined);
  if (missing !== undefined) fail(`${what}"${missing}" is missing`);
}

/** Whether it is one, and no list. */
export const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
