// @internal
/** The columns of a data set of hourly figures besides those that rows are split by. Their names have spaces, as no field's has. */

/** Says which rows a chart reads: a cut of the figures, or events. */
export const ROWS = "kind of row";
/** The rows that are events. */
export const EVENT_ROWS = "event";
/** How many events a row stands for. */
export const EVENT_COUNT = "number of events";
/** What a column's values add up to. */
export const sumOf = (column: string): string => `sum of ${column}`;
/** How many values that is of; null where there are none, so that nothing is divided by zero. */
export const valuesOf = (column: string): string => `values of ${column}`;

/** What is calculated of them where it is drawn: how many events, and a column's mean. */
export const COUNTED = "count of events";
export const averageOf = (column: string): string => `average of ${column}`;
