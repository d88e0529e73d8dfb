import { mkdirSync } from "node:fs";
import path from "node:path";
import { environments, eventTypes } from "../support/restaurant";
import type { Environment } from "../../stacks/configuration/environment";
import { bundleHandlers } from "../../handlers/bundle";

/** The environment whose stacks run here. */
export const ENVIRONMENT = "dev";

/** Synthesized folders of the environment, by what is special about them. */
export interface Trees {
  /** As it is shipped: records wait for their buffer or for a flush. */
  readonly shipped: string;
  /** Objects as often as can be, so that a kill finds deliveries in every stage. */
  readonly busy: string;
  /** As `busy`, with the ingest function before the streams. */
  readonly throughFunction: string;
}

const BUSY: Partial<Environment> = { transformIntervalSeconds: 0, bufferingIntervalSeconds: 0, bufferingSizeMiB: 1 };
const SETTINGS: Readonly<Record<keyof Trees, Partial<Environment>>> = {
  shipped: {},
  busy: BUSY,
  throughFunction: { ...BUSY, ingestion: "lambda" },
};

/** Synthesizes every tree into a folder of its own. */
export async function makeTrees(folder: string): Promise<Trees> {
  return {
    shipped: await makeTree(folder, "shipped"),
    busy: await makeTree(folder, "busy"),
    throughFunction: await makeTree(folder, "throughFunction"),
  };
}

/** Synthesizes one of them. @returns its folder */
export const makeTree = (parent: string, name: keyof Trees): Promise<string> =>
  makeTreeWith(parent, name, SETTINGS[name]);

/** Synthesizes the environment with settings of its own. @returns its folder */
export async function makeTreeWith(parent: string, name: string, settings: Partial<Environment>): Promise<string> {
  const [{ App }, { addStacks }] = await Promise.all([import("cdktf"), import("../../stacks")]);
  const environment = environments.find(({ name }) => name === ENVIRONMENT);
  if (environment === undefined) throw new Error(`there is no environment ${ENVIRONMENT}`);
  const folder = path.join(parent, name);
  mkdirSync(folder);
  const app = new App({ outdir: path.join(folder, "cdktf.out") });
  addStacks(app, {
    environments: [{ ...environment, ...settings }],
    eventTypes,
    handlerBundles: await bundleHandlers({ eventTypes, outDir: path.join(folder, "handlers") }),
  });
  app.synth();
  return app.outdir;
}
