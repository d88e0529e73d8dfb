import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { copyProject } from "./project-copy";
import { temporaryFolder } from "./tree";

/** A copy of the project as a team has it, the restaurant's, for a test that edits it. */
export function copyOfProject(): string {
  const folder = temporaryFolder();
  copyProject(folder);
  return folder;
}

/** A folder for PATH that holds one program, written in shell; it appends its arguments to `calls` beside it. */
export function standIn(
  name: string,
  script = "",
): { readonly folder: string; readonly calls: () => readonly string[] } {
  const folder = path.join(temporaryFolder(), "bin");
  const calls = path.join(folder, "calls");
  mkdirSync(folder);
  writeFileSync(path.join(folder, name), `#!/bin/sh\necho "$*" >> "${calls}"\n${script}\n`);
  chmodSync(path.join(folder, name), 0o755);
  writeFileSync(calls, "");
  return {
    folder,
    calls: () =>
      readFileSync(calls, "utf8")
        .split("\n")
        .filter((line) => line !== ""),
  };
}
