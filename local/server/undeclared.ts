import { type Chart, count, lineChart, numberChart } from "../../declaration/analysis";
import type { EventDeclaration } from "../../declaration/event";
import type { FieldDeclaration } from "../../declaration/field";

/** What is shown of an event type that declares no charts. Its events have arrived, whether they say when they happened or not. */
export const PLAIN_CHARTS: readonly Chart[] = [numberChart("Events", count()), lineChart("Events per hour", count())];

/** What an event type could declare to have charts of its own, with its own fields. */
export function hintFor({ fields }: EventDeclaration): string {
  const named = Object.entries<FieldDeclaration>(fields);
  const [text] = named.find(([, { type }]) => type === "string" || type === "oneOf") ?? [];
  const [figure] = named.find(([, { type }]) => type === "int" || type === "double" || type === "decimal") ?? [];
  const name = (field: string): string => JSON.stringify(field);
  const charts = [
    'numberChart("Events", count()),',
    'lineChart("Events per hour", count()),',
    ...(text === undefined ? [] : [`barChart("Events by ${text}", count(), ${name(text)}),`]),
    ...(figure === undefined || text === undefined
      ? []
      : [`barChart("Average ${figure} by ${text}", average(${name(figure)}), ${name(text)}),`]),
  ];
  return `charts: [\n${charts.map((line) => `  ${line}\n`).join("")}],`;
}
