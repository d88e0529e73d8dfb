import type { IngestionMode } from "../basics/choices";
import type { EventDeclaration } from "./event";
import { batchPath } from "./layout";
import { batchModel, eventModel, type JsonSchema } from "./model";

/** How requests reach Firehose: straight from API Gateway, or through the ingest Lambda, which answers for each event. */
export type { IngestionMode } from "../basics/choices";

/** What the document says besides the routes. */
export interface OpenApiOptions {
  /** Where the API answers, with the stage: `https://…/dev`. */
  readonly serverUrl: string;
  readonly mode: IngestionMode;
}

type Json = Readonly<Record<string, unknown>>;

const REFUSALS: Readonly<Record<string, string>> = {
  400: "The body is not what the route takes; the reason names the field",
  403: "No such path or method, or not allowed",
  413: "The body is too large",
  415: "Neither application/json nor text/plain, or not encoded as Content-Encoding says",
  429: "Too many requests; nothing was stored",
  500: "API Gateway failed by itself",
  503: "The service is unavailable; send it again after the seconds in Retry-After",
};
const WITH_RETRY_AFTER = ["429", "503"];

/** The OpenAPI 3.1 document of the ingestion API, derived from the declarations. */
export function openApi(events: readonly EventDeclaration[], options: OpenApiOptions): Json {
  const routes = events.flatMap((event) => [
    { path: event.path, summary: event.description, operationId: event.name, schema: eventModel(event) },
    {
      path: batchPath(event),
      summary: `${event.description}, 1 to 500 at once`,
      operationId: `${event.name}-batch`,
      schema: batchModel(event),
    },
  ]);
  return {
    openapi: "3.1.0",
    info: {
      title: "Clickstream ingestion",
      version: "1",
      description: "Takes clickstream events. Answers are JSON; a refusal says why.",
    },
    servers: [{ url: options.serverUrl }],
    paths: Object.fromEntries(
      routes.map(({ path, schema, ...route }) => [path, { post: operation(route, schema, options.mode) }]),
    ),
    components: {
      schemas: { Refusal: REFUSAL, ...(options.mode === "firehose" ? { Accepted: ACCEPTED } : { Results: RESULTS }) },
    },
  };
}

const REFUSAL: JsonSchema = {
  type: "object",
  required: ["message", "reason", "requestId"],
  properties: {
    message: { type: "string" },
    reason: { type: "string", description: "What was wrong, and where" },
    requestId: { type: "string" },
  },
};
const ACCEPTED: JsonSchema = {
  type: "object",
  required: ["recordId"],
  properties: {
    recordId: { type: "string", description: "Events without an id of their own are stored under <recordId>-<index>" },
  },
};
const RESULTS: JsonSchema = {
  type: "object",
  required: ["accepted", "rejected", "problems", "results"],
  properties: {
    accepted: { type: "integer", minimum: 0 },
    rejected: { type: "integer", minimum: 0 },
    problems: {
      type: "integer",
      minimum: 0,
      description: "How many of those accepted are stored with a problem named",
    },
    results: {
      type: "array",
      items: {
        type: "object",
        required: ["index", "status", "eventId", "reason", "problems"],
        properties: {
          index: { type: "integer", minimum: 0 },
          status: { enum: ["ok", "invalid", "retry"] },
          eventId: { type: ["string", "null"] },
          reason: { type: ["string", "null"] },
          problems: {
            type: ["string", "null"],
            description: "Of an event that is ok: what is stored with it as its problems; it is in no view then",
          },
        },
      },
    },
  },
};

function operation(
  route: { readonly summary: string; readonly operationId: string },
  schema: JsonSchema,
  mode: IngestionMode,
): Json {
  const body = { ...schema, $schema: undefined }; // draft-04's name; what the models use of it, OpenAPI 3.1 reads alike
  return {
    ...route,
    requestBody: {
      required: true,
      content: {
        "application/json": { schema: body },
        "text/plain": { schema: { type: "string", description: "The same JSON, as navigator.sendBeacon sends it" } },
      },
    },
    responses: {
      ...(mode === "firehose" ? { 200: answer("Taken, as one record", "Accepted") } : resultAnswers()),
      ...refusals(mode),
    },
  };
}

function resultAnswers(): Json {
  return { 200: answer("Every event was taken", "Results"), 207: answer("Some events were taken", "Results") };
}

function refusals(mode: IngestionMode): Json {
  return Object.fromEntries(
    Object.entries(REFUSALS).map(([status, description]) => {
      const perEvent = mode === "lambda" && (status === "400" || status === "503"); // refused whole, or none of its events taken
      const plain = answer(description, ...(perEvent ? ["Refusal", "Results"] : ["Refusal"]));
      return [
        status,
        WITH_RETRY_AFTER.includes(status)
          ? { ...plain, headers: { "Retry-After": { description: "Seconds", schema: { type: "integer" } } } }
          : plain,
      ];
    }),
  );
}

function answer(description: string, ...schemas: string[]): Json {
  const [first, ...others] = schemas.map((name) => ({ $ref: `#/components/schemas/${name}` }));
  return {
    description,
    content: { "application/json": { schema: others.length === 0 ? first : { oneOf: [first, ...others] } } },
  };
}
