import { seededRandom } from "../../../local/fault/random";
import { CuratedTable } from "../../support/curated";
import { visit } from "../../support/events";

const STEPS = 40;
const HOUR = 3_600_000;
/** Of a repeat from its first arrival: less than what the table knows repeats for, by the longest delay of an object. */
const REPEAT_HOURS = 5 * 24;
/** Merges are late by less than what the view reads of landing. */
const LATEST_HOURS = 48;

/** Arrivals, repeats, late objects, runs that are skipped, doubled or ended anywhere, at random. */
test.each([1, 2, 3])(
  "at every moment the view has each event once: seed %i",
  async (seed) => {
    const random = seededRandom(seed);
    const below = (most: number): number => Math.floor(random() * most);
    const curated = new CuratedTable(visit);
    const firsts = new Map<string, Date>();
    const history: string[] = [];
    await curated.run();
    const land = (): void => {
      const hoursAgo = random() < 0.5 ? 0 : below(25);
      const at = new Date(curated.now.getTime() - hoursAgo * HOUR);
      const known = [...firsts].filter(([, first]) => Math.abs(at.getTime() - first.getTime()) < REPEAT_HOURS * HOUR);
      const ids = Array.from({ length: 1 + below(5) }, () => {
        const repeated = random() < 0.4 ? known[below(known.length)]?.[0] : undefined;
        return repeated ?? `event-${firsts.size + below(1_000_000)}`;
      });
      for (const id of ids) if (!firsts.has(id)) firsts.set(id, at);
      history.push(`lands ${ids.join(" ")} of ${hoursAgo} hours ago`);
      curated.land([...ids, ...(random() < 0.3 ? ids : [])], hoursAgo);
    };
    for (let step = 0; step < STEPS; step++) {
      for (let objects = below(3); objects > 0; objects--) land();
      const late = curated.now.getTime() - curated.lastSuccess.getTime() > LATEST_HOURS * HOUR;
      const task = random() < 0.3 ? ("upkeep" as const) : ("merge" as const);
      const what = late ? 0 : below(4);
      let states = what === 1 ? 1 + below(25) : Infinity;
      curated.tables.killed = what === 2;
      if (what !== 3) history.push(`${task}: ${await curated.run(task, () => --states <= 0)}`);
      curated.tables.killed = false;
      if (random() < 0.2) await curated.run(task); // doubled
      const seen = await curated.ids();
      expect({ seed, history, seen }).toEqual({ seed, history, seen: [...firsts.keys()].sort() });
      curated.pass(below(14));
    }
    curated.close();
  },
  600_000,
);
