import { setTimeout as sleep } from "node:timers/promises";
import type { EventDeclaration } from "../../declaration/event";
import { ERRORS_ROOT } from "../../declaration/layout";
import type { Stop } from "../shared/interrupt";
import type { Progress } from "../shared/progress";
import { batchesOf } from "../../basics/batches";
import { BATCH_LIMIT_BYTES, BATCH_LIMIT_RECORDS, type FailureType } from "../../basics/firehose";
import { errorKey, type FailedRecord, failedRecords, isReadable, type Unreadable } from "../stored/failed-records";
import { hourOf } from "../stored/lines";
import { textOf } from "../stored/object-text";
import type { StoredObject, Target } from "../pipelines/target";
import { Evidence } from "./evidence";
import { isAtWork, Memory, type Pending } from "./memory";
import { piecesOf } from "./pieces";
import { type Plan, planOf } from "./plan";
import type { Judge } from "./present-transform";
import { Report } from "./report";
import { putAll, SENDING_SECONDS } from "./send";

/** Which failed records, and what to do with them. */
export interface ReplayOptions {
  readonly eventTypes: readonly EventDeclaration[];
  /** Arrival, both ends included. @default all times */
  readonly since?: Date;
  readonly until?: Date;
  /** Names an event type. @default all */
  readonly event?: string;
  /** @default both */
  readonly type?: FailureType;
  /** Send what passes; otherwise only say so. */
  readonly send: boolean;
  /** Before what a stream refused is sent again, the first time, in milliseconds. @default 200 */
  readonly firstWaitMilliseconds?: number;
  readonly progress: Progress;
  readonly interrupt: Stop;
}

/** An object may hold records that arrived this long after the start of its hour, in milliseconds: an hour and the longest buffering. */
const OBJECT_SPAN_MILLISECONDS = 3_600_000 + 900_000;

type Sendable = Extract<Plan, { kind: "send" }> & { readonly record: FailedRecord };

/** Goes through the failed records, object by object. */
export class Replay {
  private readonly memory: Memory;
  private readonly report = new Report();
  private readonly started = new Date();

  constructor(
    private readonly target: Target,
    private readonly transform: Judge,
    private readonly options: ReplayOptions,
  ) {
    this.memory = new Memory(target);
  }

  /** @returns what was found and done @throws Error when it can't be known what a stream took; the next run finds out */
  async run(): Promise<Report> {
    const pending = await this.memory.pending();
    if (this.options.send && pending.length > 0) await this.findOut(pending);
    const unsure = new Map(
      this.options.send ? [] : pending.map(({ key, records }) => [key, new Set(records.map(({ id }) => id))]),
    );
    const prefix = this.options.event === undefined ? ERRORS_ROOT : `${ERRORS_ROOT}${this.options.event}/`;
    for await (const object of this.target.list(this.target.eventBucket, prefix)) {
      if (!this.isWanted(object)) continue;
      this.options.progress.say(
        `Looking at ${object.key}: ${this.report.objects} objects so far, ${this.report.count("sent")} records sent`,
      );
      await this.replayObject(object.key, unsure.get(object.key) ?? new Set());
    }
    this.options.progress.done();
    return this.report;
  }

  /** Runs that were stopped between an intent and its outcome: what arrived is remembered, the rest is sent as if never tried. */
  private async findOut(pending: readonly Pending[]): Promise<void> {
    const working = pending.find(isAtWork);
    if (working !== undefined)
      throw new Error(
        `another replay, process ${working.by.pid}, is sending records of ${working.key}; wait for its end`,
      );
    await this.waitForDelivery(pending);
    const still = new Set((await this.memory.pending()).map(({ key, since }) => `${since.getTime()} ${key}`));
    const left = pending.filter(({ key, since }) => still.has(`${since.getTime()} ${key}`));
    for (const event of this.options.eventTypes) {
      const own = left.filter((each) => each.event === event.name);
      if (own.length === 0) continue;
      const evidence = await Evidence.gather(
        this.target,
        event,
        new Date(Math.min(...own.map(({ since }) => since.getTime()))),
      );
      for (const { key, records } of own) {
        const sent = await this.memory.sentOf(key);
        await this.memory.remember(
          key,
          records.filter((record) => !sent.has(record.id) && evidence.has(record)).map(({ id }) => id),
        );
        await this.memory.settle(key);
      }
    }
  }

  private async waitForDelivery(pending: readonly Pending[]): Promise<void> {
    if (await this.target.deliverNow()) return;
    const end =
      Math.max(...pending.map(({ since }) => since.getTime())) + (SENDING_SECONDS + this.target.deliverySeconds) * 1000;
    for (let left = end - Date.now(); left > 0; left = end - Date.now()) {
      if (this.options.interrupt.isAsked)
        throw new Error("stopped while waiting for the delivery of what an earlier run sent; nothing was sent");
      this.options.progress.say(
        `An earlier replay was stopped while it sent: waiting ${Math.ceil(left / 1000)} s until what it sent must have arrived`,
      );
      await sleep(Math.min(left, 1000));
    }
  }

