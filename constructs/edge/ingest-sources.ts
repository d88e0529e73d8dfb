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
  /** The event's name, and "Batch": API Gateway takes letters and digits only. */
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
  const paths = new Map<string, string>();
  for (const { modelName, path } of routes) {
    const other = paths.get(modelName);
    if (other !== undefined)
      throw new Error(
        `\`sources\`: "${other}" and "${path}" would both have the model "${modelName}"; rename one of the events`,
      );
    paths.set(modelName, path);
  }
  return routes;
}
