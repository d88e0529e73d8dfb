import path from "node:path";
import { pathToFileURL } from "node:url";
import { eventTypes } from "../events";
import type { EventDeclaration } from "../events/event";
import { bundleHandlers } from "../handlers/bundle";
import type { FirehoseEvent } from "../handlers/transform/handler";
import type { Benchmark } from "./benchmark";
import { makeEvent } from "./events";
import type { Measurement } from "./measurement";

interface Answer {
  readonly records: readonly { readonly result: string; readonly data?: string }[];
}
type Handler = (event: FirehoseEvent) => Promise<Answer>;

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

/** Without the line of counts that each invocation writes to stdout. */
async function silently<T>(work: () => Promise<T>): Promise<T> {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = () => true;
  try {
    return await work();
  } finally {
    stdout.write = write;
  }
}

async function loadHandler(folder: string): Promise<Handler> {
  const { transform: bundle } = await bundleHandlers({ eventTypes, outDir: folder });
  process.env["EVENT_TYPES_BY_STREAM"] = JSON.stringify(Object.fromEntries(eventTypes.map(({ name }) => [name, name])));
  const module = (await import(pathToFileURL(path.join(bundle, "index.mjs")).href)) as { readonly handler: Handler };
  return module.handler;
}

async function compare(handler: Handler, eventType: EventDeclaration, batch: number, rounds: number): Promise<Measurement> {
  const event = invocation(eventType, batch);
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
    if (bytes !== answered) throw new Error(`${eventType.name}: the floor wrote ${bytes} bytes of base64, the transform ${answered}`);
    if (round < 0) continue;
    measured = Math.min(measured, between - started);
    floor = Math.min(floor, ended - between);
  }
  const what = `transform of ${eventType.name}, ${batch === 1 ? "single events" : `batches of ${batch}`}, per event`;
  return { what, measured: (measured * 1000) / EVENTS, floor: (floor * 1000) / EVENTS, unit: "µs", bound: { atMost: 2 } };
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

function invocation(eventType: EventDeclaration, batch: number): FirehoseEvent {
  const records = Array.from({ length: EVENTS / batch }, (_, record) => {
    const events = Array.from({ length: batch }, (_item, item) => makeEvent(eventType, record * batch + item, (record + item) % 2 === 0 ? undefined : `${record}-${item}`));
    const data = Buffer.from(JSON.stringify(batch === 1 ? events[0] : events)).toString("base64");
    return { recordId: `4961234${String(record).padStart(49, "0")}`, approximateArrivalTimestamp: 1_795_172_400_000 + record, data };
  });
  return { invocationId: "bench", deliveryStreamArn: `arn:aws:firehose:us-east-1:000000000000:deliverystream/${eventType.name}`, region: "us-east-1", records };
}

/** What the transform wrote, parsed: record by record, line by line. */
function linesOf(answer: Answer, { name }: EventDeclaration): readonly (readonly unknown[])[] {
  return answer.records.map(({ result, data = "" }) => {
    if (result !== "Ok") throw new Error(`${name}: the transform answered ${result} to a well-formed record`);
    const lines = Buffer.from(data, "base64").toString("utf8").trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line) as unknown);
  });
}
