import { inherited, visit } from "../../__tests__/support/events";
import { environments, eventTypes } from "../../__tests__/support/restaurant";
import { synthPipeline } from "../../__tests__/support/synth-pipeline";
import { defineEvent } from "../../declaration/define";
import type { EventDeclaration, FieldDeclaration } from "../../declaration/event";
import { FIELD_TYPES, type FieldType } from "../../declaration/field-types";
import { type Random, seededRandom } from "../../local/fault/random";
import { pick } from "./hostile";
import { Arguments } from "../../emulation/tree/arguments";
import { type Resource, Tree } from "../../emulation/tree/tree";
import type { Environment } from "../../stacks/configuration/environment";

/** A mapping template of a synthesized API. */
export interface MappingTemplate {
  /** The resource and the content type. */
  readonly place: string;
  readonly kind: "request" | "response";
  readonly source: string;
}

/** A synthesized API. */
export interface SynthesizedApi {
  readonly name: string;
  readonly tree: Tree;
  readonly restApiId: string;
  readonly templates: readonly MappingTemplate[];
  /** Each model's draft-04 schema, by its name. */
  readonly models: ReadonlyMap<string, string>;
}

/** How many of the types are no list, object or JSON: these stand in lists and objects. */
const SCALAR_TYPES = FIELD_TYPES.indexOf("list");

/** The restaurant's and those of the tests that have a field of every type, every limit and names that objects inherit. */
export const EVENT_TYPES: readonly EventDeclaration[] = [
  ...eventTypes,
  visit,
  inherited,
  ...Array.from({ length: 16 }, (_, index) => anyEventType(index)),
];

/** Every way in which an environment changes a template or a model. */
const VARIANTS: Readonly<Record<string, Partial<Environment>>> = {
  plain: {},
  onepage: { cors: { allowedOrigins: ["https://menu.example.com"] } },
  pages: { cors: { allowedOrigins: ["https://menu.example.com", "http://localhost:5173"] } },
  anypage: { cors: { allowedOrigins: ["*"] } },
  signed: { authorization: "AWS_IAM", storageFormat: "parquet" },
  function: { ingestion: "lambda", maxBodyBytes: 2_000_000 },
  funpages: {
    ingestion: "lambda",
    cors: { allowedOrigins: ["https://menu.example.com", "https://example.com:8443"] },
  },
};

/** The restaurant's environments and one for each variant; the first of them has every event type, the others the restaurant's. */
export function synthesizedApis(): readonly SynthesizedApi[] {
  const [dev] = environments;
  if (dev === undefined) throw new Error("the restaurant has no environment");
  const variants = Object.entries(VARIANTS).map(([name, settings]) => ({ ...dev, ...settings, name }));
  const others = [...environments.slice(1), ...variants];
  const [all, out] = [synthPipeline([dev], EVENT_TYPES), synthPipeline(others)];
  return [apiOf(dev.name, Tree.load(all, dev.name)), ...others.map(({ name }) => apiOf(name, Tree.load(out, name)))];
}

function apiOf(name: string, tree: Tree): SynthesizedApi {
  const [api] = tree.resources("aws_api_gateway_rest_api");
  if (api === undefined) throw new Error(`environment ${name} has no API`);
  const templates = (type: string, argument: string, kind: MappingTemplate["kind"]): readonly MappingTemplate[] =>
    tree.resources(type).flatMap((resource) =>
      Object.entries(stringMap(resource, argument)).map(([contentType, source]) => ({
        place: `${name}, ${resource.address}, ${contentType}`,
        kind,
        source,
      })),
    );
  return {
    name,
    tree,
    restApiId: tree.attribute(api, "id"),
    templates: [
      ...templates("aws_api_gateway_integration", "request_templates", "request"),
      ...templates("aws_api_gateway_integration_response", "response_templates", "response"),
    ],
    models: new Map(
      tree.resources("aws_api_gateway_model").map((resource) => {
        const args = new Arguments(resource);
        return [args.string("name"), args.string("schema")];
      }),
    ),
  };
}

const stringMap = (resource: Resource, argument: string): Readonly<Record<string, string>> =>
  new Arguments(resource).stringMap(argument);

/** An event type of any fields with any limits; the same number makes the same. */
function anyEventType(number: number): EventDeclaration {
  const random = seededRandom(number);
  const fields = Array.from({ length: 1 + Math.floor(random() * 8) }, (_, index) => {
    const field = {
      ...anyField(random, pick(random, FIELD_TYPES)),
      ...(random() < 0.4 && { required: true }),
      ...(random() < 0.3 && { aliases: [`alias${index}`, `other${index}`].slice(0, 1 + Math.floor(random() * 2)) }),
    };
    return [`field${index}`, field] as const;
  });
  return defineEvent({
    name: `made-${number}`,
    description: "Made up",
    path: `/made/${number}`,
    table: `made_${number}`,
    fields: Object.fromEntries<FieldDeclaration>(fields),
  });
}

function anyField(random: Random, type: FieldType): FieldDeclaration {
  const one = (): FieldDeclaration => anyField(random, pick(random, FIELD_TYPES.slice(0, SCALAR_TYPES)));
  const numbers = (scale: number): Partial<FieldDeclaration> => ({
    ...(random() < 0.5 && { minimum: scale * pick(random, [-1000, -1, 0, 1]) }),
    ...(random() < 0.5 && { maximum: scale * pick(random, [1, 5, 1000, 2147483647]) }),
  });
  switch (type) {
    case "string":
      return {
        type,
        ...(random() < 0.5 && { maxLength: pick(random, [1, 2, 10, 300]) }),
        ...(random() < 0.2 && { pattern: "^[a-z_0-9]+$" }),
      };
    case "int":
    case "bigint":
      return { type, ...numbers(1) };
    case "double":
      return { type, ...numbers(0.5) };
    case "decimal":
      return { type, precision: pick(random, [10, 18, 38]), scale: pick(random, [0, 2, 10]) };
    case "oneOf":
      return { type, values: ["a", "entree_1", "é"].slice(0, 1 + Math.floor(random() * 3)) };
    case "list":
      return { type, of: one(), ...(random() < 0.5 && { minItems: 1 }), ...(random() < 0.5 && { maxItems: 2 }) };
    case "object":
      return { type, fields: { first: one(), second: { ...one(), required: true } } };
    default:
      return { type };
  }
}
