import Ajv from "ajv-draft-04";
import { defineEvent, defineEvents } from "../../../declaration/define";
import type { EventDeclaration } from "../../../declaration/event";
import { date, int, oneOf, string, timestamp } from "../../../declaration/event";
import { eventModel } from "../../../declaration/model";
import { demoEvents } from "../../../local/demo/demo-events";
import { simulatedMonth } from "../../../local/demo/month";
import { context, eventTypes as menu } from "../../fixtures/menu/events";
import { payment } from "../../support/every-type";
import { eventTypes as restaurant } from "../../support/restaurant";

const UNTIL = new Date("2026-03-10T15:20:00Z");
const visits = simulatedMonth({ until: UNTIL });
const step = defineEvent({
  name: "step",
  description: "A guest took a step",
  path: "/steps",
  table: "steps",
  fields: { taken_at: timestamp({ required: true }), day: date(), room: string(), stairs: int() },
  context,
  occurredAt: "taken_at",
});
const otherClick = defineEvent({
  ...{ name: "menu-click", description: "Another one of this name", path: "/clicks", table: "clicks" },
  fields: { element_clicked: oneOf("logo", "footer", { required: true }), at: timestamp() },
});

test.each<readonly [string, readonly EventDeclaration[]]>([
  ["with a context and lists", menu],
  ["without", restaurant],
  ["of another trade", defineEvents(step, payment)],
  ["of a restaurant's names, and other fields", defineEvents(otherClick)],
])("each event is one that the request model takes, with an id of its own: event types %s", (_, eventTypes) => {
  const events = demoEvents(eventTypes, visits);
  expect(new Set(events.map(({ body }) => body.event_id)).size).toBe(events.length);
  for (const event of eventTypes) {
    const isTaken = new Ajv({ strict: false, ownProperties: true }).compile(eventModel(event));
    const own = events.filter(({ type }) => type === event.name);
    expect(own.length).toBeGreaterThan(100);
    expect(own.filter(({ body }) => !isTaken(body))).toEqual([]);
  }
});

test("it fills the four weeks before the last whole hour, by guests' hours, the same way for the same seed", () => {
  const events = demoEvents(menu, visits);
  const [first, last] = [events[0]?.at.getTime() ?? 0, events.at(-1)?.at.getTime() ?? 0];
  expect(first).toBeGreaterThanOrEqual(Date.parse("2026-02-10T15:00:00Z"));
  expect(last).toBeLessThan(Date.parse("2026-03-10T15:00:00Z"));
  expect(new Set(events.map(({ at }) => at.toISOString().slice(0, 10))).size).toBeGreaterThanOrEqual(28);
  expect(visits.filter(({ began }) => began.getUTCHours() < 7)).toEqual([]);
  expect(events.map(({ at }) => at.getTime())).toEqual(events.map(({ at }) => at.getTime()).sort((a, b) => a - b));
  expect(demoEvents(menu, simulatedMonth({ until: UNTIL }))).toEqual(events);
  expect(simulatedMonth({ until: UNTIL, seed: 2 })).not.toEqual(visits);
});

test("what guests did is said in the words of the declaration", () => {
  const visit = visits.find(({ ordered }) => ordered.length === 2);
  const [one, other] = visit?.ordered ?? [];
  const ofVisit = (eventTypes: readonly EventDeclaration[]) =>
    demoEvents(eventTypes, visit === undefined ? [] : [visit]).flatMap(({ type, body }) =>
      type === "order" ? [body] : [],
    );
  expect(ofVisit(menu)).toMatchObject([
    { items: [{ item: one }, { item: other }], customerId: visit?.guest, session_id: visit?.session },
  ]);
  expect(ofVisit(restaurant)).toMatchObject([
    { menuItem: one, customerId: visit?.guest, restaurantId: visit?.restaurant },
    { menuItem: other, customerId: visit?.guest, restaurantId: visit?.restaurant },
  ]);
  expect(ofVisit(restaurant).flatMap(Object.keys)).not.toContain("session_id");
});

test("made-up events happen in visits, at their time", () => {
  for (const { at, body } of demoEvents([step], visits)) {
    const visit = visits.find(({ session }) => session === body["session_id"]);
    expect(body).toMatchObject({
      taken_at: at.toISOString(),
      day: at.toISOString().slice(0, 10),
      guest_id: visit?.guest,
    });
    expect(at.getTime()).toBeGreaterThanOrEqual(visit?.began.getTime() ?? Infinity);
  }
});
