import { App } from "cdktf";
import type { HandlerBundles } from "../handlers/declarations";
import { addStacks, loadDashboards } from ".";
import { environmentsOf, fileOf, type Project } from "./project";

/** Writes every stack of a project to cdktf's output folder. @param outdir @default what `cdktf synth` says, else `cdktf.out` */
export async function synthesize(project: Project, handlerBundles: HandlerBundles, outdir?: string): Promise<void> {
  const environments = environmentsOf(project);
  const app = new App(outdir === undefined ? {} : { outdir });
  addStacks(app, {
    ...project,
    environments,
    handlerBundles,
    dashboards: await loadDashboards(environments),
    fileOf: (environment) => fileOf(environment, project.environments),
  });
  app.synth();
}
