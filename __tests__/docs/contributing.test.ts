import { readFileSync } from "node:fs";
import { checkPaths, repositoryPaths } from "../../library/docs/paths";

const text = readFileSync("CONTRIBUTING.md", "utf8");
const paths = repositoryPaths();

/** The first cells of the table below a heading. */
function firstCells(heading: string): string {
  const [, section = ""] = text.split(`## ${heading}\n`);
  return [...section.replace(/^## [^]*/m, "").matchAll(/^\| ([^|]*) \|/gm)].map(([, cell]) => cell).join("\n");
}

test("every path of the map is there", () => {
  expect(text.match(/`[^`\n]+\/[^`\n]*`/g)?.length).toBeGreaterThan(40);
  expect(checkPaths("CONTRIBUTING.md", text, paths)).toEqual([]);
});

test("every folder with code has its line among the rooms", () => {
  const rooms = new Set(
    paths.filter((file) => /\/.*\.(ts|mjs|py|ya?ml)$/.test(file)).map((file) => file.split("/")[0] ?? ""),
  );
  expect([...rooms]).toEqual(expect.arrayContaining(["constructs", "__tests__", ".ci", ".github"]));
  const named = firstCells("Rooms");
  expect([...rooms].filter((room) => !named.includes(`\`${room}/\``))).toEqual([]);
});

test.each(["an alarm", "a field type", "a Firehose option", "a command", "a rule of the plan review", "an event type"])(
  "the map says in one step where %s goes",
  (change) => {
    expect(firstCells("Where does my line go?").split("\n")).toContain(change);
  },
);
