import { statSync } from "node:fs";
import path from "node:path";
import { eventTypes } from "../__tests__/support/restaurant";
import { bundleHandlers } from "../handlers/bundle";
import type { Benchmark } from "./benchmark";

/** The transform's minified bundle, declarations included. */
export const bundleSize: Benchmark = {
  name: "bundle",
  description: "the transform's minified bundle, at most 14 KB",
  run: async ({ workspace }) => {
    const { transform } = await bundleHandlers({ eventTypes, outDir: workspace.makeFolder("bundle") });
    return [
      {
        what: "the transform's bundle",
        measured: statSync(path.join(transform, "index.mjs")).size,
        unit: "bytes",
        bound: { atMost: 14_000 },
      },
    ];
  },
};
