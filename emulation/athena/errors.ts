/** What the person who wrote the SQL can mend. */
export class QueryError extends Error {
  override readonly name = "QueryError";
}

/** Longest message, in characters. */
const LONGEST_MESSAGE = 1000;
const OUT_OF_MEMORY = /^Out of Memory Error|bad_alloc/;
/** Advice of DuckDB's for whoever configures it. */
const ADVICE =
  /^(Try setting|Database is launched|Unused blocks|Launch the database|Or set|Or PRAGMA|Possible solutions|See also|\* )/;

/** What helps when a query takes too much. */
export const WAY_OUT = "filter on the partition key, or ask for less";

/** How the translated SQL fails on purpose: see dialect.ts. */
const NO_NUMBER = /^Conversion Error: Could not convert string '(?:athena: (.*)|-?Infinity|NaN)' to \w+.*$/s;

const ON_PURPOSE = /^Invalid Input Error: athena: (.*)$/s;

const NO_FUNCTION = /^Catalog Error: (?:\w+ )?Function with name (\w+) does not exist!.*$/s;

/** An error of DuckDB's in one line, with S3 locations where it names files. */
export function queryError(error: unknown, s3Directory: string): QueryError {
  const text =
    typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error);
  const [reason = ""] = text.split(/\n+LINE \d+:/); // then DuckDB draws where it stands
  const lines = reason.split("\n").map((line) => line.trim());
  const message = lines
    .filter((line) => line !== "" && !ADVICE.test(line))
    .join(" ")
    .replaceAll(`${s3Directory}/`, "s3://")
    .replace(NO_NUMBER, (_, own: string | undefined) => own ?? "Division by zero")
    .replace(ON_PURPOSE, "$1")
    .replace(
      NO_FUNCTION,
      "The function $1 is Athena's, and the local run does not know it: docs/local-run.md says what it knows",
    );
  const short = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
  return new QueryError(OUT_OF_MEMORY.test(short) ? `${short}; ${WAY_OUT}` : short);
}
