import type { EventDeclaration } from "../../declaration/event";
import { batchPath } from "../../declaration/layout";
import { exampleOf, type Samples } from "../pipeline/samples";
import type { SampleRequest } from "../pipeline/protocol";

/** A request for each POST route of an event type: its first sample or, where there is none, one made up of its fields. A batch has them all. */
export function sampleRequests(
  routes: readonly { readonly method: string; readonly path: string }[],
  eventTypes: readonly EventDeclaration[],
  samples: readonly Samples[],
): readonly SampleRequest[] {
  const posts = routes
    .filter(({ method }) => method === "POST")
    .map(({ path }) => ({ path, below: path.replace(/^\/[^/]+/, "") })); // without the stage
  return eventTypes.flatMap((event) => {
    const sent = samples.find((each) => each.event.name === event.name)?.sent ?? [];
    const bodies = sent.length > 0 ? sent : [exampleOf(event)];
    const ofRoute = (route: string, body: unknown): readonly SampleRequest[] =>
      posts.filter(({ below }) => below === route).map(({ path }) => ({ path, body }));
    return [...ofRoute(event.path, bodies[0]), ...ofRoute(batchPath(event), bodies)];
  });
}
