import { parseJson } from "../../basics/exact-json";
import { compileNormaliser } from "../../handlers/normaliser/normaliser";
import { formatMilliseconds } from "../../handlers/normaliser/timestamp";
import { type DemoEvent, demoEvents } from "../../local/demo/demo-events";
import { simulatedMonth, type SimulatedVisit } from "../../local/demo/month";
import { eventTypes } from "../fixtures/menu/events";
import { type Line, type StoredObjects } from "./stored-objects";
import { byHour } from "./worked-answers";

/** Nothing of it lies ahead: it ends at the last whole hour. */
const visits = simulatedMonth({ until: new Date() });
export const MONTH: { readonly visits: readonly SimulatedVisit[]; readonly events: readonly DemoEvent[] } = {
  visits,
  events: demoEvents(eventTypes, visits),
};
/** Stores the month as the transform writes it: each event arrived two seconds after it happened. */
export async function storeMonth(stored: StoredObjects, format: "json" | "parquet"): Promise<void> {
  for (const event of eventTypes) {
    const normalise = compileNormaliser(event);
    const lines = MONTH.events.flatMap(({ type, at, body }) =>
      type === event.name
        ? (JSON.parse(
            normalise(parseJson(JSON.stringify(body)), body.event_id, formatMilliseconds(at.getTime() + 2000)),
          ) as Line)
        : [],
    );
    for (const [hour, group] of byHour(lines))
      if (format === "json") stored.putJson(event, hour, group);
      else await stored.putParquet(event, hour, group);
  }
}
