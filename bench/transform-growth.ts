import { execFileSync } from "node:child_process";
import path from "node:path";
import { eventTypes } from "../__tests__/support/restaurant";
import { bundleHandlers } from "../handlers/bundle";
import type { Benchmark } from "./benchmark";
import { median, type Measurement } from "./measurement";
import { bestTime, invocationOf, loadHandler, silently } from "./transform-handler";

/** What the proof of concept's function did with each record, and nothing else. */
const PYTHON = "bench/decode_and_encode.py";
const EVENTS = 2_000;
const SIZES = [1_000, 10_000, 100_000];
const BATCHES = [1, 10, 100, 500];

/** How the transform grows with records and batches, what it costs against a function that understands nothing, and how it starts. */
export const transformGrowth: Benchmark = {
  name: "transform-growth",
  description:
    "time in proportion to bytes, batches cheaper than single events, a cold start; against Python that decodes and encodes",
  run: async ({ quick, workspace, progress }) => {
    const [eventType] = eventTypes;
    const handler = await loadHandler(workspace.makeFolder("transform-growth"));
    const rounds = quick ? 20 : 100;
    const measurements: Measurement[] = [];
    progress("the same events decoded and encoded by python3");
    const plain = invocationOf(eventType, EVENTS, 1);
    const python = Number(
      execFileSync("python3", [PYTHON, String(rounds)], {
        input: JSON.stringify(plain.records.map(({ data }) => data)),
        encoding: "utf8",
        maxBuffer: 1e9,
      }),
    );
    const time = (event: ReturnType<typeof invocationOf>): Promise<number> =>
      silently(() => bestTime(() => handler(event), rounds));
    measurements.push({
      what: `transform of ${eventType.name} against Python that decodes and encodes, per event`,
      measured: ((await time(plain)) * 1000) / EVENTS,
      floor: (python * 1e6) / EVENTS,
      unit: "µs",
      bound: { atMost: 10 },
    });
    progress(`batches of ${BATCHES.join(", ")}; records of ${SIZES.map((size) => `${size / 1000} kB`).join(", ")}`);
    const single = ((await time(plain)) * 1000) / EVENTS;
    for (const batch of BATCHES.slice(1))
      measurements.push({
        what: `transform, batches of ${batch} against single events, per event`,
        measured: ((await time(invocationOf(eventType, EVENTS, batch))) * 1000) / EVENTS,
        floor: single,
        unit: "µs",
        bound: { atMost: 1.2 },
      });
    const perKilobyte: number[] = [];
    for (const size of SIZES) {
      const records = Math.max(4, 1_000_000 / size);
      perKilobyte.push(((await time(invocationOf(eventType, records, 1, size))) * 1e6) / (records * size));
    }
    SIZES.slice(1).forEach((size, index) =>
      measurements.push({
        what: `transform, records of ${size / 1000} kB against ${(SIZES[0] ?? 0) / 1000} kB, per kB`,
        measured: perKilobyte[index + 1] ?? NaN,
        floor: perKilobyte[0] ?? NaN,
        unit: "µs",
        bound: { atMost: 2 },
      }),
    );
    progress("cold starts");
    const { transform } = await bundleHandlers({ eventTypes, outDir: workspace.makeFolder("cold") });
    const load = `node --input-type=module -e "import '${path.join(transform, "index.mjs")}'"`;
    const times = { bundle: [] as number[], floor: [] as number[] };
    for (let round = 0; round < (quick ? 5 : 15); round++) {
      times.floor.push(await workspace.time('node --input-type=module -e ""'));
      times.bundle.push(await workspace.time(load));
    }
    measurements.push({
      what: "a process that loads the transform's bundle against an empty one, median",
      measured: median(times.bundle),
      floor: median(times.floor),
      unit: "ms",
      bound: { atMost: 1.5 },
    });
    return measurements;
  },
};
