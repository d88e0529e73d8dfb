import { App } from "cdktf";
import { environments } from "../__tests__/support/restaurant";
import { defineEvent, defineEvents } from "../declaration/define";
import { int, string, timestamp, type EventDeclaration } from "../declaration/event";
import { bundleHandlers } from "../handlers/bundle";
import { addStacks } from "../stacks";
import type { Benchmark } from "./benchmark";
import { median } from "./measurement";

const MANY = 50;

/** Synthesis of environment dev with one event type and with many, in this process. */
export const growth: Benchmark = {
  name: "growth",
  description: `synthesis with ${MANY} event types takes less than ${MANY} times as long as with one`,
  run: async ({ quick, workspace, progress }) => {
    const rounds = quick ? 2 : 5;
    progress(`environment dev with 1 and with ${MANY} event types, ${rounds} times each`);
    const folder = workspace.makeFolder("growth");
    const [dev] = environments;
    if (dev === undefined) throw new Error("config/ has no environment");
    const time = async (count: number): Promise<number> => {
      const eventTypes = defineEvents(...Array.from({ length: count }, (_, number) => declaration(number)));
      const handlerBundles = await bundleHandlers({ eventTypes, outDir: `${folder}/handlers` });
      const started = performance.now();
      const app = new App({ outdir: `${folder}/${count}` });
      addStacks(app, { environments: [dev], eventTypes, handlerBundles });
      app.synth();
      return performance.now() - started;
    };
    await time(1); // warm
    const times = { one: [] as number[], many: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      times.one.push(await time(1));
      times.many.push(await time(MANY));
    }
    return [
      {
        what: `stacks of dev with ${MANY} event types against 1, median`,
        measured: median(times.many),
        floor: median(times.one),
        unit: "ms",
        bound: { atMost: MANY },
      },
    ];
  },
};

const declaration = (number: number): EventDeclaration =>
  defineEvent({
    name: `event-${number}`,
    description: "Something happened",
    path: `/e${number}`,
    table: `table_${number}`,
    fields: { what: string({ required: true }), times: int(), at: timestamp() },
  });
