import type { StorageFormat } from "../../basics/choices";
import { FRESHNESS, type Freshness, WAITS } from "../../basics/freshness";
import { RECORD_LIMIT_BYTES } from "../../basics/firehose";
import { MAX_BATCH_EVENTS } from "../../declaration/layout";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type CostSettings, DEFAULT_LAKE, DEFAULT_SETTINGS, LEAST_PARQUET_MIB, withFormat } from "../../cost/settings";
import { number, wholeNumber as whole } from "../shared/numbers";

/** Options that are a setting by themselves, as they were given. */
export interface SettingOptions extends Partial<Omit<CostSettings, "streams" | "lake">> {
  readonly lake?: boolean;
  readonly rollups?: boolean;
  readonly format?: StorageFormat;
  readonly streams?: number;
  readonly freshness?: Freshness;
  readonly transformIntervalSeconds?: number;
  readonly bufferingIntervalSeconds?: number;
  readonly bufferingSizeMib?: number;
  readonly lambdaMemoryMib?: number;
}

/** Where a setting comes from. */
export type Origin = "option" | "stacks" | "default";

/** Settings, and where each comes from. */
export interface Resolved {
  readonly settings: CostSettings;
  readonly origins: Readonly<Record<keyof CostSettings, Origin>>;
}

/** Largest number of events: beyond it sums of bytes lose their last digits. */
const MOST_EVENTS = 1_000_000_000_000;
const LONGEST_DAYS = 36_500;
const GOOD = "forever";

/** Adds the options, each with its unit, its range and what holds without it. */
export function withSettings(command: Command): Command {
  const { streams, ...defaults } = DEFAULT_SETTINGS;
  const [{ format, transformIntervalSeconds, bufferingIntervalSeconds, bufferingSizeMib }] = streams as readonly [
    CostSettings["streams"][number],
  ];
  return command
    .option("--events-per-month <count>", `events (default: ${defaults.eventsPerMonth})`, whole(0, MOST_EVENTS))
    .option(
      "--bytes-per-event <bytes>",
      `what a client sends of each (default: ${defaults.bytesPerEvent})`,
      whole(1, RECORD_LIMIT_BYTES),
    )
    .option(
      "--events-per-request <count>",
      `1 without batches, ${MAX_BATCH_EVENTS} at most (default: ${defaults.eventsPerRequest})`,
      whole(1, MAX_BATCH_EVENTS),
    )
    .addOption(
      new Option("--mode <mode>", `what stands behind the API (default: "${defaults.mode}")`).choices([
        "firehose",
        "lambda",
      ]),
    )
    .addOption(
      new Option("--format <format>", `how events are stored (default: "${format}")`).choices(["json", "parquet"]),
    )
    .option(
      "--retention-days <days>",
      `how long events are kept; "${GOOD}" is reckoned as a year (default: ${defaults.retentionDays})`,
      daysOrForever,
    )
    .option("--replication", "with a copy in another region")
    .option("--no-replication", "without one (default)")
    .option("--lake", "with curated tables, which queries read")
    .option("--no-lake", "without them (default)")
    .option("--rollups", "with curated tables and hourly figures, which charts read")
    .option("--queries-per-day <count>", `queries in Athena (default: ${defaults.queriesPerDay})`, whole(0, 10_000_000))
    .option(
      "--chart-share <share>",
      `the part of these that charts ask which hourly figures answer, 0 to 1, where these are kept (default: ${defaults.chartShare})`,
      number(0, 1),
    )
    .option(
      "--days-per-query <days>",
      `days of events that a query reads, its hours are listed whether anything is kept of them or not (default: ${defaults.daysPerQuery}, as the charts; with stacks as their saved queries)`,
      whole(1, LONGEST_DAYS),
    )
    .option("--waf", "with a firewall")
    .option("--no-waf", "without one (default)")
    .option("--alarms <count>", `metrics that alarms watch (default: ${defaults.alarms})`, whole(0, 100_000))
    .option(
      "--streams <count>",
      "delivery streams, one for each event type; the events are spread over them evenly (default: 1)",
      whole(1, 1000),
    )
    .addOption(
      new Option("--freshness <word>", 'both waits of an event: "seconds" 1 and 5, "minutes" 60 and 300').choices(
        FRESHNESS,
      ),
    )
    .option(
      "--transform-interval-seconds <seconds>",
      `when Firehose calls the transform, by time (default: ${transformIntervalSeconds})`,
      whole(0, 900),
    )
    .option(
      "--buffering-interval-seconds <seconds>",
      `when Firehose then writes an object, by time (default: ${bufferingIntervalSeconds})`,
      whole(0, 900),
    )
    .option(
      "--buffering-size-mib <MiB>",
      `and by size (default: ${bufferingSizeMib}; with Parquet ${LEAST_PARQUET_MIB})`,
      whole(1, 128),
    )
    .option(
      "--stored-bytes-per-event <bytes>",
      "what an event takes in the bucket, compressed (default: a measured share of the bytes sent, see --explain)",
      number(0, RECORD_LIMIT_BYTES),
    )
    .option(
      "--infrequent-access-days <days>",
      "days until events move to infrequent access (default: never)",
      whole(30, LONGEST_DAYS),
    )
    .option(
      "--noncurrent-days <days>",
      `days that an expired object stays as an earlier version (default: ${defaults.noncurrentDays})`,
      whole(0, LONGEST_DAYS),
    )
    .option(
      "--lambda-memory-mib <MiB>",
      `memory of the functions (default: ${defaults.transformMemoryMib})`,
      whole(128, 10_240),
    )
    .option(
      "--log-retention-days <days>",
      `how long log lines are kept; "${GOOD}" is reckoned as a year (default: ${defaults.logRetentionDays})`,
      daysOrForever,
    )
    .option("--dashboards <count>", `dashboards in CloudWatch (default: ${defaults.dashboards})`, whole(0, 10_000))
    .option(
      "--custom-metrics <count>",
      `metrics that are billed while there is traffic (default: ${defaults.customMetrics})`,
      whole(0, 1_000_000),
    )
    .option(
      "--probes <count>",
      `freshness probes, each a function that waits for an answer each hour (default: ${defaults.probes})`,
      whole(0, 1_000),
    )
    .option("--kms-keys <count>", `keys (default: ${defaults.kmsKeys}, one more with a copy)`, whole(0, 10_000))
    .option("--tracing", "with X-Ray")
    .option("--no-tracing", "without it (default)")
    .option("--quicksight-authors <count>", "people who make dashboards (default: 0)", whole(0, 1_000_000))
    .option("--quicksight-readers <count>", "people who look at them (default: 0)", whole(0, 10_000_000))
    .option("--quicksight-spice-gb <GB>", "QuickSight's memory (default: 0)", number(0, 1_000_000));
}

