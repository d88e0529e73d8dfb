import { batchesOf } from "../../basics/batches";
import type { EventDeclaration } from "../../declaration/event";
import { batchPath, MAX_BATCH_EVENTS } from "../../declaration/layout";
import type { Pipeline } from "../pipeline/pipeline";
import type { DemoClock } from "./demo-clock";
import type { DemoEvent } from "./demo-events";

const HOUR = 3_600_000;
/** A record arrives so long after what it holds. */
const ON_THE_WAY_MILLISECONDS = 2_000;

/**
 * Posts events to a running pipeline, hour by hour of the time in which they happen: what happens in an hour arrives together, after the last of it, and lies in
 * the objects of that hour.
 * @param events in the order in which they happen
 * @param url where the pipeline answers, with its stage
 * @param tell told how many are in after each hour
 * @throws Error naming the event type and the answer, when a request is refused
 */
export async function play(
  pipeline: Pipeline,
  clock: DemoClock,
  events: readonly DemoEvent[],
  url: string,
  tell: (done: number) => void,
): Promise<void> {
  let done = 0;
  let delivered = Promise.resolve();
  try {
    for (const hour of new Set(events.map(hourOf))) {
      const arriving = events.filter((each) => hourOf(each) === hour);
      clock.set(Math.max(...arriving.map(({ at }) => at.getTime())) + ON_THE_WAY_MILLISECONDS);
      await Promise.all(
        pipeline.eventTypes.map(async (event) => {
          const bodies = arriving.flatMap(({ type, body }) => (type === event.name ? [body] : []));
          for (const batch of batchesOf(bodies, () => 0, Infinity, MAX_BATCH_EVENTS)) await post(event, batch, url);
        }),
      );
      await delivered;
      delivered = pipeline.flush(); // seals what is in, so that the next hour goes in meanwhile
      delivered.catch(() => undefined); // awaited below
      tell((done += arriving.length));
    }
    await delivered;
  } finally {
    clock.release();
  }
}

const hourOf = ({ at }: DemoEvent): number => Math.floor(at.getTime() / HOUR);

async function post(event: EventDeclaration, bodies: readonly object[], url: string): Promise<void> {
  const response = await fetch(url + batchPath(event), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(bodies),
  });
  const text = await response.text();
  if (response.status !== 200)
    throw new Error(`${event.name}: ${bodies.length} events were answered ${response.status}: ${text.slice(0, 500)}`);
}
