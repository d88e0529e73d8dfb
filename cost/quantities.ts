import { LEAST_SOURCE_BACKUP_SECONDS } from "../basics/freshness";
import { assumed, GIB, KIB, MIB, MONTH_SECONDS } from "./assumptions";
import { lakeQuantitiesOf, type LakeQuantities } from "./lake-quantities";
import { figure } from "./line";
import { bufferBytes, type CostSettings, type StreamSettings } from "./settings";

/** What happens on a delivery stream within a month. */
export interface StreamQuantities {
  readonly settings: StreamSettings;
  readonly events: number;
  /** Requests to API Gateway; each is one record of the stream. */
  readonly requests: number;
  /** Bytes as Firehose bills them: each record rounded up. */
  readonly billedBytes: number;
  /** Objects that Firehose writes. */
  readonly objects: number;
  /** Objects of raw records, where they are kept. */
  readonly rawObjects: number;
  /** Calls of the transform. */
  readonly invocations: number;
  /** Billed milliseconds of one such call. */
  readonly invocationMilliseconds: number;
  /** Bytes that a month adds to the bucket. */
  readonly storedBytes: number;
}

/** What happens within a month: every quantity that more than one line needs. */
export interface Quantities {
  readonly streams: readonly StreamQuantities[];
  readonly requests: number;
  readonly billedGb: number;
  readonly objects: number;
  readonly invocations: number;
  /** GB of events that a month adds to the bucket. */
  readonly storedGb: number;
  /** GB of raw records that it adds, where they are kept. */
  readonly rawGb: number;
  /** Objects that are written, those of raw records as well. */
  readonly puts: number;
  /** Queries that read events, and charts that read hourly figures instead. */
  readonly queries: number;
  readonly charts: number;
  /** MiB that a query is billed, with the minimum. */
  readonly queryMib: number;
  /** Days of events that a query reads: of its days those that are kept. */
  readonly queryDays: number;
  /** The part of all streams' objects that a query looks at. */
  readonly queryShare: number;
  /** Days that events are kept, as reckoned. */
  readonly keptDays: number;
  /** Of curated tables; undefined without. */
  readonly lake: LakeQuantities | undefined;
}

/** Works out a month. The events are spread over the streams evenly, the first ones taking what is left over. */
export function quantitiesOf(settings: CostSettings): Quantities {
  const { streams: each, eventsPerMonth, queriesPerDay, retentionDays } = settings;
  const streams = each.map((stream, index) =>
    streamQuantities(
      settings,
      stream,
      Math.floor(eventsPerMonth / each.length) + (index < eventsPerMonth % each.length ? 1 : 0),
    ),
  );
  const sum = (of: (stream: StreamQuantities) => number): number =>
    streams.reduce((total, stream) => total + of(stream), 0);
  const keptDays = retentionDays ?? assumed("keptForGoodDays");
  const queryDays = Math.min(settings.daysPerQuery, keptDays);
  const queryShare = Math.min(1, assumed("tablesPerQuery") / each.length);
  const raw = streams.filter((stream) => stream.settings.sourceBackup);
  const wholeMonth = sum(
    ({ storedBytes, settings: { format } }) =>
      storedBytes * (format === "parquet" ? assumed("scannedShareParquet") : 1),
  );
  const scanned = wholeMonth * (queryDays / assumed("monthDays")) * queryShare;
  const objects = sum((stream) => stream.objects);
  const charts = settings.lake?.rollups === true ? queriesPerDay * assumed("monthDays") * settings.chartShare : 0;
  const lake = lakeQuantitiesOf(settings, { scannedGb: wholeMonth / GIB, objects, queryShare, queryDays });
  return {
    streams,
    requests: sum(({ requests }) => requests),
    billedGb: sum(({ billedBytes }) => billedBytes) / GIB,
    objects,
    invocations: sum(({ invocations }) => invocations),
    storedGb: sum(({ storedBytes }) => storedBytes) / GIB,
    rawGb:
      raw.reduce((total, { events }) => total + events * settings.bytesPerEvent * assumed("storedShareJson"), 0) / GIB,
    puts: objects + raw.reduce((total, { rawObjects }) => total + rawObjects, 0),
    queries: queriesPerDay * assumed("monthDays") - charts,
    charts,
    queryMib: lake?.question.mib.value ?? Math.max(assumed("athenaLeastMib"), Math.ceil(scanned / MIB)),
    queryDays,
    queryShare,
    keptDays,
    lake,
  };
}

