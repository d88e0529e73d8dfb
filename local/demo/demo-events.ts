import Ajv from "ajv-draft-04";
import type { EventDeclaration } from "../../declaration/event";
import { exampleOf } from "../../declaration/example";
import { eventModel } from "../../declaration/model";
import { type Random, seededRandom } from "../fault/random";
import { contextOf, type Deed, deedOf, happenings } from "./happenings";
import { chosen, type SimulatedVisit } from "./month";
import { hasElements, saidOf } from "./said";

/** An event as a client sends it, and when it happens. */
export interface DemoEvent {
  /** Name of the event type. */
  readonly type: string;
  readonly at: Date;
  readonly body: Readonly<Record<string, unknown>> & { readonly event_id: string };
}

/** Of the visits, those in which an event happens that says nothing of a menu's elements. */
const SHARE = 0.6;
/** How often the first, second… of made-up values are met beside the others. */
const VALUES = [8, 5, 3, 2, 1];
/** Within so many seconds of a visit. */
const LATEST_SECONDS = 200;

/**
 * What visits send of these event types, in the order in which it happens. The names of types and fields say what they hold of what guests see, open and order; what
 * they hold besides is made up.
 * @param seed the same makes the same. @default 1
 */
export function demoEvents(
  eventTypes: readonly EventDeclaration[],
  visits: readonly SimulatedVisit[],
  seed = 1,
): readonly DemoEvent[] {
  return eventTypes
    .flatMap((event) => {
      const deed = deedOf(event.name);
      const said = deed === undefined ? [] : done(event, deed, visits);
      return said.length > 0 ? said : madeUp(event, visits, seededRandom(seed));
    })
    .sort((one, other) => one.at.getTime() - other.at.getTime());
}

/** None where the declaration takes others. */
function done(event: EventDeclaration, deed: Deed, visits: readonly SimulatedVisit[]): readonly DemoEvent[] {
  const isTaken = takes(event);
  const events = visits.flatMap((visit) =>
    happenings(visit, deed, hasElements(event)).map(({ seconds, facts }, index): DemoEvent => {
      const at = after(visit, seconds);
      const body = { ...required(event, index), ...saidOf(event.fields, facts, at) };
      return { type: event.name, at, body: { ...body, event_id: idOf(event, visit, index) } };
    }),
  );
  return events.every(({ body }) => isTaken(body)) ? events : [];
}

function madeUp(event: EventDeclaration, visits: readonly SimulatedVisit[], random: Random): readonly DemoEvent[] {
  const isTaken = takes(event);
  return visits.flatMap((visit) => {
    if (random() >= SHARE) return [];
    const at = after(visit, Math.floor(random() * LATEST_SECONDS));
    const example = exampleOf(event, chosen(VALUES, random));
    const event_id = idOf(event, visit, 0);
    const body = { ...example, ...saidOf(event.fields, contextOf(visit), at), event_id };
    const now = { ...example, ...saidOf(event.fields, {}, at), event_id };
    return [{ type: event.name, at, body: isTaken(body) ? body : now }];
  });
}

const takes = (event: EventDeclaration): ((body: unknown) => boolean) => {
  const isTaken = new Ajv({ strict: false, ownProperties: true, validateSchema: false }).compile(eventModel(event));
  return (body) => isTaken(body);
};

const after = ({ began }: SimulatedVisit, seconds: number): Date => new Date(began.getTime() + seconds * 1000);
const idOf = ({ name }: EventDeclaration, { session }: SimulatedVisit, index: number): string =>
  `${session}-${name}-${index}`;

/** Values for required fields, for where nothing is known of them. */
const required = (event: EventDeclaration, index: number): object =>
  Object.fromEntries(Object.entries(exampleOf(event, index)).filter(([name]) => event.fields[name]?.required === true));
