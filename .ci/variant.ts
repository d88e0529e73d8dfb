import path from "node:path";
import { App } from "cdktf";
import { environments as shipped, eventTypes } from "../__tests__/support/restaurant";
import type { Environment } from "../stacks/configuration/environment";
import { bundleHandlers } from "../handlers/bundle";
import { addStacks, loadDashboards } from "../stacks";

/** Synthesizes environment dev with other settings: `node run.mjs .ci/variant.ts FOLDER '{"ingestion":"lambda"}'`. */
async function main(): Promise<void> {
  const [outdir = "", settings = "{}"] = process.argv.slice(2);
  const dev = shipped.find(({ name }) => name === "dev");
  if (dev === undefined) throw new Error("the restaurant has no environment dev");
  const environments = [{ ...dev, ...(JSON.parse(settings) as Partial<Environment>) }];
  const handlerBundles = await bundleHandlers({ eventTypes, outDir: path.join(outdir, "handlers") });
  const app = new App({ outdir });
  addStacks(app, { environments, eventTypes, handlerBundles, dashboards: await loadDashboards(environments) });
  app.synth();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
