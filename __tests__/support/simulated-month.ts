import { parseJson } from "../../basics/exact-json";
import { compileNormaliser } from "../../handlers/normaliser/normaliser";
import { formatMilliseconds } from "../../handlers/normaliser/timestamp";
import { simulatedMonth, type SimulatedMonth } from "./month";
import { eventTypes } from "../fixtures/menu/events";
import { type Line, type StoredObjects } from "./stored-objects";
import { byHour } from "./worked-answers";

/** It ended at the last whole hour, so that nothing of it lies ahead. */
const UNTIL = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000);
export const MONTH: SimulatedMonth = simulatedMonth({ until: UNTIL });

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
