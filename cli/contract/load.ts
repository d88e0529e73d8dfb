import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { defineEvents } from "../../declaration/define";
import type { EventDeclaration } from "../../declaration/event";
import { loadProject, NoProject } from "../shared/project";

/**
 * The declarations of this folder's project: of its `main.ts`, else of the tree that it synthesized.
 * @throws Error of `main.ts` itself, such as a declaration's: the tree has what was declared before
 */
export async function presentContract(): Promise<readonly EventDeclaration[]> {
  if (existsSync("main.ts")) {
    const project = await loadProject().catch((error: unknown) => error as Error);
    if (!(project instanceof Error)) return project.eventTypes;
    if (isTheirs(project) || !existsSync("cdktf.out")) throw project;
  }
  if (existsSync("cdktf.out")) return contractOfTree("cdktf.out");
  throw new Error(
    "there is neither main.ts nor cdktf.out here; run this in the folder of the project, or `cdktf synth` first",
  );
}

/** Whether `main.ts` says so itself, rather than whoever can't bundle or load it. */
const isTheirs = (error: Error): boolean => !(error instanceof NoProject) && !("code" in error) && !("errors" in error);

/**
 * The declarations that a file or a commit has.
 * @param place a synthesized tree or stack, a JSON file of declarations, or what git calls a commit
 * @throws Error naming the place and what it may be
 */
export async function contractAt(place: string): Promise<readonly EventDeclaration[]> {
  if (!existsSync(place)) return contractOfCommit(place);
  if (statSync(place).isDirectory()) return contractOfTree(place);
  const value = parsed(place);
  const declared = Array.isArray(value) ? (value as readonly EventDeclaration[]) : declaredIn(value);
  if (declared.length === 0)
    throw new Error(`${place} holds no declarations: neither a list of them, nor a synthesized stack with an API`);
  return oneOfEach(place, declared);
}

function contractOfTree(folder: string): readonly EventDeclaration[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => path.basename(file) === "cdk.tf.json",
  );
  const all = files.flatMap((file) => declaredIn(parsed(path.join(folder, file))));
  if (all.length === 0) throw new Error(`${folder} has no synthesized stack that declares event types`);
  return oneOfEach(folder, all);
}

/** @throws Error naming what pipelines declare in different ways: they have no one contract */
function oneOfEach(place: string, declared: readonly EventDeclaration[]): readonly EventDeclaration[] {
  const byName = new Map<string, EventDeclaration>();
  for (const event of declared) {
    const other = byName.get(event.name) ?? event;
    if (JSON.stringify(other) !== JSON.stringify(event))
      throw new Error(
        `${place} declares "${event.name}" in two ways, for several pipelines; give the declarations of one, as a JSON file or a stack of its own`,
      );
    byName.set(event.name, event);
  }
  return [...byName.values()];
}

/** A stack says which events it takes: docs/decisions/0012-declarations-stand-in-the-tree.md. */
function declaredIn(stack: unknown): readonly EventDeclaration[] {
  const { eventTypes = {} } =
    (stack as { readonly "//"?: { readonly eventTypes?: Readonly<Record<string, string>> } } | null)?.["//"] ?? {};
  return Object.values(eventTypes).map((text) => JSON.parse(text) as EventDeclaration);
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Reads the project as that commit has it, in a folder of its own, with the packages of this one. */
async function contractOfCommit(reference: string): Promise<readonly EventDeclaration[]> {
  const git = (...args: readonly string[]): Buffer => {
    try {
      return execFileSync("git", args, { maxBuffer: 1024 ** 3, stdio: ["ignore", "pipe", "pipe"] });
    } catch (error) {
      const reason =
        (error as { readonly stderr?: Buffer }).stderr?.toString().trim().split("\n").at(-1) ?? String(error);
      throw new Error(`"${reference}" is neither a file nor a commit that git knows: ${reason}`);
    }
  };
  const commit = git("rev-parse", "--verify", "--end-of-options", `${reference}^{commit}`).toString().trim();
  const folder = mkdtempSync(path.resolve("build", ".contract-"));
  try {
    const prefix = git("rev-parse", "--show-prefix").toString().trim();
    execFileSync("tar", ["-x", "-C", folder], { input: git("archive", "--format=tar", `${commit}:${prefix}`) });
    if (!existsSync(path.join(folder, "main.ts"))) throw new Error(`main.ts is missing in ${reference}`);
    symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
    const { eventTypes } = await loadProject(folder);
    return defineEvents(...eventTypes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
