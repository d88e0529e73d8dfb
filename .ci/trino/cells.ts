import type { Cell } from "../../emulation/athena/cells";
import type { TrinoAnswer } from "./client";

/** An answer as the local run would give it. */
export interface LocalAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Decimals of up to this many digits are numbers, longer ones text. */
const EXACT_DIGITS = 15;

/** Trino's answer in the local run's words: types as Athena reports them, values as its console shows them. */
export const inLocalWords = ({ columns, rows }: TrinoAnswer): LocalAnswer => ({
  columns: columns.map(({ name, type }) => ({ name, type: athenaType(type) })),
  rows: rows.map((row) => row.map((value, index) => cell(value, columns[index]?.type ?? ""))),
});

/** Athena reports a varchar without its length, a timestamp without its precision and a row without its members. */
export function athenaType(type: string): string {
  if (/^row\(/.test(type)) return "row";
  if (/^map\(/.test(type)) return "map";
  const list = /^array\((.*)\)$/s.exec(type)?.[1];
  if (list !== undefined) return `array(${athenaType(list)})`;
  return type
    .replace(/^(varchar|char|timestamp|time)\(\d+\)/, "$1")
    .replaceAll(", ", ",")
    .toLowerCase();
}

function cell(value: unknown, type: string): Cell {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value !== "string") return shown(value, type);
  if (/^(big)?int/.test(type)) return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (type.startsWith("decimal"))
    return value.replace(/\D/g, "").replace(/^0+/, "").length <= EXACT_DIGITS ? Number(value) : value;
  if (type === "varbinary")
    return Buffer.from(value, "base64")
      .toString("latin1")
      .replace(/[^ -~]|[\\'"]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
  if (type.startsWith("time")) return value.replace(/(\.\d{3})\d+/, "$1").replace(/\.000/, "");
  return value;
}

/** A list, row or map as text, without quotes: `[1, null]`, `{a=1}`. */
function shown(value: unknown, type: string): string {
  if (Array.isArray(value)) {
    const list = /^array\((.*)\)$/s.exec(type)?.[1];
    if (list !== undefined) return `[${value.map((item) => shown(item, list)).join(", ")}]`;
    const fields = partsOf(/^row\((.*)\)$/s.exec(type)?.[1] ?? "");
    return `{${value
      .map((item, index) => {
        const [, name = `field${index}`, inner = ""] = /^("(?:[^"]|"")*"|\w+) (.*)$/s.exec(fields[index] ?? "") ?? [];
        return `${name.replaceAll('"', "")}=${shown(item, inner || (fields[index] ?? ""))}`;
      })
      .join(", ")}}`;
  }
  if (typeof value === "object" && value !== null) {
    const [, inner = ""] = partsOf(/^map\((.*)\)$/s.exec(type)?.[1] ?? "");
    return `{${Object.entries(value)
      .map(([key, item]) => `${key}=${shown(item, inner)}`)
      .join(", ")}}`;
  }
  if (typeof value === "string" && type.startsWith("decimal")) return value; // all its digits
  return String(cell(value, type));
}

/** What commas separate that stand in no parentheses. */
function partsOf(text: string): readonly string[] {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "," && depth === 0) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${character}`);
  }
  return parts.map((part) => part.trim());
}
