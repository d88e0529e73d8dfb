type Cell = string | number | boolean | null | undefined;

/** A table as CSV, RFC 4180. Texts come from whoever posts events: one that a spreadsheet would run as a formula gets an apostrophe. */
export const csvOf = (header: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [header, ...rows].map((row) => `${row.map(fieldOf).join(",")}\r\n`).join("");

function fieldOf(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  const text = typeof cell === "string" && isFormula(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);
