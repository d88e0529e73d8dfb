// Stacks that can be planned only when another is applied: they read an output that is not there yet, or is about to change.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Plan } from "./masking.ts";
import { terraform } from "./terraform.ts";
import type { Stack } from "./tree.ts";

/** What stands in the place of a plan; `clickstream plan-review` knows it. */
export interface Waiting {
  /** Names of stacks. */
  readonly waits_for: readonly string[];
}

/** The stacks before it that wait themselves, or are about to put out what it reads, as far as the plans so far tell. */
export function waitsFor(
  stack: Stack,
  all: readonly Stack[],
  planned: ReadonlyMap<string, Plan | Waiting>,
): readonly string[] {
  return all
    .filter((other) => other.environment === stack.environment && awaited(other, stack, planned.get(other.stack)))
    .map((other) => other.stack);
}

function awaited({ stack, outputs }: Stack, { reads, needs }: Stack, plan: Plan | Waiting | undefined): boolean {
  const wanted = reads.filter((output) => outputs.includes(output));
  if (plan === undefined) return false;
  if ("waits_for" in plan) return wanted.length > 0 || needs.includes(stack);
  return wanted.some((output) => {
    const { actions = ["no-op"] } = plan.output_changes?.[output] ?? {};
    return actions.some((action) => action !== "no-op");
  });
}

/** The stacks whose state lacks an output that this one reads. */
export function lacking({ reads, environment }: Stack, all: readonly Stack[]): readonly string[] {
  return all
    .filter((other) => other.environment === environment)
    .filter(({ folder, outputs }) => {
      const wanted = reads.filter((output) => outputs.includes(output));
      if (wanted.length === 0) return false;
      terraform(folder, ["init", "-no-color"]);
      const { output } = terraform(folder, ["output", "-json"], { keep: true });
      const there = JSON.parse(output) as Readonly<Record<string, unknown>>;
      return wanted.some((name) => !(name in there));
    })
    .map(({ stack }) => stack);
}

const noteOf = (folder: string): string => path.join(folder, "waits.json");

/** Leaves word for the job that applies; undefined: nothing is waited for. */
export function note(folder: string, waiting: Waiting | undefined): void {
  if (waiting === undefined) rmSync(noteOf(folder), { force: true });
  else writeFileSync(noteOf(folder), JSON.stringify(waiting));
}

/** What the note says; undefined when there is none. */
export const noted = (folder: string): Waiting | undefined =>
  existsSync(noteOf(folder)) ? (JSON.parse(readFileSync(noteOf(folder), "utf8")) as Waiting) : undefined;
