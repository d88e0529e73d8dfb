/** The vocabulary in which event types, their saved queries and their charts are declared. It loads no CDKTF. */
export {
  elementRates,
  freshness,
  funnel,
  hoursOfWeek,
  itemPairs,
  retention,
  variants,
  visits,
  type Across,
  type AcrossKind,
  type ElementRates,
  type Elements,
  type Freshness,
  type Funnel,
  type FunnelStep,
  type HoursOfWeek,
  type ItemPairs,
  type Occurrence,
  type Retention,
  type Variants,
  type VisitRule,
  type Visits,
} from "../declaration/across";
export * from "../declaration/analysis";
export { defineEvent, defineEvents } from "../declaration/define";
export * from "../declaration/event";
export * from "../declaration/field-types";
export { withUserAgentColumns } from "../declaration/user-agent";
