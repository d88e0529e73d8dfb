import { randomBytes } from "node:crypto";
import path from "node:path";
import { EVENT_ID, TEST_EVENT_ID_PREFIX } from "../../declaration/columns";
import type { EventDeclaration, FieldDeclaration, FieldType } from "../../declaration/event";
import { batchPath } from "../../declaration/layout";
import { loadSamples } from "../../local/pipeline/samples";

/** A request that the smoke test posts, and the ids of its events. */
export interface TestRequest {
  readonly event: EventDeclaration;
  /** Path below the stage. */
  readonly route: string;
  readonly body: string;
  readonly ids: readonly string[];
}

const SAMPLES_FOLDER = "local/samples";

/** One request for each route of each event type: the first sample alone, then all samples as a batch. Every event has an id of its own. */
export function testRequests(eventTypes: readonly EventDeclaration[]): readonly TestRequest[] {
  const run = randomBytes(6).toString("hex");
  let count = 0;
  const samples = new Map(
    loadSamples(path.resolve(SAMPLES_FOLDER), eventTypes).map(({ event, sent }) => [event, sent]),
  );
  return eventTypes.flatMap((event) => {
    const marked = (sample: unknown) => ({
      ...(sample as object),
      [EVENT_ID]: `${TEST_EVENT_ID_PREFIX}${run}-${++count}`,
    });
    const sent = samples.get(event) ?? [exampleOf(event)];
    const [single, batch] = [sent.slice(0, 1).map(marked), sent.map(marked)];
    const ids = (events: readonly { readonly [EVENT_ID]: string }[]): readonly string[] =>
      events.map((each) => each[EVENT_ID]);
    return [
      { event, route: event.path, body: JSON.stringify(single[0]), ids: ids(single) },
      { event, route: batchPath(event), body: JSON.stringify(batch), ids: ids(batch) },
    ];
  });
}

/** An event that its declaration lets pass, for a type without samples. */
export function exampleOf(event: EventDeclaration): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(event.fields).map(([name, field]) => [name, exampleValue(field)]));
}

function exampleValue(field: FieldDeclaration): unknown {
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER, maxLength = Infinity } = field;
  const number = minimum > 1 ? minimum : Math.min(1, maximum);
  const values: Readonly<Record<FieldType, unknown>> = {
    string: "test".slice(0, maxLength),
    int: number,
    bigint: number,
    double: number,
    boolean: true,
    timestamp: new Date().toISOString(),
  };
  return values[field.type];
}