function streamQuantities(settings: CostSettings, stream: StreamSettings, events: number): StreamQuantities {
  const { bytesPerEvent, eventsPerRequest } = settings;
  const requests = Math.ceil(events / eventsPerRequest);
  const last = events - (requests - 1) * eventsPerRequest; // the last request may hold fewer
  const bytes = events * bytesPerEvent;
  const batch = stream.transformBatchMib;
  const invocations = batch === undefined ? 0 : flushes(requests, bytes, stream.transformIntervalSeconds, batch * MIB);
  return {
    settings: stream,
    events,
    requests,
    billedBytes:
      requests === 0
        ? 0
        : (requests - 1) * roundedRecord(eventsPerRequest * bytesPerEvent) + roundedRecord(last * bytesPerEvent),
    objects: flushes(requests, bytes, stream.bufferingIntervalSeconds, bufferBytes(stream)),
    rawObjects: stream.sourceBackup ? flushes(requests, bytes, rawSeconds(stream), bufferBytes(stream)) : 0,
    invocations,
    invocationMilliseconds:
      invocations === 0
        ? 0
        : milliseconds(assumed("invocationMilliseconds"), events / invocations, settings.transformMemoryMib),
    storedBytes: storedBytesPerEvent(settings, stream) * events,
  };
}

/** A record as Firehose bills it, in bytes. */
export function roundedRecord(bytes: number): number {
  const step = assumed("recordStepBytes");
  return Math.ceil(bytes / step) * step;
}

/** Seconds until an object of raw records is written: Firehose has no shorter buffer for them. */
export const rawSeconds = ({ bufferingIntervalSeconds }: StreamSettings): number =>
  Math.max(bufferingIntervalSeconds, LEAST_SOURCE_BACKUP_SECONDS);

/** How often a buffer is emptied in a month: by time or by size, whichever comes first; never more often than something arrives. */
function flushes(records: number, bytes: number, intervalSeconds: number, sizeBytes: number): number {
  const byTime = intervalSeconds === 0 ? records : MONTH_SECONDS / intervalSeconds;
  return Math.min(records, Math.ceil(Math.max(byTime, bytes / sizeBytes)));
}

/** How often that is, in words and numbers. */
export function flushFormula(
  { events, requests }: StreamQuantities,
  bytesPerEvent: number,
  intervalSeconds: number,
  sizeMib: number,
): string {
  const byTime = intervalSeconds === 0 ? "one for each record" : `${figure(MONTH_SECONDS)} s / ${intervalSeconds} s`;
  return `⌈the more of ${byTime} and ${figure(events * bytesPerEvent)} bytes / ${sizeMib} MiB⌉, at most ${figure(requests)} records`;
}

/** Billed milliseconds of a call that takes so long besides its events. Lambda rounds up to the millisecond: https://aws.amazon.com/lambda/pricing/ */
export function milliseconds(fixed: number, events: number, memoryMib: number): number {
  const slower = Math.max(1, assumed("fullCoreMemoryMib") / memoryMib);
  return Math.ceil(fixed + (events * assumed("nanosecondsPerEvent") * slower) / 1e6);
}

/** GB-seconds of calls. */
export const gbSeconds = (calls: number, callMilliseconds: number, memoryMib: number): number =>
  ((calls * callMilliseconds) / 1000) * (memoryMib / KIB);

/** Bytes of an event in the bucket. */
export function storedBytesPerEvent(
  { storedBytesPerEvent: stated, bytesPerEvent }: CostSettings,
  { format }: StreamSettings,
): number {
  return stated ?? bytesPerEvent * assumed(format === "parquet" ? "storedShareParquet" : "storedShareJson");
}

/** Traces that X-Ray's default rule records of calls that are spread evenly. */
export function traces(calls: number): number {
  const always = Math.min(calls, assumed("tracesPerSecond") * MONTH_SECONDS);
  return always + (calls - always) * assumed("tracedShare");
}
