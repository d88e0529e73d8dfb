import { readFileSync } from "node:fs";
import { besides } from "../../basics/decimal";
import { batchPath } from "../../declaration/layout";
import type { EventDeclaration } from "../../declaration/event";
import { Input } from "../../emulation/api/input";
import { loadModels } from "../../emulation/api/validation";
import { createHandler } from "../../handlers/ingest/handler";
import type { SynthesizedApi } from "./apis";
import type { Body } from "./bodies";
import type { Engine } from "./engine";

/** Says of bodies of one event type whether they are taken. */
type Verdicts = (bodies: readonly Body[]) => Promise<readonly boolean[]>;

/** What the Java validator says of a body: null when it is no JSON, else its messages. */
type Messages = readonly string[] | null;

/** The Java validator's word on the models of the tree. */
async function javaMessages(
  engine: Engine,
  api: SynthesizedApi,
  event: EventDeclaration,
  bodies: readonly Body[],
  spoil: (schema: string) => string = (schema) => schema,
): Promise<readonly Messages[]> {
  const found = new Array<Messages>(bodies.length).fill(null);
  for (const isBatch of [false, true]) {
    const places = [...bodies.keys()].filter((place) => bodies[place]?.isBatch === isBatch);
    const messages = await engine.ask<readonly Messages[]>({
      schema: spoil(api.models.get(modelName(api, event, isBatch)) ?? ""),
      bodies: places.map((place) => bodies[place]?.text),
    });
    for (const [index, place] of places.entries()) found[place] = messages[index] ?? null;
  }
  return found;
}

/** The local run's: straight to Firehose it holds bodies against the tree's models, else the function looks at them. */
function localVerdicts(api: SynthesizedApi, event: EventDeclaration): Readonly<Record<string, Verdicts>> {
  const models = loadModels(api.tree, api.restApiId);
  const straight: Verdicts = (bodies) =>
    Promise.resolve(
      bodies.map(({ text, isBatch }) => models.get(modelName(api, event, isBatch))?.(new Input(text)) === undefined),
    );
  const handler = createHandler(
    [event],
    { streams: { [event.path]: { event: event.name, stream: "s" } }, allowedOrigins: [], maxBodyBytes: 10e6 },
    (_, records) => Promise.resolve(records.map(() => true)),
    () => undefined,
  );
  const throughFunction: Verdicts = (bodies) =>
    Promise.all(
      bodies.map(async ({ text, isBatch }) => {
        const request = {
          resource: isBatch ? batchPath(event) : event.path,
          httpMethod: "POST",
          headers: { "content-type": "application/json" },
          body: text,
          isBase64Encoded: false,
          requestContext: { requestId: "r" },
        };
        const { statusCode } = await handler(request, { getRemainingTimeInMillis: () => 30_000 });
        return statusCode === 200;
      }),
    );
  return { firehose: straight, lambda: throughFunction };
}

/** Whatever it is called, it is the one that speaks of the event type. */
function modelName({ models }: SynthesizedApi, event: EventDeclaration, isBatch: boolean): string {
  const title = isBatch ? `${event.name} batch` : event.name;
  const [found] = [...models].filter(([, schema]) => (JSON.parse(schema) as { title: string }).title === title);
  if (found === undefined) throw new Error(`there is no model of ${title}`);
  return found[0];
}

/** Bodies on which the two may differ; docs/edge.md names each class as it stands here, with its reason. */
export interface DifferenceClass {
  readonly name: string;
  readonly modes: readonly string[];
  readonly holds: (text: string) => boolean;
}

const NUMBER = /"(?:[^"\\]|\\.)*"|(-?\d[\d.eE+-]*)/g;

export const CLASSES: readonly DifferenceClass[] = [
  {
    name: "a byte order mark before the body",
    modes: ["firehose", "lambda"],
    holds: (text) => text.startsWith("\ufeff"),
  },
  {
    name: "a number with more digits than a double, closer to a limit than the next double",
    modes: ["lambda"],
    holds: (text) =>
      [...text.matchAll(NUMBER)].some(([, number]) => number !== undefined && besides(number) !== Number(number)),
  },
];

/** What is asked about one event type's models. */
export interface ModelCheck {
  readonly engine: Engine;
  readonly api: SynthesizedApi;
  readonly event: EventDeclaration;
  readonly bodies: readonly Body[];
  /** Counts, for each class, the bodies that differ. */
  readonly differing: Map<DifferenceClass, number>;
  /** Edits a model before the Java validator sees it: a fault on purpose. @default none */
  readonly spoil?: (schema: string) => string;
}

/** @returns the bodies of no class on which the validator and the local run differ */
export async function checkModels({
  engine,
  api,
  event,
  bodies,
  differing,
  spoil,
}: ModelCheck): Promise<readonly string[]> {
  const java = await javaMessages(engine, api, event, bodies, spoil);
  const failures: string[] = [];
  for (const [mode, verdicts] of Object.entries(localVerdicts(api, event)))
    for (const [place, isTaken] of (await verdicts(bodies)).entries()) {
      const messages = java[place] ?? null;
      if ((messages?.length === 0) === isTaken) continue;
      const { text, isBatch } = bodies[place] as Body;
      const known = CLASSES.find(({ modes, holds }) => modes.includes(mode) && holds(text));
      if (known !== undefined) differing.set(known, (differing.get(known) ?? 0) + 1);
      else
        failures.push(
          `${event.name}${isBatch ? " batch" : ""}, ${mode}: the local run ${isTaken ? "takes" : "refuses"} ${JSON.stringify(text.slice(0, 300))}, the validator says ${JSON.stringify(messages).slice(0, 300)}`,
        );
    }
  return failures;
}

/** @returns the classes on which nothing differs, and those that docs/edge.md does not name */
export function staleClasses(differing: ReadonlyMap<DifferenceClass, number>): readonly string[] {
  const page = readFileSync("docs/edge.md", "utf8").replace(/\s+/g, " ");
  return CLASSES.flatMap((each) => [
    ...(differing.has(each) ? [] : [`nothing differs any more on ${each.name}: take it from the list`]),
    ...(page.includes(each.name) ? [] : [`docs/edge.md does not say what is so of ${each.name}`]),
  ]);
}
