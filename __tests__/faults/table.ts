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

/** What one cell says that may happen, each alone. */
function outcomesOf(cell: string): readonly string[] {
  const [first = "", others] = cell.split(", others ");
  return [
    ...first.split(/ or |, (?=when )/),
    ...(others === undefined ? [] : others.split(" or ").map((each) => `others ${each}`)),
  ];
}

/**
 * What was seen and the page's table doesn't say. Which of a row's outcomes come in one run hangs on the machine and on chance: each that came must be said.
 * @param isPart whether rows of the page may be missing
 */
export function differences(page: string, seen: readonly Row[], isPart: boolean): readonly string[] {
  const told = page.slice(page.indexOf(START) + START.length, page.indexOf(END)).split("\n");
  const rows = new Map(told.map((line) => line.split(" | ")).map((cells) => [cells[0]?.replace("| ", ""), cells]));
  const missing = isPart
    ? []
    : [...rows.keys()].slice(2).filter((fault) => fault && !seen.some((row) => row.fault === fault));
  return [
    ...seen.flatMap(({ fault, answers, events }) => {
      const [, ...cells] = rows.get(fault) ?? [];
      return [answers, events].flatMap((cell, index) => {
        const said = outcomesOf(cells[index] ?? "");
        return outcomesOf(cell)
          .filter((outcome) => !said.includes(outcome))
          .map((outcome) => `${fault}: ${outcome}`);
      });
    }),
    ...missing.map((fault) => `${fault}: was not tried`),
  ];
}
