import { randomBytes } from "node:crypto";
import { EVENT_ID, TEST_EVENT_ID_PREFIX } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { batchPath } from "../../declaration/layout";
import { samplesOf } from "../../local/pipeline/samples";

/** A request that the smoke test posts, and the ids of its events. */
export interface TestRequest {
  readonly event: EventDeclaration;
  /** Path below the stage. */
  readonly route: string;
  readonly body: string;
  readonly ids: readonly string[];
}

/** One request for each route of each event type: the first sample alone, then all samples as a batch. Every event has an id of its own. */
export function testRequests(eventTypes: readonly EventDeclaration[]): readonly TestRequest[] {
  const run = randomBytes(6).toString("hex");
  let count = 0;
  return samplesOf(eventTypes).flatMap(({ event, sent }) => {
    const marked = (sample: object) => ({
      ...sample,
      [EVENT_ID]: `${TEST_EVENT_ID_PREFIX}${run}-${++count}`,
    });
    const [single, batch] = [sent.slice(0, 1).map(marked), sent.map(marked)];
    const ids = (events: readonly { readonly [EVENT_ID]: string }[]): readonly string[] =>
      events.map((each) => each[EVENT_ID]);
    return [
      { event, route: event.path, body: JSON.stringify(single[0]), ids: ids(single) },
      { event, route: batchPath(event), body: JSON.stringify(batch), ids: ids(batch) },
    ];
  });
}
