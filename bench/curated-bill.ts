import { statSync } from "node:fs";
import path from "node:path";
import type { CuratedTable } from "../__tests__/support/curated";
import { assumed, GIB, MIB } from "../cost/assumptions";
import type { Service } from "../cost/line";
import { estimate } from "../cost/model";
import { loadPrices } from "../cost/prices";
import { DEFAULT_SETTINGS } from "../cost/settings";
import { filesOf } from "../emulation/lake/tables";
import type { Measurement } from "./measurement";

/** A commit's metadata: https://iceberg.apache.org/spec/#overview */
const METADATA_FILES = 3;
/** Questions that a run asks: for a missing column and for its hours; and those that the daily one has besides, to delete and to forget. */
const [ASKS, DAILY_ASKS] = [2, 2];

/** What a workflow's runs write and pass through, looked at behind each of them. */
export class RunTally {
  /** States that were entered. */
  states = 0;
  runs = 0;
  dailyRuns = 0;
  /** Files of the curated table that compaction wrote, in bytes. */
  compactedBytes = 0;
  /** By table. */
  private readonly seen = new Map<string, readonly string[]>();
  private readonly written = new Map<string, number>();

  constructor(private readonly table: CuratedTable) {}

  /** Counts what is there now and was not before. @param curated the curated table's name @param isDaily whether the run compacts */
  async look(curated: string, isDaily: boolean): Promise<void> {
    this.runs++;
    if (isDaily) this.dailyRuns++;
    for (const found of await this.table.tables.all()) {
      const before = this.seen.get(found.name) ?? [];
      const fresh = filesOf(found).filter((file) => !before.includes(file));
      const last = found.snapshots.map(({ files }) => files.join()).lastIndexOf(before.join());
      const commits = found.snapshots.length - 1 - last;
      const puts = (this.written.get(found.name) ?? 0) + fresh.length + METADATA_FILES * commits;
      this.written.set(found.name, puts);
      if (isDaily && found.name === curated)
        this.compactedBytes += fresh.reduce((sum, file) => sum + this.sizeOf(file), 0);
      this.seen.set(found.name, filesOf(found));
    }
  }

  /** Objects that were put of a table: its files, and the metadata of each commit. */
  putsOf(name: string): number {
    return this.written.get(name) ?? 0;
  }

  async bytesOf(name: string): Promise<number> {
    const found = (await this.table.tables.all()).find((each) => each.name === name);
    return found === undefined ? 0 : filesOf(found).reduce((sum, file) => sum + this.sizeOf(file), 0);
  }

  private sizeOf(file: string): number {
    return statSync(path.join(this.table.tables.s3Directory, file)).size;
  }
}

/** A month as it was measured. */
export interface MeasuredMonth {
  readonly sent: number;
  readonly sentBytes: number;
  readonly landedBytes: number;
  /** Bytes that a saved query and a chart read, on average. */
  readonly question: number;
  readonly chart: number;
  /** Bytes that a merge reads, of landing and of ids. */
  readonly merge: number;
  readonly runs: number;
  readonly dailyRuns: number;
  /** Bytes of files and number of objects that were put. */
  readonly curated: { readonly bytes: number; readonly compacted: number; readonly puts: number };
  readonly figures: { readonly bytes: number; readonly puts: number };
  readonly states: number;
}

/** What the cost model says of this month, each line against what was measured: no line is more than it says. */
export function againstBill(month: MeasuredMonth, lake: NonNullable<typeof DEFAULT_SETTINGS.lake>): Measurement[] {
  const settings = {
    ...DEFAULT_SETTINGS,
    ...{ eventsPerMonth: month.sent, bytesPerEvent: month.sentBytes / month.sent, lake, queriesPerDay: 100 },
    storedBytesPerEvent: month.landedBytes / month.sent,
  };
  const { lines } = estimate(settings, loadPrices());
  const said = (service: Service, item: string): number => {
    const line = lines.find((each) => each.service === service && each.item === item);
    if (line === undefined) throw new Error(`the bill has no line ${service}, ${item}`);
    return line.quantity;
  };
  const { curated, figures, runs, dailyRuns } = month;
  const days = assumed("monthDays");
  const asked = settings.queriesPerDay * days;
  const ofFigures = asked * settings.chartShare;
  const leastBytes = assumed("athenaLeastMib") * MIB;
  const least = (bytes: number): number => Math.max(leastBytes, bytes);
  const upkeep = runs * least(month.merge) + (ASKS * runs + DAILY_ASKS * dailyRuns) * leastBytes + curated.compacted;
  const stored = curated.bytes + curated.compacted / days;
  const terabytes = GIB * 1024;
  const line = (
    what: string,
    measured: number,
    unit: Measurement["unit"],
    [service, item, factor]: readonly [Service, string, number],
  ): Measurement => ({
    what: `the bill's ${what}`,
    ...{ measured, floor: said(service, item) * factor, unit },
    bound: { atMost: 1 },
  });
  return [
    line("bytes of questions", (asked - ofFigures) * least(month.question), "bytes", [
      "Athena",
      "data scanned",
      terabytes,
    ]),
    line("bytes of charts", ofFigures * least(month.chart), "bytes", [
      "Athena",
      "figures: data scanned by charts",
      terabytes,
    ]),
    line("bytes of upkeep", upkeep, "bytes", ["Athena", "curated: upkeep", terabytes]),
    line("bytes stored", stored, "bytes", ["S3", "curated: storage", GIB]),
    line("bytes of figures", figures.bytes, "bytes", ["S3", "figures: storage", GIB]),
    line("objects put", curated.puts, "files", ["S3", "curated: PUT", 1]),
    line("objects put of figures", figures.puts, "files", ["S3", "figures: PUT", 1]),
    {
      what: "the bill's transitions",
      measured: month.states,
      floor: said("Step Functions", "curated: transitions") + said("Step Functions", "figures: transitions"),
      unit: "states",
      bound: { atMost: 1 },
    },
  ];
}
