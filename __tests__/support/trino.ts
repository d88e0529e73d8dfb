import { build } from "esbuild";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { mkdtempSync, rmSync } from "node:fs";

interface Parser {
  validate(sql: string): readonly { readonly message: string }[];
}

/** Functions of Athena's (Trino's) that the local engine has too and that mean the same there. */
const FUNCTIONS = new Set([
  "array",
  "avg",
  "cast",
  "coalesce",
  "count",
  "date_add",
  "date_diff",
  "date_format",
  "date_trunc",
  "day_of_week",
  "from_base64",
  "from_unixtime",
  "from_utf8",
  "hour",
  "json_parse",
  "lag",
  "max",
  "min",
  "nullif",
  "round",
  "row",
  "row_number",
  "sqrt",
  "sum",
  "try",
  "try_cast",
  "unnest",
]);
/** Words that may stand before a parenthesis without being a function. */
const WORDS = new Set([
  "and",
  "as",
  "by",
  "case",
  "else",
  "exists",
  "from",
  "in",
  "join",
  "not",
  "on",
  "or",
  "over",
  "then",
  "union",
  "all",
  "when",
  "where",
]);

let parser: Promise<Parser> | undefined;

/** Bundled, since Node can't load the package as it is. Once for each test file. */
async function load(): Promise<Parser> {
  const folder = mkdtempSync(path.join(tmpdir(), "clickstream-trino-"));
  const outfile = path.join(folder, "trino.cjs");
  const contents = 'export { TrinoSQL } from "dt-sql-parser/dist/parser/trino/index.js";';
  await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile,
  });
  const { TrinoSQL } = createRequire(__filename)(outfile) as { TrinoSQL: new () => Parser };
  rmSync(folder, { recursive: true });
  return new TrinoSQL();
}

/** Why Athena would refuse a text, or answer otherwise than the local engine; empty when it is one SELECT that both take alike. */
export async function athenaProblems(sql: string): Promise<readonly string[]> {
  const trino = await (parser ??= load());
  const code = sql.replace(/'(?:[^']|'')*'/g, "''").replace(/"(?:[^"]|"")*"/g, '""');
  const functions = [...code.matchAll(/\b([a-z_]\w*)\s*\(/gi)].map(([, name = ""]) => name.toLowerCase());
  return [
    ...trino.validate(sql).map(({ message }) => message),
    ...(/^\s*(SELECT|WITH)\b/i.test(code) && !code.includes(";") ? [] : ["is not one SELECT"]),
    ...(/\/(?!\s*(\d+(\.\d*)?e\d|cast\())/i.test(code) ? ['"/" cuts whole numbers here and divides them there'] : []),
    ...functions
      .filter((name) => !FUNCTIONS.has(name) && !WORDS.has(name))
      .map((name) => `the function ${name} is not on the list of those that both engines have`),
  ];
}
