// Synthesizes both sides of changes for the run on the emulator: FOLDER/NAME/before and FOLDER/NAME/after; prints what the emulator can't show.
// usage: node run.mjs .ci/change-trees.ts FOLDER [NAME…], by default every change
import { mkdirSync } from "node:fs";
import path from "node:path";
import { App } from "cdktf";
import { environments, eventTypes } from "../__tests__/support/restaurant";
import { defineEvents } from "../declaration/define";
import { bundleHandlers } from "../handlers/bundle";
import { addStacks, loadDashboards } from "../stacks";
import { type Change, CHANGES, type Said } from "./changes";

export async function main(): Promise<void> {
  const [outdir = "", ...named] = process.argv.slice(2);
  const unknown = named.filter((name) => namesOf(name).length === 0);
  if (unknown.length > 0)
    throw new Error(`no change ${unknown.join(", ")}; there are ${[...CHANGES.keys()].join(", ")}`);
  const names = named.length > 0 ? named.flatMap(namesOf) : [...CHANGES.keys()];
  const handlerBundles = await bundleHandlers({ eventTypes, outDir: path.join(outdir, "handlers") });
  const seen: string[] = [];
  for (const name of names) {
    const change = CHANGES.get(name) as Change;
    if (change.unseen !== undefined) {
      console.error(`${name}: ${change.unseen}`);
      continue;
    }
    for (const side of ["before", "after"] as const)
      await synthesize(path.join(outdir, name, side), change[side] ?? {}, handlerBundles);
    seen.push(name);
  }
  console.log(JSON.stringify(seen));
}

/** `ingestion` is every change of that setting. */
const namesOf = (name: string): readonly string[] =>
  [...CHANGES.keys()].filter((each) => each === name || each.replace(/\.\d+$/, "") === name);

async function synthesize(
  outdir: string,
  { settings = {}, events = (types) => types }: Said,
  handlerBundles: Awaited<ReturnType<typeof bundleHandlers>>,
): Promise<void> {
  const dev = environments.find(({ name }) => name === "dev");
  if (dev === undefined) throw new Error("the restaurant has no environment dev");
  const all = [{ ...dev, ...settings }];
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir });
  addStacks(app, {
    environments: all,
    eventTypes: defineEvents(...events(eventTypes)),
    handlerBundles,
    dashboards: await loadDashboards(all),
  });
  app.synth();
}
