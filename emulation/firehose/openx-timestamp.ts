const CALENDAR = /^(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/;
const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?Z$/;
/** Epoch numbers with more digits are milliseconds. */
const SECONDS_DIGITS = 10;
/** What Parquet readers and this program agree on: the years 1 to 9999. */
const [EARLIEST, LATEST] = [Date.parse("0001-01-01T00:00:00Z"), Date.UTC(10_000, 0, 1)];

/**
 * A timestamp in the forms that Firehose's OpenX JSON SerDe takes: `yyyy-[M]M-[d]d HH:mm:ss[.S]` and `yyyy-MM-dd'T'HH:mm:ss[.S]'Z'` with
 * up to nine digits behind the point, epoch seconds, also with a fraction, and epoch milliseconds; UTC.
 * https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
 * @returns `yyyy-MM-dd HH:mm:ss.SSSSSS`, or undefined for anything else
 */
export function timestampText(value: unknown): string | undefined {
  if (typeof value === "number")
    return epochText(value, Number.isInteger(value) && String(Math.abs(value)).length > SECONDS_DIGITS);
  if (typeof value !== "string") return undefined;
  if (/^-?\d+(\.\d+)?$/.test(value)) return timestampText(Number(value));
  const match = CALENDAR.exec(value) ?? ISO.exec(value);
  if (match === null) return undefined;
  const [, year = "", ...parts] = match;
  const [month = "", day = "", hour = "", minute = "", second = "", fraction = ""] = parts.map(
    (part) => (part as string | undefined) ?? "",
  );
  const whole = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")} ${hour.padStart(2, "0")}:${minute}:${second}`;
  const time = Date.parse(`${whole.replace(" ", "T")}Z`);
  // a day that the month doesn't have rolls over, and comes back as another
  return isStored(time) && textOf(time).startsWith(whole)
    ? `${whole}.${fraction.padEnd(6, "0").slice(0, 6)}`
    : undefined;
}

function epochText(number: number, milliseconds: boolean): string | undefined {
  const time = Math.floor(milliseconds ? number : number * 1000);
  return isStored(time) ? `${textOf(time)}000` : undefined;
}

const isStored = (time: number): boolean => time >= EARLIEST && time < LATEST;
const textOf = (time: number): string => new Date(time).toISOString().replace("T", " ").replace("Z", "");
