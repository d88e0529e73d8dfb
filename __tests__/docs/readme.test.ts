import { readFileSync } from "node:fs";
import { eventTypes } from "../support/restaurant";

const readme = readFileSync("README.md", "utf8");
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

/** The README's code blocks of one language. */
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(([, code]) => code ?? "");

test("the README's example is the one that CI installs from the package and runs", () => {
  expect(blocks("ts")).toEqual([readFileSync("examples/five-lines/main.ts", "utf8")]);
});

test("every npm script that the README names exists", () => {
  const named = [...readme.matchAll(/npm run ([a-z-]+)/g)].map(([, name]) => name ?? "");
  expect(named.length).toBeGreaterThan(0);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
});

test("the README's requests go to a route and a table that are declared", () => {
  const commands = blocks("sh").join("\n");
  const [, path, body] = /4000\/dev(\/\S+) .*-d '([^']*)'/.exec(commands) ?? [];
  const event = eventTypes.find((candidate) => candidate.path === path);
  expect(Object.keys(event?.fields ?? {})).toEqual(
    expect.arrayContaining(Object.keys(JSON.parse(body ?? "{}") as object)),
  );
  expect(commands).toContain(`FROM ${event?.table}`);
});

test("the README asks for some hours only, as whoever pays for LIST requests should", () => {
  const sql = /SELECT [^"]*/.exec(blocks("sh").join("\n"))?.[0];
  expect(sql).toContain("WHERE datehour >=");
});

test("every page that the README points to exists", () => {
  for (const [, page] of readme.matchAll(/\]\((docs\/[^)]+)\)/g))
    expect(() => readFileSync(`${page}${page?.endsWith(".md") ? "" : "/README.md"}`)).not.toThrow();
});
