import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eventTypes } from "../fixtures/menu/events";
import { temporaryFolder } from "../support/tree";

const folder = temporaryFolder();
const declarations = path.join(folder, "declarations.json");
writeFileSync(declarations, JSON.stringify(eventTypes));

function client(program: string, ...args: readonly string[]): readonly [number | null, string, string] {
  const command = ["run.mjs", program, "client", "--of", declarations, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
  return [status, stdout, stderr];
}

test.each(["cli/main.ts", "library/command.ts"])("%s writes the module, prints it, and writes it again", (program) => {
  const file = path.join(folder, "page", "clickstream.ts");
  expect(client(program, file)).toEqual([0, "", ""]);
  const written = readFileSync(file, "utf8");
  expect(written).toContain('"menu-click": {"path":"/poc"');
  expect(written).toContain("export function start");
  writeFileSync(file, written.slice(0, 200));
  expect(client(program, file)).toEqual([0, "", ""]);
  expect(client(program)).toEqual([0, readFileSync(file, "utf8"), ""]);
});

test("a declaration that is refused is said in one line, though a synthesized tree has what was declared before", () => {
  const cwd = temporaryFolder();
  mkdirSync(path.join(cwd, "cdktf.out"));
  writeFileSync(path.join(cwd, "main.ts"), `throw new Error('event "visit": path "x" must begin with a slash');\n`);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.resolve("run.mjs"), path.resolve("library/command.ts"), "client"],
    { cwd, encoding: "utf8" },
  );
  expect([status, stdout, stderr]).toEqual([1, "", 'clickstream: event "visit": path "x" must begin with a slash\n']);
});

test("a file of others stays as it is", () => {
  const file = path.join(folder, "mine.ts");
  writeFileSync(file, "export const mine = 1;\n");
  expect(client("cli/main.ts", file)).toEqual([
    1,
    "",
    `clickstream: ${file} is there, and this command did not write it; remove it, or name another file\n`,
  ]);
  expect(readFileSync(file, "utf8")).toBe("export const mine = 1;\n");
});
