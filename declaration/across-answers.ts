import type { AcrossKind } from "./across";
import { average, barChart, type Chart, lineChart, sum, tableChart } from "./analysis";
import type { FieldType } from "./field-types";

/** The answer of each kind: its columns in order, how its rows are sorted, and what is drawn of them under its title. */
interface Answer {
  readonly columns: Readonly<Record<string, Exclude<FieldType, "list" | "object">>>;
  readonly orderBy: string;
  readonly charts: (title: string) => readonly Chart[];
}
const table = (
  title: string,
  by: readonly string[],
  sums: readonly string[],
  averages: readonly string[] = [],
): Chart => tableChart(title, [...sums.map(sum), ...averages.map(average)], by, { limit: 100 });

/** What follows from a question's kind. */
export const ANSWERS: Readonly<Record<AcrossKind, Answer>> = {
  visits: {
    columns: {
      day: "timestamp",
      visits: "bigint",
      guests: "bigint",
      events_per_visit: "double",
      minutes_per_visit: "double",
    },
    orderBy: "day DESC",
    charts: (title) => [lineChart(title, sum("visits"), { over: "day", grain: "day" })],
  },
  funnel: {
    columns: { step: "string", reached: "bigint", share_of_first: "double", share_of_step_before: "double" },
    orderBy: "step",
    charts: (title) => [
      barChart(title, sum("reached"), "step"),
      table(`${title}: shares`, ["step"], ["reached"], ["share_of_first", "share_of_step_before"]),
    ],
  },
  elementRates: {
    columns: {
      element: "string",
      belongs_to: "string",
      rank: "double",
      visits_shown: "bigint",
      opened_rate: "double",
      ordered_rate: "double",
      skipped_rate: "double",
    },
    orderBy: "visits_shown DESC, rank, element, belongs_to",
    charts: (title) => [
      table(
        title,
        ["element", "belongs_to"],
        ["visits_shown"],
        ["rank", "opened_rate", "ordered_rate", "skipped_rate"],
      ),
    ],
  },
  retention: {
    columns: {
      first_week: "timestamp",
      weeks_later: "bigint",
      guests: "bigint",
      came_again: "bigint",
      share: "double",
    },
    orderBy: "first_week, weeks_later",
    charts: (title) => [table(title, ["first_week", "weeks_later"], ["guests", "came_again"], ["share"])],
  },
  variants: {
    columns: {
      variant: "string",
      visits: "bigint",
      reached_goal: "bigint",
      rate: "double",
      rate_from: "double",
      rate_to: "double",
      difference: "double",
      difference_from: "double",
      difference_to: "double",
    },
    orderBy: "variant",
    charts: (title) => [
      table(
        title,
        ["variant"],
        ["visits", "reached_goal"],
        ["rate", "rate_from", "rate_to", "difference", "difference_from", "difference_to"],
      ),
    ],
  },
  itemPairs: {
    columns: {
      item: "string",
      restaurant: "string",
      also_item: "string",
      also_restaurant: "string",
      restaurants: "string",
      guests: "bigint",
      share_of_guests: "double",
      lift: "double",
    },
    orderBy: "guests DESC, item, restaurant, also_item, also_restaurant LIMIT 100",
    charts: (title) => [
      table(
        title,
        ["item", "restaurant", "also_item", "also_restaurant", "restaurants"],
        ["guests"],
        ["share_of_guests", "lift"],
      ),
    ],
  },
  hoursOfWeek: {
    columns: {
      event_type: "string",
      day_of_week: "int",
      hour: "int",
      events_per_week: "double",
      weeks_without: "bigint",
    },
    orderBy: "event_type, day_of_week, hour",
    charts: (title) => [table(title, ["event_type", "day_of_week", "hour"], ["events_per_week", "weeks_without"])],
  },
  freshness: {
    columns: {
      event_type: "string",
      last_arrived_at: "timestamp",
      minutes_since: "bigint",
      events_last_hour: "bigint",
      usual_events: "double",
      silent: "boolean",
    },
    orderBy: "event_type",
    charts: (title) => [
      table(
        title,
        ["event_type", "silent", "last_arrived_at"],
        ["minutes_since", "events_last_hour"],
        ["usual_events"],
      ),
    ],
  },
};
