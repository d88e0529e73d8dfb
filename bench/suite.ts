import type { Benchmark } from "./benchmark";

/** The tests, as `npm test` runs them. */
export const suite: Benchmark = {
  name: "suite",
  description: "npm test, at most 90 s on two cores; left out with --quick",
  run: async ({ quick, workspace, progress }) => {
    if (quick) return [];
    progress("npm test");
    return [
      {
        what: "`npm test`",
        measured: await workspace.time("npm test --silent"),
        unit: "ms",
        bound: { atMost: 90_000 },
      },
    ];
  },
};