/** What was given counts most, then what the stacks say, then the defaults. @throws Error naming an option that doesn't go with another */
export function resolveSettings(options: SettingOptions, stacks: Partial<CostSettings> = {}): Resolved {
  const { format, streams, freshness, transformIntervalSeconds, bufferingIntervalSeconds, ...others } = options;
  const { bufferingSizeMib, lambdaMemoryMib, lake, rollups, ...plain } = others;
  const lakeBefore = { ...DEFAULT_LAKE, ...stacks.lake, ...(rollups && { rollups }) };
  const isParquet =
    format === undefined ? (stacks.streams ?? []).some((stream) => stream.format === "parquet") : format === "parquet";
  if (isParquet && bufferingSizeMib !== undefined && bufferingSizeMib < LEAST_PARQUET_MIB) {
    throw new Error(
      `--buffering-size-mib must be ${LEAST_PARQUET_MIB} to 128 with Parquet, got ${bufferingSizeMib}; store JSON with --format json, or leave it out`,
    );
  }
  const known = Object.keys(DEFAULT_SETTINGS) as (keyof CostSettings)[];
  const given = Object.fromEntries(
    Object.entries(plain).filter(([name, value]) => value !== undefined && known.includes(name as keyof CostSettings)),
  ) as Partial<CostSettings>;
  const before = { ...DEFAULT_SETTINGS, ...stacks };
  const changed = before.streams.map((stream) => ({
    ...stream,
    ...(freshness && WAITS[freshness]),
    ...(transformIntervalSeconds !== undefined && { transformIntervalSeconds }),
    ...(bufferingIntervalSeconds !== undefined && { bufferingIntervalSeconds }),
    ...(bufferingSizeMib !== undefined && { bufferingSizeMib }),
  }));
  const formatted = format === undefined ? changed : changed.map((stream) => withFormat(stream, format));
  const memory =
    lambdaMemoryMib === undefined ? {} : { transformMemoryMib: lambdaMemoryMib, ingestMemoryMib: lambdaMemoryMib };
  const settings: CostSettings = {
    ...before,
    ...given,
    ...memory,
    lake: (lake ?? rollups ?? before.lake !== undefined) ? lakeBefore : undefined,
    streams: streams === undefined ? formatted : repeat(formatted, streams),
  };
  const another = given.kmsKeys === undefined ? Number(settings.replication) - Number(before.replication) : 0; // a copy has a key of its own
  const fromOptions = new Set<string>([
    ...Object.keys(given),
    ...Object.keys(memory),
    ...(lake === undefined && rollups === undefined ? [] : ["lake"]),
    ...([format, streams, freshness, transformIntervalSeconds, bufferingIntervalSeconds, bufferingSizeMib].some(
      (value) => value !== undefined,
    )
      ? ["streams"]
      : []),
  ]);
  const origin = (name: keyof CostSettings): Origin =>
    fromOptions.has(name) ? "option" : stacks[name] !== undefined ? "stacks" : "default";
  return {
    settings: { ...settings, kmsKeys: Math.max(0, settings.kmsKeys + another) },
    origins: Object.fromEntries(known.map((name) => [name, origin(name)])) as Record<keyof CostSettings, Origin>,
  };
}

/** So many streams, like those that there are, in turns. */
function repeat<T>(list: readonly T[], count: number): readonly T[] {
  return Array.from({ length: count }, (_, index) => list[index % list.length]).filter(
    (each): each is T => each !== undefined,
  );
}

function daysOrForever(text: string): number | null {
  if (text === GOOD) return null;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > LONGEST_DAYS)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${LONGEST_DAYS}, or "${GOOD}".`);
  return value;
}
