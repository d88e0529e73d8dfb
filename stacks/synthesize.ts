import { App } from "cdktf";
import type { HandlerBundles } from "../handlers/declarations";
import { addStacks, loadDashboards } from ".";
import { environmentsOf, fileOf, type Project } from "./project";

/** Writes every stack of a project to cdktf's output folder. @param outdir @default what `cdktf synth` says, else `cdktf.out` */
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
