import path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { eventTypes } from "../__tests__/support/restaurant";
import { ClickstreamPipeline } from "../constructs/clickstream-pipeline";
import { bundleHandlers } from "../handlers/bundle";

/**
 * Synthesizes the package's construct, watched, in a stack of its own: `node run.mjs .ci/upgrade-pipeline.ts FOLDER`.
 * An earlier version runs it, too, so it says only what both know.
 */
export async function main(): Promise<void> {
  const [outdir = ""] = process.argv.slice(2);
  const region = "us-east-1";
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "clickstream-dev-pipeline");
  new AwsProvider(stack, "aws", { region });
  new ClickstreamPipeline(stack, "clicks", {
    accountId: "000000000000",
    region,
    name: "clicks",
    eventTypes,
    handlerBundles: await bundleHandlers({ eventTypes, outDir: path.join(outdir, "handlers") }),
    alarms: {},
  });
  app.synth();
}
