import type { Row } from "./scenario";

const START = "<!-- faults: written by `npm run faults -- --write` -->\n";
const END = "<!-- /faults -->\n";

/** The rows as a table of a Markdown page. */
export function formatRows(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ fault, answers, events, lost, twice }) => `| ${fault} | ${answers} | ${events} | ${lost} | ${twice} |\n`,
  );
  return `| what goes wrong | well-formed requests are answered | accepted events are | lost | twice |\n|---|---|---|---|---|\n${lines.join("")}`;
}

/** The page with this table in its place. @throws Error when the page has no place for it */
export function withTable(page: string, table: string): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start === -1 || end < start)
    throw new Error(`docs/faults.md must hold the lines ${START.trim()} and ${END.trim()}`);
  return page.slice(0, start + START.length) + table + page.slice(end);
}

/** The lines that only one of two pages has. */
export function differences(page: string, wanted: string): readonly string[] {
  const [there, now] = [page.split("\n"), wanted.split("\n")];
  return [
    ...there.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !there.includes(line)).map((line) => `+ ${line}`),
  ];
}
