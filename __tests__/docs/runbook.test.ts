import { readFileSync } from "node:fs";
import { environments } from "../support/restaurant";

const runbook = readFileSync("docs/runbook.md", "utf8");
/** As GitHub makes them. */
const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
  title
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-"),
);

test("every command that the runbook gives in the night exists", () => {
  const main = readFileSync("cli/commands.ts", "utf8");
  const commands = new Set([...runbook.matchAll(/npm run clickstream -- (\w+)/g)].map(([, command]) => command));
  expect(commands.size).toBeGreaterThan(4);
  for (const command of commands) expect(main).toContain(`${command}Command`);
});

test("every link within the runbook leads to a section", () => {
  const links = [...runbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  expect(links.length).toBeGreaterThan(0);
  expect(anchors).toEqual(expect.arrayContaining(links));
});

test("the environment that the runbook speaks of is a shipped one", () => {
  expect(environments.map(({ name }) => name)).toContain("prod");
});
