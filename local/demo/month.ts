import { type Random, seededRandom } from "../fault/random";

/** What guests do in the simulated month, as shares of what came before: what analyses should find. */
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

/** What a guest did in one visit: the month's truth. */
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
/** What a simulated month is made from. */
export interface MonthOptions {
  /** The same seed makes the same month. @default 1 */
  readonly seed?: number;
  /** When it ends: at the last whole hour before. */
  readonly until: Date;
  /** How many guests there are. @default 400 */
  readonly guests?: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A visit begins so early in its hour that it ends within it. */
const LATEST_MILLISECONDS = 3_000_000;
const WEEKS = 4;
/** Likelihood of a visit by the hour, UTC: lunch and dinner. */
const BUSY = [0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 4, 10, 14, 8, 3, 2, 3, 8, 14, 12, 6, 3, 1, 0];

/** The visits of four weeks, in the order in which they began: guests who look at menus, open elements and order. */
export function simulatedMonth({ seed = 1, until, guests = 400 }: MonthOptions): readonly SimulatedVisit[] {
  const random = seededRandom(seed);
  const from = Math.floor(until.getTime() / HOUR) * HOUR - WEEKS * 7 * DAY;
  const visits: SimulatedVisit[] = [];
  for (let guest = 1; guest <= guests; guest++) {
    const first = Math.floor(random() * WEEKS);
    for (let week = first; week < WEEKS; week++) {
      if (week > first && random() >= TRUE_RATES.comesAgain) continue;
      const day = from + (week * 7 + Math.floor(random() * 7)) * DAY;
      const hours = (chosen(BUSY, random) - new Date(day).getUTCHours() + 24) % 24;
      const began = Math.floor((day + hours * HOUR + random() * LATEST_MILLISECONDS) / 1000) * 1000;
      visits.push(visitOf(`guest-${guest}`, visits.length + 1, new Date(began), random));
    }
  }
  return visits.sort((one, other) => one.began.getTime() - other.began.getTime());
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

/** An index, as often as its weight says. */
export function chosen(weights: readonly number[], random: Random): number {
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => (left -= weight) < 0);
  return Math.max(index, 0);
}
