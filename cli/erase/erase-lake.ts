import type { EventDeclaration } from "../../declaration/event";
import { daysOfOneStep, type Lake } from "../../declaration/lake";
import { lakeErasure } from "../../declaration/lake-erase";
import { LAKE_ROOT, lakePrefix } from "../../declaration/lake-layout";
import { rollupsOf } from "../../declaration/rollup";
import type { Stop } from "../shared/interrupt";
import type { Progress } from "../shared/progress";
import type { Target } from "../pipelines/target";
import type { FolderReport } from "./folder-report";

export interface EraseLakeOptions {
  readonly event: EventDeclaration;
  /** How its curated table is divided. */
  readonly lake: Pick<Lake, "bucket" | "rollups">;
  readonly database: string;
  /** The field that names the person, a member behind a dot, and what stands in it, pseudonyms included. */
  readonly field: string;
  readonly values: ReadonlySet<string>;
  /** Do it; otherwise only count. */
  readonly delete: boolean;
  readonly progress: Progress;
  readonly interrupt: Stop;
  /** Milliseconds between two looks at runs that are under way. @default 5000 */
  readonly pollMilliseconds?: number;
}

const DAY = 24 * 3_600_000;
/** A former state must be older than a second to be forgotten. */
const SNAPSHOT_MILLISECONDS = 2_000;

/**
 * Takes a person's events out of an event type's curated table and its hourly figures, then their bytes: the files that held them go with
 * the tables' former states, and what the buckets keep of those files with them. Landing must have been erased before, else a merge brings them back: one that
 * had begun by then is waited for.
 * Doing it again finds what is left.
 */
export async function eraseLake(target: Target, options: EraseLakeOptions): Promise<readonly FolderReport[]> {
  const { event, field, values, database, lake, interrupt, progress } = options;
  const erasure = lakeErasure(event, field, values, database);
  const [[found = 0] = []] = await target.keep(erasure.count);
  const figures = (await target.keep(erasure.figures)).map(([name]) => String(name));
  const hasFigures = lake.rollups === true || figures.length > 0;
  const folders = [lakePrefix(event), ...(hasFigures ? [LAKE_ROOT + rollupsOf(event)] : [])];
  const reports = target.eventBuckets.flatMap((bucket) =>
    folders.map((prefix, index): FolderReport => ({
      ...{ bucket, prefix, looked: 0, rewritten: 0, deleted: 0, oldVersions: 0 },
      events: bucket === target.eventBucket && index === 0 ? Number(found) : 0,
    })),
  );
  if (!options.delete) return reports;
  if (!(await runsEnded(target, options))) return reports;
  for (const sql of erasure.drop(figures)) await target.keep(sql);
  const [[first = null, last = null] = []] = await target.keep(erasure.days);
  if (first !== null && last !== null) {
    const end = Date.parse(String(last)) + DAY;
    const step = daysOfOneStep(lake) * DAY;
    for (let from = Date.parse(String(first)); from < end; from += step) {
      if (interrupt.isAsked) return reports;
      progress.say(`${lakePrefix(event)}: from ${dayOf(from)}`);
      for (const sql of erasure.during(dayOf(from), dayOf(Math.min(from + step, end)), figures)) await target.keep(sql);
    }
  }
  await new Promise((resolve) => setTimeout(resolve, SNAPSHOT_MILLISECONDS));
  for (const sql of erasure.forget(figures)) await target.keep(sql);
  for (const report of reports) await removeFormer(target, report, interrupt);
  return reports;
}

/** A run that began before landing was erased may have read what was there: it ends first. One that begins later reads what is left. @returns whether it ended */
async function runsEnded(
  target: Target,
  { event, progress, interrupt, pollMilliseconds = 5_000 }: EraseLakeOptions,
): Promise<boolean> {
  let left = (await target.runsUnderWay?.(event)) ?? [];
  for (const began = Date.now(); left.length > 0 && !interrupt.isAsked;) {
    progress.say(`${lakePrefix(event)}: a merge is under way, for ${Math.round((Date.now() - began) / 1000)} s`);
    await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
    const running = (await target.runsUnderWay?.(event)) ?? [];
    left = left.filter((run) => running.includes(run));
  }
  return !interrupt.isAsked;
}

const dayOf = (moment: number): string => new Date(moment).toISOString().slice(0, 10);

/** Removes what a bucket keeps of files that the table has no more. What is written meanwhile is younger, and stays. */
async function removeFormer(target: Target, report: FolderReport, interrupt: Stop): Promise<void> {
  const before = new Date(Date.now() - SNAPSHOT_MILLISECONDS);
  const there = new Set<string>();
  for await (const { key } of target.list(target.eventBucket, report.prefix)) there.add(key);
  for await (const object of target.versions(report.bucket, report.prefix)) {
    if (interrupt.isAsked) return;
    report.looked++;
    if (object.isLatest && (there.has(object.key) || object.modified > before)) continue;
    report.oldVersions++;
    await target.remove(report.bucket, object);
  }
}
