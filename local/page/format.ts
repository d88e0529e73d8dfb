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

const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });
/** From here on a figure is shortened where it stands large. */
const LONG_FIGURE = 1_000_000;
/** From here on along an axis. */
const LONG_TICK = 10_000;

/** A figure for where there is little room: `1.23M`. */
export function shortFigure(cell: Cell | undefined): string {
  const value = cellNumber(cell);
  return value !== undefined && Math.abs(value) >= LONG_FIGURE ? COMPACT.format(value) : figureText(cell);
}

/** A figure beside an axis. */
export const tickText = (value: number): string => (Math.abs(value) >= LONG_TICK ? COMPACT : NUMBERS).format(value);

/** How a figure differs from the one before, as people read it: `▲ 12% (34 before)`. */
export function changeText(now: Cell | undefined, before: Cell | undefined): string {
  const [is, was] = [cellNumber(now) ?? 0, cellNumber(before) ?? 0];
  if (was === 0) return is === 0 ? "none before either" : "none before";
  const share = (is - was) / Math.abs(was);
  if (is === was) return `no change (${shortFigure(before ?? 0)} before)`;
  const percent = new Intl.NumberFormat("en", {
    style: "percent",
    maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0,
  });
  const sign = is > was ? "▲" : "▼";
  return `${sign} ${percent.format(Math.abs(share))} (${shortFigure(before ?? 0)} before)`;
}

/** What a bar, a line or a slice is called. */
export const groupText = (cell: Cell | undefined): string =>
  cell === null || cell === undefined ? "(none)" : String(cell);

/** A cell as it is, nothing rounded. */
export const exactText = (cell: Cell | undefined): string => (cell === null || cell === undefined ? "–" : String(cell));

const NUMERIC = /^(tinyint|smallint|int|integer|bigint|double|float|real|decimal)/;
/** Whether a column of this type holds figures. */
export const isNumeric = (type: string): boolean => NUMERIC.test(type);

const MIDNIGHT = " 00:00:00";

/** Cells of a column: figures with as many decimals each, at most two; moments that are days without their hours. */
export function columnTexts(cells: readonly (Cell | undefined)[]): readonly string[] {
  const whole = cells.every((cell) => typeof cell !== "number" || Number.isInteger(cell));
  const format = whole ? NUMBERS : DECIMALS;
  const texts = cells.map((cell) => (typeof cell === "number" ? format.format(cell) : exactText(cell)));
  const areDays = texts.every((text, index) => cells[index] === null || /^\d{4}-\d\d-\d\d 00:00:00$/.test(text));
  return areDays ? texts.map((text) => text.replace(MIDNIGHT, "")) : texts;
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

/** An amount of money, small ones with two digits that say something: `0.000048 USD`. */
export const usd = (amount: number): string =>
  `${new Intl.NumberFormat("en", amount < 1 ? { maximumSignificantDigits: 2, maximumFractionDigits: 20 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(amount)} USD`;

/** An error's message. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
