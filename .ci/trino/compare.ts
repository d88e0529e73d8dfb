import { Athena } from "../../emulation/athena/engine";
import { inLocalWords, type LocalAnswer } from "./cells";
import { type TrinoClient, TrinoError } from "./client";
import type { Question } from "./questions";

/** Sums of doubles depend on the order of the rows, in their last digits only. */
const ROUNDING = 1e-12;

/** Asks both engines. @returns what differs; undefined when nothing does */
export async function difference(question: Question, trino: TrinoClient, local: Athena): Promise<string | undefined> {
  let answer: LocalAnswer;
  try {
    answer = inLocalWords(await trino.query(question.sql));
  } catch (error) {
    if (error instanceof TrinoError) return `Trino refuses it: ${error.code}: ${error.message}`;
    throw error;
  }
  const expected = await local.query(question.sql).catch((error: unknown) => String(error));
  if (typeof expected === "string") return `the local run refuses it: ${expected}`;
  const columns = question.columns ?? expected.columns;
  return (
    unequal("columns", columns, answer.columns) ??
    unequal("columns of the local run", columns, expected.columns) ??
    unequal("rows", inOrder(question, expected.rows), inOrder(question, answer.rows)) ??
    (question.rows && unequal("rows worked out by hand", question.rows, byColumn(answer)))
  );
}

const inOrder = ({ ordered }: Question, rows: LocalAnswer["rows"]): LocalAnswer["rows"] =>
  ordered ? rows : [...rows].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));

const byColumn = ({ columns, rows }: LocalAnswer): readonly object[] =>
  rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])));

/** The first difference of two lists. */
function unequal(what: string, expected: readonly unknown[], found: readonly unknown[]): string | undefined {
  if (expected.length !== found.length)
    return `${what}: ${expected.length} expected, ${found.length} found: ${shown(expected)} against ${shown(found)}`;
  const index = expected.findIndex((value, at) => !equal(value, found[at]));
  return index === -1 ? undefined : `${what}: ${shown(expected[index])} expected, ${shown(found[index])} found`;
}

function equal(one: unknown, other: unknown): boolean {
  if (typeof one === "number" && typeof other === "number")
    return one === other || Math.abs(one - other) <= ROUNDING * Math.max(Math.abs(one), Math.abs(other));
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return one === other;
  const [names, others] = [Object.keys(one), Object.keys(other)];
  return (
    names.length === others.length &&
    names.every((name) => equal((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]))
  );
}

const shown = (value: unknown): string => JSON.stringify(value).slice(0, 600);
