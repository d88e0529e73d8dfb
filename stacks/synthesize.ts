import { copyFileSync, existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { App } from "cdktf";
import type { HandlerBundles } from "../handlers/declarations";
import { addStacks, loadDashboards } from ".";
import { environmentsOf, fileOf, type Project } from "./project";

/** The checksums of providers: `terraform init` in a stack's folder takes what they name and nothing else. */
const LOCK_FILE = ".terraform.lock.hcl";

/** Writes every stack of a project to cdktf's output folder, and the project's lock file beside each. @param outdir @default what `cdktf synth` says, else `cdktf.out` */
export async function synthesize(project: Project, handlerBundles: HandlerBundles, outdir?: string): Promise<void> {
  const environments = environmentsOf(project);
  const dashboards = await loadDashboards(environments);
  withoutTokenTraces(() => {
    const app = new App(outdir === undefined ? {} : { outdir });
    addStacks(app, {
      ...project,
      environments,
      handlerBundles,
      dashboards,
      fileOf: (environment) => fileOf(environment, project.environments),
    });
    app.synth();
    for (const stack of readdirSync(path.join(app.outdir, "stacks"))) {
      const folder = path.join(app.outdir, "stacks", stack);
      // What was written the other way before: Terraform reads both, and has everything twice.
      rmSync(path.join(folder, app.hclOutput ? "cdk.tf.json" : "cdk.tf"), { force: true });
      if (existsSync(LOCK_FILE)) copyFileSync(LOCK_FILE, path.join(folder, LOCK_FILE));
    }
  });
}

/** CDKTF takes a trace of unlimited depth for each token and shows it in one message of its own: a tenth of a synthesis. */
function withoutTokenTraces(work: () => void): void {
  const capture = Error.captureStackTrace.bind(Error);
  Error.captureStackTrace = (target: { stack?: string }, below) => {
    if (Error.stackTraceLimit === Number.MAX_SAFE_INTEGER) target.stack = "";
    else capture(target, below);
  };
  try {
    work();
  } finally {
    Error.captureStackTrace = capture;
  }
}
