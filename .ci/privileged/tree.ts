// What the synthesized tree says of its stacks.
import { readFileSync } from "node:fs";
import path from "node:path";

/** A stack that workflows may plan: its state is in S3 and its account has a plan role. */
export interface Stack {
  readonly stack: string;
  readonly folder: string;
  readonly environment: string;
  readonly region: string;
  /** ARN. */
  readonly planRole: string;
  /** ARN; empty when the environment has none. */
  readonly deployRole: string;
  /** Stacks that must be there before it. */
  readonly needs: readonly string[];
  /** The names of its outputs, and of those of other stacks that it reads. */
  readonly outputs: readonly string[];
  readonly reads: readonly string[];
}

interface ManifestStack {
  readonly name: string;
  readonly dependencies?: readonly string[];
  readonly synthesizedStackPath: string;
}

interface StackJson {
  readonly provider: {
    readonly aws: readonly [
      {
        readonly region: string;
        readonly allowed_account_ids: readonly [string];
        readonly default_tags: readonly [{ readonly tags: { readonly Environment: string } }];
      },
    ];
  };
  readonly terraform: { readonly backend: { readonly s3?: unknown } };
  readonly output?: Readonly<Record<string, { readonly value?: string }>>;
}

/** The stacks of a synthesized folder, each behind those that it needs. */
export function readStacks(folder: string): readonly Stack[] {
  const { stacks: all } = readJson(path.join(folder, "manifest.json")) as {
    readonly stacks: Readonly<Record<string, ManifestStack>>;
  };
  const stacks = inOrder(all).map(({ name, synthesizedStackPath, dependencies = [] }) => {
    const json = readJson(path.join(folder, synthesizedStackPath)) as StackJson;
    const reads = [...JSON.stringify(json).matchAll(/data\.terraform_remote_state\.[\w-]+\.outputs\.([\w-]+)/g)];
    const [{ region, allowed_account_ids: accounts, default_tags: tags }] = json.provider.aws;
    const { Environment: environment } = tags[0].tags;
    return {
      name,
      json,
      region,
      environment,
      account: accounts[0],
      file: synthesizedStackPath,
      reads,
      needs: dependencies,
    };
  });
  const role = (account: string, output: string): string =>
    stacks.find((each) => each.account === account && each.json.output?.[output] !== undefined)?.json.output?.[output]
      ?.value ?? "";
  return stacks
    .filter(({ json }) => json.terraform.backend.s3 !== undefined)
    .map(({ name, json, region, environment, account, file, reads, needs }) => ({
      stack: name,
      folder: path.join(folder, path.dirname(file)),
      environment,
      region,
      planRole: role(account, "github_plan_role"),
      deployRole: role(account, `github_deploy_role_${environment}`),
      needs,
      outputs: Object.keys(json.output ?? {}),
      reads: [...new Set(reads.map(([, output = ""]) => output))],
    }))
    .filter(({ planRole }) => planRole !== "");
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Stacks in the manifest's order, but none before what it needs. `cli/environment.ts` has it, too: what holds credentials imports nothing of it. */
function inOrder(stacks: Readonly<Record<string, ManifestStack>>): readonly ManifestStack[] {
  const ordered = new Set<ManifestStack>();
  const add = (stack: ManifestStack | undefined): void => {
    if (stack === undefined || ordered.has(stack)) return;
    for (const name of stack.dependencies ?? []) add(stacks[name]);
    ordered.add(stack);
  };
  Object.values(stacks).forEach(add);
  return [...ordered];
}
