import { writeJson } from "../../basics/exact-json";
import type { StorageFormat } from "../../declaration/layout";
import { FAILED_RECORDS_VIEW, parquetTable } from "../../declaration/tables";
import type { LocalProcess } from "../faults/local-process";
import { menuClick } from "../support/restaurant";
import type { ExpectedLine, Post } from "./corpus-posts";

const AT_ONCE = 16;
/** Rows of one question: a third of what the local run answers at most. */
const PAGE = 3_000;

/** What is found wrong, in one line each. */
export type Findings = string[];

/** A way from a request to a line. */
export interface Way {
  readonly ingestion: "firehose" | "lambda";
  readonly format: StorageFormat;
}

/**
 * Posts everything to a run, delivers it, and asks for it by SQL.
 * @returns what is wrong, and how many were posted, taken, stored and failed
 */
export async function postCorpora(run: LocalProcess, way: Way, posts: readonly Post[]) {
  const findings: Findings = [];
  const expected = new Map<string, ExpectedLine>();
  const failing: string[] = [];
  let [taken, lines] = [0, 0];
  const waiting = posts[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let each = waiting.next(); !each.done; each = waiting.next()) {
        const post = each.value;
        const { status, answer } = await send(run, post);
        const where = `${way.ingestion}, ${way.format}, ${post.contentType}, ${post.what}`;
        if (![200, 207, 400].includes(status)) findings.push(`${where}: answered ${status} ${answer.slice(0, 200)}`);
        const checked = way.ingestion === "lambda" || post.contentType === "application/json";
        const events = eventsIn(post.body);
        if (post.isJson === true && status !== 200 && post.lines.size > 0)
          findings.push(`${where}: is JSON and answered ${status} ${answer.slice(0, 200)}`);
        if (post.isJson === false && checked && status !== 400)
          findings.push(`${where}: is no JSON and answered ${status} ${answer.slice(0, 200)}`);
        if (status >= 300) continue;
        taken++;
        if (events === undefined || events === 0 || events > 500) failing.push(post.body === "" ? "{}" : post.body);
        else {
          lines += status === 200 ? events : (JSON.parse(answer) as { accepted: number }).accepted;
          for (const [key, line] of post.lines) expected.set(key, line);
        }
      }
    }),
  );
  const { records, events } = await run.flush();
  if (records.buffered > 0 || records.received !== records.delivered + records.failed)
    findings.push(`${way.ingestion}, ${way.format}: not all is delivered or failed: ${JSON.stringify(records)}`);
  if (events.delivered !== lines || records.failed !== failing.length)
    findings.push(
      `${way.ingestion}, ${way.format}: ${events.delivered} lines and ${records.failed} failed records, expected ${lines} and ${failing.length}`,
    );
  findings.push(...(await compareLines(run, way, expected)), ...(await compareFailed(run, way, failing)));
  return { findings, posted: posts.length, taken, lines, failed: failing.length };
}

async function send(run: LocalProcess, { path, contentType, body }: Post) {
  const response = await fetch(run.endpoint + path, { method: "POST", headers: { "Content-Type": contentType }, body });
  return { status: response.status, answer: await response.text() };
}

