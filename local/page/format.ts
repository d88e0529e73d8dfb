type Cell = string | number | boolean | null;

const NUMBERS = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const DECIMALS = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A number as people read it. */
export const number = (value: number): string => NUMBERS.format(value);

/** A count with its noun: `1 row`, `2 rows`. */
export const counted = (count: number, noun: string): string => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

/** A figure as people read it; whole numbers beyond what JSON holds are text already. */
export const figureText = (cell: Cell | undefined): string =>
  cell === null || cell === undefined ? "–" : typeof cell === "number" ? number(cell) : String(cell);

/** What a bar, a line or a slice is called. */
export const groupText = (cell: Cell | undefined): string =>
  cell === null || cell === undefined ? "(none)" : String(cell);

/** A cell as it is, nothing rounded. */
export const exactText = (cell: Cell | undefined): string => (cell === null || cell === undefined ? "–" : String(cell));

/** Cells of a column of figures, with as many decimals each, at most two. */
export function columnTexts(cells: readonly (Cell | undefined)[]): readonly string[] {
  const whole = cells.every((cell) => typeof cell !== "number" || Number.isInteger(cell));
  const format = whole ? NUMBERS : DECIMALS;
  return cells.map((cell) => (typeof cell === "number" ? format.format(cell) : exactText(cell)));
}

/** A cell as a number; undefined when it is none. */
export function cellNumber(cell: Cell | undefined): number | undefined {
  if (cell === null || cell === undefined || typeof cell === "boolean") return undefined;
  const value = Number(cell);
  return Number.isFinite(value) && cell !== "" ? value : undefined;
}

/** Bytes in the largest unit that keeps them above 1. */
export function bytes(count: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  let [value, unit] = [count, 0];
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${number(value)} ${units[unit] ?? ""}`;
}

/** The clock of an ISO 8601 time, UTC: `12:03:04`. */
export const clock = (iso: string): string => iso.slice(11, 19);

/** An error's message. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
