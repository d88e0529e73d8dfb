import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { writeWhole } from "../../basics/files";
import type { Environment } from "../../stacks/configuration/environment";
import { environmentsOf, type Project } from "../../stacks/project";

/** Where whoever adopts the project says what is theirs. */
const FILE = "main.ts";

/** A `main.ts` that is no project of this kind: an app of CDKTF's. */
export class NoProject extends Error {}

/** A project as its `main.ts` says it, its environments validated and in order. */
export interface LoadedProject extends Omit<Project, "environments"> {
  readonly environments: readonly Environment[];
}

/**
 * Reads the project of a folder from its `main.ts`, without synthesizing anything.
 * @param folder where it is. @default this one
 * @throws Error when there is none or it exports no `project`, and for a setting that is not allowed, with the file's name
 */
export async function loadProject(folder = "."): Promise<LoadedProject> {
  const main = path.resolve(folder, FILE);
  if (!existsSync(main)) throw new Error(`${main} is missing; run this in the folder of the project`);
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: path.resolve(folder), // esbuild's own is where this process began
    entryPoints: [FILE],
    bundle: true,
    write: false,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "error",
  });
  const { text = "" } = outputFiles[0] ?? {};
  const file = path.resolve(
    folder,
    "build",
    `project-${createHash("sha256").update(text).digest("hex").slice(0, 12)}.cjs`,
  );
  writeWhole(file, text);
  const { project } = createRequire(file)(file) as { readonly project?: Project };
  if (project === undefined)
    throw new NoProject(
      `${FILE} must export \`project\`: { environments, eventTypes, accounts?, continuousIntegration? }`,
    );
  return { ...project, environments: environmentsOf(project) };
}

/** @throws Error naming the environments that there are */
export function environmentNamed(name: string, environments: readonly Environment[]): Environment {
  const found = environments.find((environment) => environment.name === name);
  if (found === undefined)
    throw new Error(`no environment "${name}"; there are ${environments.map((each) => each.name).join(", ")}`);
  return found;
}
