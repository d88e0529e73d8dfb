import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

const RESTAURANT = "__tests__/fixtures/restaurant";
/** What belongs to whoever adopts the project. */
export const OWNED: readonly string[] = ["main.ts", "config", "events"];
/** What a copy of the sources goes without: what is theirs, what was made of them, and what no command reads. */
const LEFT_OUT = [...OWNED, "node_modules", "build", "dist", "cdktf.out", "__tests__", "docs", "examples"];

/** Copies the product into an empty folder, as the restaurant has it, with what is installed linked. */
export function copyProject(folder: string): void {
  for (const name of readdirSync("."))
    if (!LEFT_OUT.includes(name) && !name.startsWith(".")) cpSync(name, path.join(folder, name), { recursive: true });
  putRestaurant(folder);
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
}

/** Puts the restaurant's main.ts, config/ and events/ into a copy of the product, where a team's own stand. */
export function putRestaurant(folder: string): void {
  cpSync(RESTAURANT, folder, { recursive: true });
  for (const name of readdirSync(RESTAURANT, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const file = path.join(folder, name);
    writeFileSync(
      file,
      readFileSync(file, "utf8").replaceAll(
        /"(\.\.\/)?\.\.\/\.\.\/\.\.\//g,
        (_, deeper?: string) => `"${deeper ?? "./"}`,
      ),
    );
  }
}

/** Replaces text in a file of a project. @throws Error when it isn't there */
export function edit(
  project: string,
  file: string,
  from: string | RegExp,
  to: string | ((found: string) => string),
): void {
  const target = path.join(project, file);
  const before = readFileSync(target, "utf8");
  const after = typeof to === "string" ? before.replace(from, to) : before.replace(from, to);
  if (after === before) throw new Error(`${file} does not hold ${String(from)}`);
  writeFileSync(target, after);
}
