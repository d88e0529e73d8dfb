import path from "node:path";
import { accounts } from "./config/accounts";
import { continuousIntegration } from "./config/ci";
import { dev } from "./config/dev";
import { prod } from "./config/prod";
import { test } from "./config/test";
import { eventTypes } from "./events";
import type { Project } from "./stacks/project";

/** What is deployed: a line for each file in config/, and the event types. The commands read it, too. */
export const project: Project = { environments: { dev, test, prod }, accounts, continuousIntegration, eventTypes };

/** Bundles the handlers and synthesizes every stack of every environment. Whoever only reads `project` loads no CDKTF. */
export async function main(): Promise<void> {
  const { bundleHandlers } = await import("./handlers/bundle");
  const [bundles, { synthesize }] = await Promise.all([
    bundleHandlers({ eventTypes, outDir: path.resolve("build/handlers") }),
    import("./stacks/synthesize"), // loads while esbuild works
  ]);
  await synthesize(project, bundles);
}
