/** What one benchmark found. With a floor the ratio of measured to floor is held to the bound, without one the measured value itself. */
export interface Measurement {
  readonly what: string;
  /** In `unit`. */
  readonly measured: number;
  /** In `unit`, measured in the same run. @default the measured value stands for itself */
  readonly floor?: number;
  readonly unit: "ms" | "µs" | "bytes" | "MB" | "events/s" | "events" | "files" | "looks" | "states";
  /** @default none: it is only told */
  readonly bound?: { readonly atMost: number } | { readonly atLeast: number };
}

/** The value that the bound is for. */
export function compared({ measured, floor }: Measurement): number {
  return floor === undefined ? measured : measured / floor;
}

/** Whether the bound holds; a value that is no number holds none. */
export function holds(measurement: Measurement): boolean {
  const { bound } = measurement;
  if (bound === undefined) return true;
  return "atMost" in bound ? compared(measurement) <= bound.atMost : compared(measurement) >= bound.atLeast;
}

/** The middle value, of an even number of them the lower one. @throws Error when there is none */
export function median(values: readonly number[]): number {
  const middle = [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  if (middle === undefined) throw new Error("the median of no values");
  return middle;
}
