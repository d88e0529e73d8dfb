import { type Random, seededRandom } from "../../local/fault/random";

/** What guests do in the simulated month, as shares of what came before. Each analysis should find them. */
export const TRUE_RATES = {
  /** Of the visits to a menu, those that open an element at least. */
  opens: 0.7,
  /** Of the visits that opened one, those that order, by the menu's variant. */
  orders: { a: 0.3, b: 0.45 },
  /** Of the guests, those who come again in each week after their first. */
  comesAgain: 0.5,
  /** Of the orders of a main dish, those with its companion. */
  companion: 0.6,
} as const;

/** A restaurant of the month: its elements in the order of its menu, how likely each is opened beside the others. */
const RESTAURANTS = [
  {
    id: "trattoria",
    elements: ["Bruschetta", "Pasta", "Risotto", "Tiramisu", "Espresso"],
    companions: { Pasta: "Tiramisu" },
  },
  { id: "izakaya", elements: ["Edamame", "Ramen", "Gyoza", "Mochi", "Sake"], companions: { Ramen: "Gyoza" } },
] as const;
const INTEREST = [5, 8, 4, 2, 1];

/** What a guest did in one visit: the month's truth, for tests. */
export interface SimulatedVisit {
  readonly guest: string;
  readonly session: string;
  readonly restaurant: string;
  readonly variant: "a" | "b";
  readonly began: Date;
  readonly shown: readonly string[];
  readonly opened: readonly string[];
  readonly ordered: readonly string[];
}
/** An event as a client sends it, and when. */
export interface SimulatedEvent {
  /** Name of the event type: `menu-view`, `menu-click` or `order`. */
  readonly type: string;
  readonly at: Date;
  readonly body: Readonly<Record<string, unknown>> & { readonly event_id: string };
}
/** Everything of the month, in the order in which it happened. */
export interface SimulatedMonth {
  readonly visits: readonly SimulatedVisit[];
  readonly events: readonly SimulatedEvent[];
}
export interface MonthOptions {
  /** The same seed makes the same month. @default 1 */
  readonly seed?: number;
  /** When it ends. */
  readonly until: Date;
  /** How many guests there are. @default 400 */
  readonly guests?: number;
}

const DAY = 86_400_000;
const WEEKS = 4;
/** Likelihood of a visit by the hour, UTC: lunch and dinner. */
const BUSY = [0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 4, 10, 14, 8, 3, 2, 3, 8, 14, 12, 6, 3, 1, 0];

/** Four weeks of guests who look at menus, open elements and order. */
export function simulatedMonth({ seed = 1, until, guests = 400 }: MonthOptions): SimulatedMonth {
  const random = seededRandom(seed);
  const from = until.getTime() - WEEKS * 7 * DAY;
  const visits: SimulatedVisit[] = [];
  for (let guest = 1; guest <= guests; guest++) {
    const first = Math.floor(random() * WEEKS);
    for (let week = first; week < WEEKS; week++) {
      if (week > first && random() >= TRUE_RATES.comesAgain) continue;
      const began =
        from + (week * 7 + Math.floor(random() * 7)) * DAY + chosen(BUSY, random) * 3_600_000 + random() * 3_000_000;
      visits.push(visitOf(`guest-${guest}`, visits.length + 1, new Date(Math.floor(began / 1000) * 1000), random));
    }
  }
  visits.sort((one, other) => one.began.getTime() - other.began.getTime());
  const events = visits.flatMap(eventsOf).sort((one, other) => one.at.getTime() - other.at.getTime());
  return { visits, events };
}

function visitOf(guest: string, number: number, began: Date, random: Random): SimulatedVisit {
  const { id, elements, companions } = RESTAURANTS[random() < 0.6 ? 0 : 1];
  const variant = random() < 0.5 ? "a" : "b";
  const shown = variant === "a" ? elements : [...elements].reverse();
  const opened = new Set<string>();
  if (random() < TRUE_RATES.opens)
    for (let times = 1 + Math.floor(random() * 3); times > 0; times--)
      opened.add(elements[chosen(INTEREST, random)] ?? "");
  const ordered = new Set<string>();
  if (opened.size > 0 && random() < TRUE_RATES.orders[variant]) {
    const [main = ""] = opened;
    ordered.add(main);
    const companion = (companions as Readonly<Record<string, string>>)[main];
    if (companion !== undefined && random() < TRUE_RATES.companion) ordered.add(companion);
  }
  return {
    guest,
    session: `session-${number}`,
    restaurant: id,
    variant,
    began,
    shown,
    opened: [...opened],
    ordered: [...ordered],
  };
}

function eventsOf(visit: SimulatedVisit): readonly SimulatedEvent[] {
  const { guest, session, restaurant, variant, began, shown, opened, ordered } = visit;
  const context = {
    session_id: session,
    guest_id: guest,
    restaurant_id: restaurant,
    menu_variant: variant,
    page: "menu",
  };
  const event = (type: string, seconds: number, fields: object): SimulatedEvent => {
    const at = new Date(began.getTime() + seconds * 1000);
    return { type, at, body: { event_id: `${session}-${type}-${seconds}`, ...fields, ...context } };
  };
  const clicks = opened.map((element, index) =>
    event("menu-click", 20 + index * 40, {
      element_clicked: element,
      time_spent: 5 + ((element.length * 7 + index) % 30),
      source_menu: `${restaurant}_menu`,
      created_at: new Date(began.getTime() + (20 + index * 40) * 1000).toISOString(),
    }),
  );
  const at = 200;
  const timestamp = new Date(began.getTime() + at * 1000).toISOString();
  const items = ordered.map((item) => ({ item, quantity: 1, price: 6 + item.length }));
  const [only, second] = items;
  const orders =
    only === undefined
      ? []
      : second === undefined
        ? [event("order", at, { timestamp, menuItem: only.item, quantity: 1, price: only.price })]
        : [event("order", at, { timestamp, items })];
  return [
    event("menu-view", 0, {
      viewed_at: began.toISOString(),
      elements: shown.map((element, index) => ({ element, seconds: 8 - index })),
    }),
    ...clicks,
    ...orders,
  ];
}

/** An index, as often as its weight says. */
function chosen(weights: readonly number[], random: Random): number {
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => (left -= weight) < 0);
  return Math.max(index, 0);
}
