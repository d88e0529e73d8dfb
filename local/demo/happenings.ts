import type { SimulatedVisit } from "./month";

/** What is known of something that happens, whatever a declaration calls it. */
export interface Facts {
  readonly guest?: string;
  readonly session?: string;
  readonly restaurant?: string;
  readonly variant?: string;
  readonly page?: string;
  readonly menu?: string;
  readonly element?: string;
  readonly seconds?: number;
  readonly quantity?: number;
  readonly price?: number;
  /** The elements, when they are several. */
  readonly elements?: readonly Facts[];
}
/** Something that happens in a visit. */
export interface Happening {
  /** How long after the visit began. */
  readonly seconds: number;
  readonly facts: Facts;
}
/** What a guest does to elements of a menu. */
export type Deed = "sees" | "opens" | "orders";

const FIRST_OPENED_SECONDS = 20;
const BETWEEN_OPENED_SECONDS = 40;
const ORDERED_SECONDS = 200;

/** By what event types are called that say so. */
const CALLED: readonly (readonly [name: RegExp, deed: Deed])[] = [
  [/order|purchase|bought|sale/, "orders"],
  [/click|open|tap/, "opens"],
  [/view|show|impression/, "sees"],
];

/** What an event type of this name says; undefined for anything else. */
export const deedOf = (event: string): Deed | undefined => CALLED.find(([name]) => name.test(event))?.[1];

/** What every event of a visit knows. */
export const contextOf = ({ guest, session, restaurant, variant }: SimulatedVisit): Facts => ({
  ...{ guest, session, restaurant, variant, page: "menu", menu: `${restaurant}_menu` },
});

/** What a guest does in a visit. @param together whether one event says several elements, or there is one for each */
export function happenings(visit: SimulatedVisit, deed: Deed, together: boolean): readonly Happening[] {
  const context = contextOf(visit);
  if (deed === "opens")
    return visit.opened.map((element, index) => ({
      seconds: FIRST_OPENED_SECONDS + index * BETWEEN_OPENED_SECONDS,
      facts: { ...context, element, seconds: 5 + ((element.length * 7 + index) % 30) },
    }));
  const elements: readonly Facts[] =
    deed === "sees"
      ? visit.shown.map((element, index) => ({ element, seconds: visit.shown.length + 3 - index }))
      : visit.ordered.map((element) => ({ element, quantity: 1, price: 6 + element.length }));
  const seconds = deed === "sees" ? 0 : ORDERED_SECONDS;
  if (together && elements.length > 1) return [{ seconds, facts: { ...context, elements } }];
  return elements.map((element) => ({ seconds, facts: { ...context, ...element } }));
}
