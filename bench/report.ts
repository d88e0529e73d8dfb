import { availableParallelism, cpus } from "node:os";
import { formatTable } from "../cli/shared/table";
import { compared, holds, type Measurement } from "./measurement";

/** Where the benchmarks ran. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
}

/** This machine. */
export const thisMachine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  node: process.version,
});

/** The result for people: a line for each measurement, and the machine. */
export function formatReport(machine: Machine, measurements: readonly Measurement[]): string {
  const rows = measurements.map((measurement) => {
    const { what, measured, floor, unit, bound } = measurement;
    return [
      what,
      `${rounded(measured)} ${unit}`,
      floor === undefined ? "" : `${rounded(floor)} ${unit}`,
      floor === undefined ? "" : compared(measurement).toFixed(3),
      bound === undefined
        ? ""
        : "atMost" in bound
          ? `at most ${rounded(bound.atMost)}`
          : `at least ${rounded(bound.atLeast)}`,
      bound === undefined ? "" : holds(measurement) ? "ok" : "MISSED",
    ];
  });
  return `${formatTable(["what", "measured", "floor", "ratio", "bound", ""], rows)}\n\n  ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`;
}

/** The result for programs. */
export function jsonReport(machine: Machine, measurements: readonly Measurement[]): string {
  const results = measurements.map((measurement) => ({
    ...measurement,
    compared: compared(measurement),
    ok: holds(measurement),
  }));
  return `${JSON.stringify({ machine, measurements: results }, null, 2)}\n`;
}

function rounded(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}
