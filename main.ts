import path from "node:path";
import { App } from "cdktf";
import { loadEnvironments } from "./config";
import { accounts } from "./config/accounts";
import { continuousIntegration } from "./config/ci";
import { eventTypes } from "./events";
import { bundleHandlers } from "./handlers/bundle";
import { addStacks, loadDashboards } from "./stacks";

/** Bundles the handlers and synthesizes every stack of every environment. */
async function main(): Promise<void> {
  const handlerBundles = await bundleHandlers({ eventTypes, outDir: path.resolve("build/handlers") });
  const environments = loadEnvironments();
  const dashboards = await loadDashboards(environments);
  const app = new App();
  addStacks(app, { environments, accounts, continuousIntegration, eventTypes, handlerBundles, dashboards });
  app.synth();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
