import { createHash } from "node:crypto";
import type { EventDeclaration } from "../../declaration/event";
import { batchPath } from "../../declaration/layout";
import { batchModel, eventModel, type JsonSchema } from "../../declaration/model";

/** An event type and the delivery stream that carries it. */
export interface IngestSource {
  /** What is taken. */
  readonly event: EventDeclaration;
  /** The stream's name: it need not exist yet. */
  readonly streamName: string;
}

/** One path and what is taken there. */
export interface RouteDescription {
  /** Below the stage, like `/poc`. */
  readonly path: string;
  /** The event's name, "Batch", and a hash of the path: API Gateway takes letters and digits only. */
  readonly modelName: string;
  /** What a body must look like, draft-04. */
  readonly schema: JsonSchema;
  /** The stream that takes it. */
  readonly streamName: string;
}

/**
 * Every path of the API: an event's own and its batch's.
 * @throws Error when two would have models of the same name.
 */
export function routesOf(sources: readonly IngestSource[]): readonly RouteDescription[] {
  const routes = sources.flatMap(({ event, streamName }) => {
    const modelName = event.name.replace(/(?:^|-)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
    return [
      { path: event.path, modelName, schema: eventModel(event), streamName },
      { path: batchPath(event), modelName: `${modelName}Batch`, schema: batchModel(event), streamName },
    ];
  });
  checkNames(routes);
  return routes.map((route) => ({ ...route, modelName: `${route.modelName}${hashOf(route.path)}` }));
}

/**
 * A model's name is the API's only one, and a model at another path is made before the one of the old path goes: so the path stands in it.
 * That keeps it apart from `Error` and `Empty`, too, which every API is born with.
 */
const hashOf = (path: string): string => createHash("sha256").update(path).digest("hex").slice(0, 8);

function checkNames(routes: readonly RouteDescription[]): void {
  const paths = new Map<string, string>();
  for (const { modelName, path } of routes) {
    const other = paths.get(modelName);
    if (other !== undefined)
      throw new Error(
        `\`sources\`: "${other}" and "${path}" would both have the model "${modelName}"; rename one of the events`,
      );
    paths.set(modelName, path);
  }
}