  /** What is written while this runs, as records that were sent and failed again, is left to the next run. */
  private isWanted({ key, modified }: StoredObject): boolean {
    const { since, until, type } = this.options;
    const hour = hourOf(key)?.getTime();
    if (modified > this.started || errorKey(key) === undefined) return false;
    if (type !== undefined && errorKey(key)?.type !== type) return false;
    return (
      hour === undefined ||
      ((until === undefined || hour <= until.getTime()) &&
        (since === undefined || hour + OBJECT_SPAN_MILLISECONDS >= since.getTime()))
    );
  }

  private async replayObject(key: string, unsure: ReadonlySet<string>): Promise<void> {
    const bytes = await this.target.read(this.target.eventBucket, { key });
    if (bytes === undefined) return;
    this.report.objects++;
    const { event: name = "", type = "" } = errorKey(key) ?? {};
    const event = this.options.eventTypes.find((each) => each.name === name);
    const sent = await this.memory.sentOf(key);
    const open: FailedRecord[] = [];
    const records = [...failedRecords(key, textOf(bytes))].flatMap(
      ({ record }): readonly (FailedRecord | Unreadable)[] =>
        isReadable(record) && !sent.has(record.id) ? piecesOf(record) : [record],
    );
    for (const record of records) {
      const entry = { event: name, type, reason: isReadable(record) ? record.reason : "" };
      if (!isReadable(record)) this.report.add({ ...entry, outcome: "unreadable", why: `${record.why}, in ${key}` });
      else if (!this.isInTime(record)) continue;
      else if (sent.has(record.id)) this.report.add({ ...entry, outcome: "sent before" });
      else if (unsure.has(record.id))
        this.report.add({
          ...entry,
          outcome: "not known",
          why: "a replay was stopped while it sent; --send finds out",
        });
      else if (event === undefined)
        this.report.add({ ...entry, outcome: "still fails", why: `there is no event type "${name}"` });
      else open.push(record);
    }
    if (event !== undefined && open.length > 0) await this.sendOpen(key, event, open);
  }

  private isInTime({ arrivedAt }: FailedRecord): boolean {
    const { since, until } = this.options;
    return (
      arrivedAt === undefined ||
      ((since === undefined || arrivedAt >= since) && (until === undefined || arrivedAt <= until))
    );
  }

  private async sendOpen(key: string, event: EventDeclaration, open: readonly FailedRecord[]): Promise<void> {
    const plans = await planOf(event, this.target.streamOf(event), open, this.transform);
    const sendable: Sendable[] = [];
    for (const [index, record] of open.entries()) {
      const plan = plans[index];
      if (plan?.kind === "send") sendable.push({ ...plan, record });
      else if (plan !== undefined)
        this.report.add({
          ...this.entry(event, record),
          outcome: plan.kind === "fails" ? "still fails" : plan.kind,
          why: plan.why,
        });
    }
    for (const batch of batchesOf(sendable, ({ bytes }) => bytes.length, BATCH_LIMIT_BYTES, BATCH_LIMIT_RECORDS)) {
      if (!this.options.send) this.tally(event, batch, () => ({ outcome: "would be sent" }));
      else if (this.options.interrupt.isAsked)
        this.tally(event, batch, () => ({ outcome: "left for later", why: "interrupted" }));
      else await this.sendBatch(key, event, batch);
    }
  }

  /** Said before, done, said after: whenever this process ends, the next one can find out what was taken. */
  private async sendBatch(key: string, event: EventDeclaration, planned: readonly Sendable[]): Promise<void> {
    await this.memory.intend({ key, event: event.name, records: planned.map(({ intended }) => intended) });
    const sent = await this.memory.sentOf(key); // another replay may have been quicker; from here on, none is
    const batch = planned.filter(({ record }) => !sent.has(record.id));
    for (const { record } of planned)
      if (sent.has(record.id)) this.report.add({ ...this.entry(event, record), outcome: "sent before" });
    const refusals = await putAll(
      this.target,
      this.target.streamOf(event),
      batch.map(({ bytes }) => bytes),
      this.options.firstWaitMilliseconds,
    );
    await this.memory.remember(
      key,
      batch.filter((_, index) => refusals[index] === undefined).map(({ record }) => record.id),
    );
    await this.memory.settle(key);
    this.tally(event, batch, (index) => {
      const why = refusals[index];
      return why === undefined ? { outcome: "sent" } : { outcome: "refused", why: `Firehose: ${why}` };
    });
  }

  private tally(
    event: EventDeclaration,
    batch: readonly Sendable[],
    outcomeOf: (index: number) => {
      readonly outcome: "sent" | "would be sent" | "refused" | "left for later";
      readonly why?: string;
    },
  ): void {
    batch.forEach(({ record, events }, index) =>
      this.report.add({ ...this.entry(event, record), ...outcomeOf(index), events }),
    );
  }

  private entry(event: EventDeclaration, { type, reason }: FailedRecord) {
    return { event: event.name, type, reason };
  }
}
