import { errorsPrefix, sourcePrefix } from "../../declaration/layout";
import type { Stop } from "../shared/interrupt";
import type { Progress } from "../shared/progress";
import { Memory } from "../replay/memory";
import { tablePrefixes } from "../stored/lines";
import type { StoredObject, Target } from "../pipelines/target";
import type { Person } from "./person";
import { failuresWithout, sourceWithout, tableWithout, type Without } from "./without";

/** What an erasure found, or did, in one folder of one bucket. */
export interface FolderReport {
  readonly bucket: string;
  /** With its trailing slash. */
  readonly prefix: string;
  /** Objects and versions that were read. */
  looked: number;
  /** Objects that hold, or held, events of the person among others. */
  rewritten: number;
  /** Objects that hold, or held, nothing else. */
  deleted: number;
  /** Earlier versions that hold, or held, events of the person. */
  oldVersions: number;
  /** Events, in objects that are not earlier versions. */
  events: number;
}

export interface EraseOptions {
  readonly person: Person;
  /** Do it; otherwise only count. */
  readonly delete: boolean;
  readonly progress: Progress;
  readonly interrupt: Stop;
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
      reports.push(await eraseFolder(target, memory, bucket, prefix, eraser, options));
  }
  options.progress.done();
  return reports;
}

async function eraseFolder(
  target: Target,
  memory: Memory,
  bucket: string,
  prefix: string,
  eraser: Eraser,
  options: EraseOptions,
): Promise<FolderReport> {
  const report: FolderReport = { bucket, prefix, looked: 0, rewritten: 0, deleted: 0, oldVersions: 0, events: 0 };
  for await (const object of target.versions(bucket, prefix)) {
    if (options.interrupt.isAsked) break;
    options.progress.say(
      `${bucket}: ${report.looked} objects read, ${report.rewritten + report.deleted + report.oldVersions} with events to erase; at ${object.key}`,
    );
    const bytes = await target.read(bucket, object);
    if (bytes === undefined) continue;
    report.looked++;
    const without = await eraser(object.key, bytes);
    if (without === undefined) continue;
    if (!object.isLatest) report.oldVersions++;
    else {
      report[without.bytes === undefined ? "deleted" : "rewritten"]++;
      report.events += without.removed;
    }
    if (options.delete) await eraseVersion(target, memory, bucket, object, without);
  }
  return report;
}

/** The rest stands under the same key before the version with everything goes. */
async function eraseVersion(
  target: Target,
  memory: Memory,
  bucket: string,
  object: StoredObject,
  { bytes, renamed }: Without,
): Promise<void> {
  if (!object.isLatest) return target.remove(bucket, object);
  // A failed record that lost some of its events has another id; that it was sent must stay known.
  const sent = renamed.length > 0 ? await memory.sentOf(object.key) : new Set<string>();
  const known = renamed.filter(([before]) => sent.has(before)).map(([, after]) => after);
  if (known.length > 0) await memory.remember(object.key, known);
  await target.replace(bucket, object, bytes);
}
