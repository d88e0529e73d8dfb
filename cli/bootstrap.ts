import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { resolveAccounts } from "../stacks/configuration/accounts";
import type { Environment } from "../stacks/configuration/environment";
import { accountNames } from "../stacks/configuration/names";
import { checkAccountOrWarn, refusePlaceholder } from "./shared/account";
import { findProgram, run, terraformName } from "./shared/program";
import { environmentNamed, type LoadedProject, loadProject } from "./shared/project";
import { synthesize } from "./shared/synthesize";

/** Where the first state of an account stack lies until it has moved; what an interrupted run left is taken up there. */
const WORK_FOLDER = ".bootstrap";
/** What Terraform says of a backend whose bucket isn't there. */
const NO_BUCKET = /NoSuchBucket|bucket[^\n]* does not exist|bucket does not exist/i;

interface BootstrapOptions {
  readonly yes: boolean;
  readonly synth: boolean;
  readonly cdktfOut: string;
}

/** `clickstream bootstrap [env…]`: the account stacks, whose states end in the buckets that they make. */
export function bootstrapCommand(): Command {
  return new Command("bootstrap")
    .description(
      "make the bucket of the Terraform states, once for each account and region; doing it again brings it up to date",
    )
    .argument("[env...]", "environments whose accounts are made ready (default: all)")
    .option("--yes", "don't show each plan for approval", false)
    .option("--no-synth", "take the synthesized folder as it is")
    .option("--cdktf-out <dir>", "synthesized folder", "cdktf.out")
    .action((envs: readonly string[], options: BootstrapOptions) => bootstrap(envs, options));
}

async function bootstrap(envs: readonly string[], { yes, synth, cdktfOut }: BootstrapOptions): Promise<void> {
  const project = await loadProject();
  const environments =
    envs.length === 0 ? project.environments : envs.map((env) => environmentNamed(env, project.environments));
  environments.forEach(refusePlaceholder);
  const terraform = findProgram(terraformName());
  if (synth) await synthesize(cdktfOut);
  for (const { name, environment } of accountStacks(project, environments))
    await bootstrapAccount(terraform, name, environment, path.resolve(cdktfOut, "stacks", name), yes);
}

/** The account stack of each account and region, with an environment that is there; an account's home region comes first. */
function accountStacks(
  project: LoadedProject,
  environments: readonly Environment[],
): readonly { readonly name: string; readonly environment: Environment }[] {
  return resolveAccounts(project.environments, project.accounts ?? []).flatMap(({ accountId, regions }) =>
    regions.flatMap((region) => {
      const environment = environments.find((each) => each.accountId === accountId && each.region === region);
      return environment === undefined ? [] : [{ name: accountNames(accountId, region).stack, environment }];
    }),
  );
}

async function bootstrapAccount(
  terraform: string,
  name: string,
  environment: Environment,
  synthesized: string,
  yes: boolean,
): Promise<void> {
  await checkAccountOrWarn(environment);
  const work = new Workplace(terraform, path.resolve(WORK_FOLDER, name), synthesized);
  const approve = yes ? ["-auto-approve"] : [];
  if (work.hasLocalState) {
    console.error(`\n${name}: taking up what an earlier run began`);
  } else if (await work.connect()) {
    console.error(`\n${name}: its state is in its bucket already; bringing it up to date`);
    await work.terraform("apply", ...approve);
    work.remove();
    return;
  }
  console.error(`\n${name}: making the bucket of the states, with the state in ${work.folder} meanwhile`);
  work.useLocalState();
  await work.terraform("init", "-input=false", "-reconfigure");
  await work.terraform("apply", ...approve);
  console.error(`\n${name}: moving its state into the bucket`);
  work.useBucket();
  await work.terraform("init", "-input=false", "-migrate-state", "-force-copy");
  await work.terraform("state", "list");
  work.remove();
}

/** A copy of the account stack in which Terraform works. */
class Workplace {
  private readonly json: { readonly terraform: { readonly backend: unknown } };

  constructor(
    private readonly program: string,
    readonly folder: string,
    synthesized: string,
  ) {
    mkdirSync(folder, { recursive: true });
    cpSync(synthesized, folder, { recursive: true });
    this.json = JSON.parse(readFileSync(path.join(synthesized, "cdk.tf.json"), "utf8")) as Workplace["json"];
  }

  /** Whether something was applied and has not moved yet: Terraform leaves an empty file where a state moved away. */
  get hasLocalState(): boolean {
    return existsSync(this.localState) && statSync(this.localState).size > 0;
  }

  /** Connects to the bucket. @returns whether there is one @throws Error when something else stands in the way */
  async connect(): Promise<boolean> {
    this.useBucket();
    const { code, output } = await run(this.program, ["init", "-input=false", "-reconfigure", "-no-color"], {
      cwd: this.folder,
      keep: true,
    });
    if (code === 0) return true;
    if (NO_BUCKET.test(output)) return false;
    throw new Error(`terraform init ended with ${code}:\n${output.trim()}`);
  }

  useBucket(): void {
    this.write(this.json.terraform.backend);
  }

  useLocalState(): void {
    this.write({ local: { path: path.basename(this.localState) } });
  }

  async terraform(...args: readonly string[]): Promise<void> {
    const { code } = await run(this.program, args, { cwd: this.folder });
    if (code !== 0)
      throw new Error(
        `terraform ${args[0] ?? ""} ended with ${code}; run the command again once it is mended: it goes on from here`,
      );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get localState(): string {
    return path.join(this.folder, "bootstrap.tfstate");
  }

  private write(backend: unknown): void {
    writeFileSync(
      path.join(this.folder, "cdk.tf.json"),
      JSON.stringify({ ...this.json, terraform: { ...this.json.terraform, backend } }, undefined, 2),
    );
  }
}