/** How many events a body holds; undefined when it is no JSON. */
function eventsIn(body: string): number | undefined {
  const value = parsed(body === "" ? "{}" : body.replace(/^\ufeff/, ""));
  return value === undefined ? undefined : Array.isArray(value) ? value.length : 1;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function rows(run: LocalProcess, sql: string): Promise<readonly Readonly<Record<string, string | null>>[]> {
  const response = await fetch(`${run.url}/_local/query`, { method: "POST", body: JSON.stringify({ sql }) });
  const { columns, rows, message } = (await response.json()) as QueryAnswer;
  if (columns === undefined || rows === undefined) throw new Error(`${sql}: ${message ?? response.status}`);
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
}

/** Rows, or why there are none. */
interface QueryAnswer {
  readonly columns?: readonly { readonly name: string }[];
  readonly rows?: readonly (readonly (string | null)[])[];
  readonly message?: string;
}

async function compareLines(
  run: LocalProcess,
  { ingestion, format }: Way,
  expected: ReadonlyMap<string, ExpectedLine>,
) {
  const table = format === "json" ? menuClick.table : parquetTable(menuClick);
  const findings: Findings = [];
  const keys = [...expected.keys()].sort();
  for (let from = 0; from < keys.length; from += PAGE) {
    const [first = "", last = ""] = [keys[from], keys[Math.min(from + PAGE, keys.length) - 1]];
    const found = await rows(
      run,
      `SELECT source_menu, element_clicked, event_id, extra, problems FROM ${table} WHERE source_menu BETWEEN '${first}' AND '${last}' ORDER BY source_menu`,
    );
    const byKey = new Map<string, typeof found>();
    for (const row of found) {
      const key = row["source_menu"] ?? "";
      byKey.set(key, [...(byKey.get(key) ?? []), row]);
    }
    for (const key of keys.slice(from, from + PAGE)) {
      const [row, ...more] = byKey.get(key) ?? [];
      const line = expected.get(key) as ExpectedLine;
      const wrong =
        row === undefined
          ? "is not stored"
          : more.length > 0
            ? `is stored ${more.length + 1} times`
            : row["element_clicked"] !== line.element_clicked
              ? `has element_clicked ${JSON.stringify(row["element_clicked"])}`
              : line.event_id !== undefined && row["event_id"] !== line.event_id
                ? `has event_id ${JSON.stringify(row["event_id"])}`
                : !sameJson(row["extra"], line.extra)
                  ? `has extra ${row["extra"]?.slice(0, 300) ?? "null"}`
                  : undefined;
      if (wrong !== undefined) findings.push(`${ingestion}, ${format}: ${JSON.stringify(line).slice(0, 300)} ${wrong}`);
    }
  }
  return findings;
}

/** Equal as JSON, and every number digit for digit. */
function sameJson(found: string | null | undefined, expected: string | undefined): boolean {
  if (expected === undefined) return found === null;
  if (typeof found !== "string") return false;
  const [one, other] = [parsed(found), parsed(expected)];
  if (writeJson(wellFormed(one)) !== writeJson(wellFormed(other))) return false;
  const tokens = (json: string): readonly string[] => json.match(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|:/g) ?? [];
  const [inFound, inExpected] = [tokens(found), tokens(expected)];
  const names = (list: readonly string[]): number => list.filter((token) => token === ":").length;
  if (names(inFound) < names(inExpected)) return true; // a name stood twice, of which the last one counts
  const numbers = (list: readonly string[]): string => list.filter((token) => /^[-\d]/.test(token)).join();
  return numbers(inFound) === numbers(inExpected);
}

/** Halves of surrogate pairs become U+FFFD on the way. */
const wellFormed = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? null).replace(/\\ud[89a-f][0-9a-f]{2}/g, "\\ufffd")) as unknown;

async function compareFailed(run: LocalProcess, { ingestion, format }: Way, failing: readonly string[]) {
  const found = failing.length === 0 ? [] : await rows(run, `SELECT raw_data FROM ${FAILED_RECORDS_VIEW}`);
  const left = new Map<string, number>();
  for (const body of failing) left.set(body, (left.get(body) ?? 0) + 1);
  const findings: Findings = [];
  for (const { raw_data: raw } of found) {
    const times = left.get(raw ?? "") ?? 0;
    if (times === 0)
      findings.push(`${ingestion}, ${format}: errors/ holds ${JSON.stringify(raw?.slice(0, 200))}, which nobody sent`);
    else left.set(raw ?? "", times - 1);
  }
  for (const [body, times] of left)
    if (times > 0) findings.push(`${ingestion}, ${format}: errors/ lacks ${JSON.stringify(body.slice(0, 200))}`);
  return findings;
}
