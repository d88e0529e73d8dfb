import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { eventTypes } from "../support/restaurant";
import { columnName } from "../../declaration/columns";
import type { FieldDeclaration } from "../../declaration/event";

const FOLDERS = ["constructs", "stacks", "handlers", "emulation", "local", "cli", "config"];

/** Names that belong to one declaration alone: with an underscore or a capital inside. A name like "price" is a word of any text. */
const names = eventTypes
  .flatMap((event) => [
    event.table,
    ...Object.entries<FieldDeclaration>(event.fields).flatMap(([name, field]) => [name, ...(field.aliases ?? [])]),
  ])
  .filter((name) => /[_A-Z]/.test(name))
  .flatMap((name) => [name, columnName(name)]);

const sources = [
  "main.ts",
  ...FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => path.join(folder, file)),
  ).filter((file) => /\.(ts|mjs)$/.test(file)),
];

test("no source outside events/ names a declared field or table, so a field is added or renamed in one place", () => {
  expect(names.length).toBeGreaterThan(5);
  expect(sources.length).toBeGreaterThan(50);
  const found = sources.flatMap((file) => {
    const text = readFileSync(file, "utf8");
    return names.filter((name) => new RegExp(`\\b${name}\\b`).test(text)).map((name) => `${file}: ${name}`);
  });
  expect(found).toEqual([]);
});
