import { eventTypes } from "../__tests__/support/restaurant";
import type { EventDeclaration } from "../declaration/event";
import type { Benchmark } from "./benchmark";
import type { Measurement } from "./measurement";
import { invocationOf, loadHandler, silently, type Answer, type Handler } from "./transform-handler";

/** Events in one invocation, as single records or in batches. */
const EVENTS = 2_000;
const WARM_UP_ROUNDS = 30;

/** The bundled transform against parsing its input and writing its output, in one warm process, in turns. */
export const transform: Benchmark = {
  name: "transform",
  description: "the bundled transform, at most 2 times decoding, parsing, stringifying and encoding the same records",
  run: async ({ quick, workspace, progress }) => {
    const handler = await loadHandler(workspace.makeFolder("transform"));
    const rounds = quick ? 100 : 400;
    progress(`the transform, ${rounds} rounds of ${EVENTS} events`);
    return silently(async () => {
      const measurements: Measurement[] = [];
      for (const eventType of eventTypes) {
        for (const batch of [1, 100]) measurements.push(await compare(handler, eventType, batch, rounds));
      }
      return measurements;
    });
  },
};

async function compare(
  handler: Handler,
  eventType: EventDeclaration,
  batch: number,
  rounds: number,
): Promise<Measurement> {
  const event = invocationOf(eventType, EVENTS, batch);
  const inputs = event.records.map(({ data }) => data);
  const outputs = linesOf(await handler(event), eventType);
  let [measured, floor] = [Infinity, Infinity];
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const started = performance.now();
    const answer = await handler(event);
    const between = performance.now();
    const bytes = parseAndWrite(inputs, outputs);
    const ended = performance.now();
    const answered = answer.records.reduce((sum, { data = "" }) => sum + data.length, 0);
    if (bytes !== answered)
      throw new Error(`${eventType.name}: the floor wrote ${bytes} bytes of base64, the transform ${answered}`);
    if (round < 0) continue;
    measured = Math.min(measured, between - started);
    floor = Math.min(floor, ended - between);
  }
  const what = `transform of ${eventType.name}, ${batch === 1 ? "single events" : `batches of ${batch}`}, per event`;
  return {
    what,
    measured: (measured * 1000) / EVENTS,
    floor: (floor * 1000) / EVENTS,
    unit: "µs",
    bound: { atMost: 2 },
  };
}

/** The least that any transform does with these records. Returns the length of all that it wrote. */
function parseAndWrite(inputs: readonly string[], outputs: readonly (readonly unknown[])[]): number {
  let bytes = 0;
  for (const [index, input] of inputs.entries()) {
    JSON.parse(Buffer.from(input, "base64").toString("utf8"));
    let lines = "";
    for (const output of outputs[index] ?? []) lines += `${JSON.stringify(output)}\n`;
    bytes += Buffer.from(lines, "utf8").toString("base64").length;
  }
  return bytes;
}

/** What the transform wrote, parsed: record by record, line by line. */
function linesOf(answer: Answer, { name }: EventDeclaration): readonly (readonly unknown[])[] {
  return answer.records.map(({ result, data = "" }) => {
    if (result !== "Ok") throw new Error(`${name}: the transform answered ${result} to a well-formed record`);
    const lines = Buffer.from(data, "base64").toString("utf8").trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line) as unknown);
  });
}
