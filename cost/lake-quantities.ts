import { assumed, GIB, MIB } from "./assumptions";
import { counted, figure } from "./line";
import type { CostSettings } from "./settings";

/** What of landing a month adds, over all streams. */
export interface Landed {
  /** GB that a query of a whole month would be billed. */
  readonly scannedGb: number;
  readonly objects: number;
  /** The part of it that one query looks at. */
  readonly queryShare: number;
  /** Days of events that a query reads. */
  readonly queryDays: number;
}

/** A number with where it comes from. */
export interface Reckoned {
  readonly value: number;
  readonly formula: string;
}

/** What happens within a month to curated tables and the questions that read them. */
export interface LakeQuantities {
  readonly tables: number;
  /** GB that a month adds to them, and GB of the files that OPTIMIZE replaces. */
  readonly addedGb: number;
  readonly replacedGb: number;
  /** Runs of all workflows, and those of them that tidy up. */
  readonly runs: number;
  readonly upkeepRuns: number;
  /** Hours of landing that a merge reads. */
  readonly mergedHours: number;
  /** What one question is billed: MiB, lists, gets. */
  readonly question: { readonly mib: Reckoned; readonly lists: Reckoned; readonly gets: Reckoned };
  /** What upkeep is billed: MiB of Athena, lists, gets, puts. */
  readonly upkeep: {
    readonly merges: Reckoned;
    readonly asks: Reckoned;
    readonly rewrites: Reckoned;
    readonly lists: Reckoned;
    readonly gets: Reckoned;
    readonly puts: Reckoned;
  };
}

const DAY_HOURS = 24;
/** Days are compared as a whole: half of one is read for nothing, on average. */
const HALF_A_DAY = 12;
/** The daily run is at 3:40, and rewrites the hours of its own day besides those of the last. */
const REWRITTEN_DAYS = 1 + 4 / DAY_HOURS;
/** A run asks for a missing column and for its hours; once a day it deletes and forgets, too. */
const [ASKS, DAILY_ASKS] = [2, 2];

/** Works out a month; undefined without curated tables. */
export function lakeQuantitiesOf(settings: CostSettings, landed: Landed): LakeQuantities | undefined {
  const { lake, streams, eventsPerMonth, bytesPerEvent } = settings;
  if (lake === undefined) return undefined;
  const { mergeHours, windowHours, repeatDays } = lake;
  const { scannedGb, objects, queryShare, queryDays } = landed;
  const tables = streams.length;
  const days = assumed("monthDays");
  const hours = days * DAY_HOURS;
  const addedGb = (eventsPerMonth * bytesPerEvent * assumed("storedShareCurated")) / GIB;
  const idsGb = (eventsPerMonth * assumed("curatedIdBytes")) / GIB;
  // A merge reads when an event arrived, too, by which a question only chooses files (.ci/trino/curated.ts).
  const knownGb = idsGb + (eventsPerMonth * assumed("curatedTimeBytes")) / GIB;
  const filesPerDay = Math.max(1, Math.ceil((addedGb * GIB) / tables / days / (assumed("curatedFileMib") * MIB)));
  const runsPerDay = DAY_HOURS / mergeHours + 1;
  const [runs, upkeepRuns] = [tables * days * runsPerDay, tables * days];
  const mergedHours = assumed("lateObjectHours") + mergeHours;
  const idHours = (window: number): number => repeatDays * DAY_HOURS + window + HALF_A_DAY;
  const least = assumed("athenaLeastMib");
  const [mibOf, getsPerFile] = [(gb: number): number => gb * 1024, assumed("curatedGetsPerFile")];

  const table = mibOf(addedGb * queryShare * assumed("scannedShareCurated") * (queryDays / days));
  const window = mibOf(scannedGb * queryShare * (windowHours / hours));
  const ids = mibOf(idsGb * queryShare * (idHours(windowHours) / hours));
  const files = filesPerDay * queryDays + runsPerDay;
  const windowObjects = objects * queryShare * (windowHours / hours);
  const idFiles = filesPerDay * (repeatDays + 1);

  const merge = mibOf((scannedGb * (mergedHours / hours) + knownGb * (idHours(mergedHours) / hours)) / tables);
  const mergeMib = Math.max(least, Math.ceil(merge));
  const mergeObjects = (objects / tables) * (mergedHours / hours);
  const rewritten = Math.max(least * upkeepRuns, mibOf(addedGb * REWRITTEN_DAYS));
  const asks = runs * ASKS + upkeepRuns * DAILY_ASKS;
  const commits = runs + 2 * upkeepRuns;
  return {
    ...{ tables, addedGb, replacedGb: addedGb * REWRITTEN_DAYS, runs, upkeepRuns, mergedHours },
    question: {
      mib: {
        value: Math.max(least, Math.ceil(table + window + ids)),
        formula: `${figure(table)} MB of a table's ${queryDays} days, ${figure(window)} of ${windowHours} hours of landing, ${figure(ids)} of the ids of ${figure(idHours(windowHours))} hours`,
      },
      lists: { value: windowHours + 1, formula: `${windowHours + 1} hours of landing` },
      gets: {
        value: windowObjects + files * getsPerFile + idFiles * 2,
        formula: `(${figure(windowObjects)} objects of ${windowHours} hours + ${figure(files)} files × ${getsPerFile} + ${figure(idFiles)} files of ids × 2)`,
      },
    },
    upkeep: {
      merges: {
        value: runs * mergeMib,
        formula: `${figure(runs)} runs × ${figure(mergeMib)} MB (${mergedHours} hours of landing, the ids and times of ${figure(idHours(mergedHours))})`,
      },
      asks: {
        value: asks * least,
        formula: `${figure(asks)} questions about columns, hours and old states × ${least}`,
      },
      rewrites: { value: rewritten, formula: `${figure(rewritten)} MB made compact` },
      lists: { value: runs * mergedHours, formula: `${figure(runs)} runs × ${mergedHours} hours` },
      gets: {
        value: runs * (mergeObjects + idFiles * 2) + upkeepRuns * runsPerDay * getsPerFile,
        formula: `${figure(runs)} runs × (${figure(mergeObjects)} objects + ${figure(idFiles)} files of ids × 2) + ${counted(upkeepRuns, "day")} × ${figure(runsPerDay)} files × ${getsPerFile}`,
      },
      puts: {
        value: commits * assumed("curatedPutsPerCommit"),
        formula: `${figure(commits)} merges, rewrites and clean-ups × ${assumed("curatedPutsPerCommit")}`,
      },
    },
  };
}
