import { ERRORS_ROOT, errorsPrefix, sourcePrefix } from "../../declaration/layout";
import { Pace } from "../shared/pace";
import { type Bounds, sideBySide } from "../shared/side-by-side";
import type { Stop } from "../shared/interrupt";
import type { Progress } from "../shared/progress";
import { Memory } from "../replay/memory";
import { hourOf, tablePrefixes } from "../stored/lines";
import type { StoredObject, Target } from "../pipelines/target";
import type { Checkpoint } from "./checkpoint";
import type { FolderReport } from "./folder-report";
import type { Person } from "./person";
import { failuresWithout, sourceWithout, tableWithout, type Without } from "./without";

export type { FolderReport } from "./folder-report";

export interface EraseOptions {
  readonly person: Person;
  /** Do it; otherwise only count. */
  readonly delete: boolean;
  readonly progress: Progress;
  readonly interrupt: Stop;
  /** Objects that are worked on at once. @default 1 */
  readonly atOnce?: number;
  /** Where an interrupted run is gone on with. @default none: it begins anew */
  readonly checkpoint?: Checkpoint;
}

/** Removes the part of an object that is a person's. */
type Eraser = (key: string, bytes: Buffer) => Promise<Without | undefined>;

/** Goes through everything that holds an event type's events, version by version. Doing it again finds what is left. */
export async function erase(target: Target, options: EraseOptions): Promise<readonly FolderReport[]> {
  const { event } = options.person;
  const memory = new Memory(target);
  const busy = new Set((await memory.pending()).map(({ key }) => key));
  const eraseFailures: Eraser = (key, bytes) => {
    const without = failuresWithout(options.person, key, bytes);
    if (without !== undefined && options.delete && busy.has(key))
      throw new Error(
        `a replay was stopped while it sent records of ${key}; \`clickstream replay --send\` ends it, then erase again`,
      );
    return Promise.resolve(without);
  };
  const folders: readonly (readonly [prefix: string, eraser: Eraser])[] = [
    ...tablePrefixes(event).map(
      (prefix) => [prefix, (_: string, bytes: Buffer) => tableWithout(options.person, bytes)] as const,
    ),
    [errorsPrefix(event), eraseFailures],
    [sourcePrefix(event), (_, bytes) => Promise.resolve(sourceWithout(options.person, bytes))],
  ];
  const reports: FolderReport[] = [];
  for (const bucket of target.eventBuckets) {
    for (const [prefix, eraser] of folders)
      reports.push(await eraseFolder(target, memory, { bucket, prefix, eraser }, options));
  }
  options.progress.done();
  return reports;
}

/** What is kept of an object until all before it were looked at: its bytes would fill the memory behind a slow one. */
type Found = "nothing" | { readonly removed: number; readonly isEmptied: boolean };

interface Folder {
  readonly bucket: string;
  readonly prefix: string;
  readonly eraser: Eraser;
}

async function eraseFolder(
  target: Target,
  memory: Memory,
  { bucket, prefix, eraser }: Folder,
  options: EraseOptions,
): Promise<FolderReport> {
  const { checkpoint, interrupt, progress } = options;
  const known = checkpoint?.placeOf(bucket, prefix);
  if (known?.done === true) return known.report;
  const report: FolderReport = {
    ...(known?.report ?? { bucket, prefix, looked: 0, rewritten: 0, deleted: 0, oldVersions: 0, events: 0 }),
  };
  let [after, last] = [known?.after, undefined as string | undefined];
  const pace = new Pace(report.looked, await count(target, bucket, prefix, after, interrupt));
  const days = await target.expirationDays?.(bucket, prefix);
  const objects = until(interrupt, target.versions(bucket, prefix, after));
  const look = async (object: StoredObject): Promise<Found | undefined> => {
    const bytes = await target.read(bucket, object);
    if (bytes === undefined) return undefined;
    const found = await eraser(object.key, bytes);
    const without = found && isExpired(object.key, days) ? { ...found, bytes: undefined } : found;
    if (options.delete && without !== undefined) await eraseVersion(target, memory, bucket, object, without);
    else if (options.delete && object.isLatest && isOfFailures(object.key)) await memory.outlast(object);
    return without === undefined ? "nothing" : { removed: without.removed, isEmptied: without.bytes === undefined };
  };
  await sideBySide(objects, { ...BOUNDS, atOnce: options.atOnce ?? 1 }, weightOf, look, (object, without) => {
    if (last !== object.key) after = last ?? after; // every version of the key before was looked at
    last = object.key;
    if (without !== undefined) add(report, object, without);
    const found = report.rewritten + report.deleted + report.oldVersions;
    progress.say(`${bucket}: ${pace.told(report.looked)}, ${found} with events to erase; at ${object.key}`);
    checkpoint?.note(bucket, prefix, { report: { ...report }, after, done: false });
  });
  if (!interrupt.isAsked) checkpoint?.note(bucket, prefix, { report: { ...report }, after: last, done: true });
  return report;
}

/** Bytes in memory at once; a compressed object is a multiple of its size there. */
const BOUNDS: Pick<Bounds, "weight"> = { weight: 512 * 1024 * 1024 };
const INFLATED = 10;
const weightOf = ({ size = 0 }: StoredObject): number => size * INFLATED;

function add(report: FolderReport, { isLatest }: StoredObject, found: Found): void {
  report.looked++;
  if (found === "nothing") return;
  if (!isLatest) report.oldVersions++;
  else {
    report[found.isEmptied ? "deleted" : "rewritten"]++;
    report.events += found.removed;
  }
}

async function count(
  target: Target,
  bucket: string,
  prefix: string,
  after: string | undefined,
  interrupt: Stop,
): Promise<number> {
  let objects = 0;
  const found = until(interrupt, target.versions(bucket, prefix, after));
  while ((await found.next()).done !== true) objects++;
  return objects;
}

/** What comes until somebody asks to stop. */
async function* until<T>(interrupt: Stop, items: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const item of items) {
    if (interrupt.isAsked) return;
    yield item;
  }
}

/**
 * The rest stands under the same key before the version with everything goes. What was sent of failed records stays known under their new ids:
 * before they stand there, and once more behind that, since S3 counts the days of what is remembered from its own writing. Stopped between the
 * two, the run that goes on finds it older than the object (`Memory.outlast`).
 */
async function eraseVersion(
  target: Target,
  memory: Memory,
  bucket: string,
  object: StoredObject,
  { bytes, renamed }: Without,
): Promise<void> {
  if (!object.isLatest) return target.remove(bucket, object);
  const sent = isOfFailures(object.key) && bytes !== undefined ? await memory.sentOf(object.key) : new Set<string>();
  const known = renamed.filter(([before]) => sent.has(before)).map(([, after]) => after);
  if (known.length > 0) await memory.remember(object.key, known);
  await target.replace(bucket, object, bytes);
  if (sent.size > 0) await memory.remember(object.key, []);
}

/**
 * Whether an object is as old as its folder's are allowed to get, by the hour in its key: rewriting it before made it young to S3, and would
 * do so again. S3 counts whole days.
 */
function isExpired(key: string, days: number | undefined): boolean {
  const hour = hourOf(key);
  return hour !== undefined && days !== undefined && Date.now() - hour.getTime() > (days + 1) * 24 * 60 * 60 * 1000;
}

const isOfFailures = (key: string): boolean => key.startsWith(ERRORS_ROOT);
