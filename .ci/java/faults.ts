import type { Random } from "../../local/fault/random";
import type { MappingTemplate, SynthesizedApi } from "./apis";
import { EVENT_TYPES } from "./apis";
import { anyBody } from "./bodies";
import type { Engine } from "./engine";
import { checkModels, staleClasses } from "./models";
import { checkTemplate } from "./templates";

const PUT_RECORD: MappingTemplate = {
  place: "a fault",
  kind: "request",
  source: `{"DeliveryStreamName":"s","Record":{"Data":"$util.base64Encode($input.body)"}}`,
};
const withSource = (source: string, kind: MappingTemplate["kind"] = "request"): MappingTemplate => ({
  place: "a fault",
  kind,
  source,
});

/** What the checks work with. */
export interface Means {
  readonly velocities: readonly Engine[];
  readonly validator: Engine;
  readonly api: SynthesizedApi;
  readonly random: Random;
}

/** What is wrong on purpose, each with what the checks then find: nothing found is a fault that nobody would notice. */
export const FAULTS: Readonly<Record<string, (means: Means) => Promise<readonly string[]>>> = {
  "a request template that breaks out of its JSON": ({ velocities, random }) =>
    checkTemplate(withSource(`{"DeliveryStreamName":"s","Record":{"Data":"$input.body"}}`), velocities, random, 50),
  "a response template in which a header breaks out of its JSON": ({ velocities, random }) =>
    checkTemplate(withSource(`{"origin":"$input.params('Origin')"}`, "response"), velocities, random, 50),
  "a request template that loses a part of the body": ({ velocities, random }) =>
    checkTemplate(
      withSource(`{"DeliveryStreamName":"s","Record":{"Data":"$util.base64Encode($input.json('$'))"}}`),
      velocities,
      random,
      50,
    ),
  "a template that the local run renders otherwise": ({ velocities, random }) =>
    checkTemplate(PUT_RECORD, velocities, random, 1, { wanted: `${PUT_RECORD.source}\n` }),
  "whole numbers that are integers": (means) =>
    spoiled(means, ({ multipleOf, ...model }) => {
      const types = JSON.stringify(model["type"] ?? null);
      return multipleOf === 1 ? { ...model, type: JSON.parse(types.replace("number", "integer")) as unknown } : model;
    }),
  "null in an optional field is refused": (means) =>
    spoiled(means, ({ type, ...model }) => ({ ...model, type: Array.isArray(type) ? (type[0] as unknown) : type })),
  "a text may be one character longer": (means) =>
    spoiled(means, (model) => ({
      ...model,
      ...(typeof model["maxLength"] === "number" && { maxLength: model["maxLength"] + 1 }),
    })),
  "a limit is exclusive": (means) =>
    spoiled(means, (model) => ({ ...model, ...("maximum" in model && { exclusiveMaximum: true }) })),
  "nothing is required": (means) => spoiled(means, ({ required: _, ...model }) => model),
  "a class of differences that has become empty": () =>
    Promise.resolve(staleClasses(new Map()).filter((failure) => failure.startsWith("nothing differs"))),
};

/** Edits every schema within the models. */
function spoiled(
  { validator, api, random }: Means,
  edit: (schema: Readonly<Record<string, unknown>>) => object,
): Promise<readonly string[]> {
  const [event] = EVENT_TYPES.filter(({ name }) => name === "visit");
  if (event === undefined) throw new Error("there is no event type visit");
  const spoil = (schema: string): string =>
    JSON.stringify(
      JSON.parse(schema, (key: string, value: unknown) =>
        typeof value === "object" && value !== null && !Array.isArray(value) && key !== "properties"
          ? edit(value as Record<string, unknown>)
          : value,
      ),
    );
  const bodies = Array.from({ length: 1000 }, () => anyBody(random, event));
  return checkModels({ engine: validator, api, event, bodies, differing: new Map(), spoil });
}
