import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

const RESTAURANT = "__tests__/fixtures/restaurant";
/** What a copy of the sources goes without: what was made of them, and what belongs to whoever adopts the project. */
const LEFT_OUT = [
  "node_modules",
  "build",
  "dist",
  "cdktf.out",
  "__tests__",
  "docs",
  "examples",
  "main.ts",
  "config",
  "events",
];

/** Copies the product into an empty folder, as the restaurant has it, with what is installed linked. */
export function copyProject(folder: string): void {
  for (const name of readdirSync("."))
    if (!LEFT_OUT.includes(name) && !name.startsWith(".")) cpSync(name, path.join(folder, name), { recursive: true });
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
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
}
