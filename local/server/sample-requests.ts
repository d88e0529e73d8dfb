import { batchPath } from "../../declaration/layout";
import type { Samples } from "../pipeline/samples";
import type { SampleRequest } from "../pipeline/protocol";

/** A request for each POST route of an event type: its first sample; a batch has them all. */
export function sampleRequests(
  routes: readonly { readonly method: string; readonly path: string }[],
  samples: readonly Samples[],
): readonly SampleRequest[] {
  const posts = routes
    .filter(({ method }) => method === "POST")
    .map(({ path }) => ({ path, below: path.replace(/^\/[^/]+/, "") })); // without the stage
  return samples.flatMap(({ event, sent }) => {
    const ofRoute = (route: string, body: unknown): readonly SampleRequest[] =>
      posts.filter(({ below }) => below === route).map(({ path }) => ({ path, body }));
    return [...ofRoute(event.path, sent[0]), ...ofRoute(batchPath(event), sent)];
  });
}
