import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App } from "cdktf";
import type { ContinuousIntegration } from "../../stacks/configuration/ci";
import type { Environment } from "../../stacks/configuration/environment";
import { eventTypes } from "./restaurant";
import type { EventDeclaration } from "../../declaration/event";
import { addStacks } from "../../stacks";
import type { DashboardsStack } from "../../stacks/dashboards-stack";
import { bundleFolder } from "./synth";

/** Synthesizes whole environments into a new folder, like main.ts does, and returns the folder. */
export function synthPipeline(
  environments: readonly Environment[],
  types: readonly EventDeclaration[] = eventTypes,
  continuousIntegration: readonly ContinuousIntegration[] = [],
  dashboards?: typeof DashboardsStack,
): string {
  const outdir = mkdtempSync(path.join(tmpdir(), "cdktf-"));
  const app = new App({ outdir });
  addStacks(app, {
    environments,
    eventTypes: types,
    handlerBundles: {
      transform: bundleFolder(),
      ingest: bundleFolder("ingest"),
      probe: bundleFolder("probe"),
      userAgent: { transform: bundleFolder(), ingest: bundleFolder("ingest") },
    },
    continuousIntegration,
    dashboards,
  });
  app.synth();
  return outdir;
}
