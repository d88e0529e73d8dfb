import { writeFileSync } from "node:fs";
import path from "node:path";
import { App } from "cdktf";
import { eventTypes as menu } from "../__tests__/fixtures/menu/events";
import { environments as shipped, eventTypes as restaurant } from "../__tests__/support/restaurant";
import type { EventDeclaration } from "../declaration/event";
import { exampleOf } from "../declaration/example";
import type { Environment } from "../stacks/configuration/environment";
import { bundleHandlers } from "../handlers/bundle";
import { addStacks, loadDashboards } from "../stacks";

/** What an environment leaves out otherwise. */
const EVERYTHING: Partial<Environment> = {
  name: "full",
  ingestion: "lambda",
  storageFormat: "parquet",
  backupRegion: "us-west-2",
  sourceBackup: "all",
  lake: {},
  waf: { logging: true },
  apiKeys: ["till"],
  domain: {
    domainName: "events.example.com",
    certificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/12345678-1234-1234-1234-123456789012",
  },
  notificationEmail: "operations@example.com",
  quickSight: { ownerArns: ["arn:aws:quicksight:us-east-1:000000000000:group/default/analysts"] },
};

/**
 * Synthesizes the restaurant's environment dev with other settings, and writes an example of each event type beside the stacks:
 * `node run.mjs .ci/variant.ts FOLDER '{"ingestion":"lambda"}'`, or `everything` in the place of settings; `menu` behind them takes the fixture with a context.
 */
export async function main(): Promise<void> {
  const [outdir = "", settings = "{}", declared] = process.argv.slice(2);
  const eventTypes: readonly EventDeclaration[] = declared === "menu" ? menu : restaurant;
  const dev = shipped.find(({ name }) => name === "dev");
  if (dev === undefined) throw new Error("the restaurant has no environment dev");
  const others = settings === "everything" ? EVERYTHING : (JSON.parse(settings) as Partial<Environment>);
  const environments = [{ ...dev, ...others }];
  const handlerBundles = await bundleHandlers({ eventTypes, outDir: path.join(outdir, "handlers") });
  const app = new App({ outdir });
  addStacks(app, { environments, eventTypes, handlerBundles, dashboards: await loadDashboards(environments) });
  app.synth();
  const examples = eventTypes.map((event) => [event.name, exampleOf(event)] as const);
  writeFileSync(path.join(outdir, "examples.json"), JSON.stringify(Object.fromEntries(examples)));
}
