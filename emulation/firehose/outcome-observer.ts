import type { Failure } from "./failed-record";
import type { BufferedRecord } from "./segment";

/** What became of one record. Texts are cut, so that whoever keeps outcomes keeps little. */
export type RecordOutcome = {
  readonly recordId: string;
  /** The delivery stream's name. */
  readonly stream: string;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
} & (
  | {
      readonly kind: "delivered";
      /** How many events its lines hold; 0 when the transform dropped it. */
      readonly events: number;
      /** Lines as the transform made them, those that are told first at the top; the last one may be cut off in the middle. */
      readonly lines: readonly string[];
    }
  | (Omit<Failure, "attempts" | "rawData"> & {
      /** What its failed record keeps, as text: what was put, or the lines that could not be converted. Cut when it is long. */
      readonly raw: string;
    })
);

/** What one segment became. */
export interface Delivery {
  readonly recordsDelivered: number;
  readonly recordsFailed: number;
  readonly eventsDelivered: number;
  /** How many of them hold what is told first. */
  readonly eventsToldFirst: number;
}

export const NOTHING_DELIVERED: Delivery = {
  recordsDelivered: 0,
  recordsFailed: 0,
  eventsDelivered: 0,
  eventsToldFirst: 0,
};

/** What became of one segment's records, told once its objects are in place. */
export interface SegmentOutcomes extends Delivery {
  /** The delivery stream's name. */
  readonly stream: string;
  /** The last records that were delivered, those with lines to be told first, and those that failed, no more than `RECENT_OUTCOMES` of each, in the order in which they came. */
  readonly recent: readonly RecordOutcome[];
}

/** Told after each delivered segment. After a crash a segment may be told twice. */
export type OutcomeObserver = (outcomes: SegmentOutcomes) => void;

/** How many outcomes of a kind are told of a segment: no fewer than arrivals are kept by who listens. */
export const RECENT_OUTCOMES = 200;
/** Most of a record's text that is told, in bytes. */
const TEXT_BYTES = 8 * 1024;

/** How often a text stands in lines. */
export function countOf(text: string, lines: Buffer): number {
  let count = 0;
  for (let at = lines.indexOf(text); at !== -1; at = lines.indexOf(text, at + text.length)) count++;
  return count;
}

/** Keeps the last outcomes of a segment while it is delivered. */
export class RecentOutcomes {
  private readonly delivered: Kept[] = [];
  private readonly foremost: Kept[] = [];
  private readonly failed: Kept[] = [];
  private next = 0;

  /** @param toldFirst stands in lines that matter more than others; undefined: none do */
  constructor(
    private readonly stream: string,
    private readonly toldFirst?: string,
  ) {}

  /** @param lines as the transform made them; empty when it dropped the record */
  addDelivered({ recordId, arrivedAt }: BufferedRecord, lines: Buffer, events: number): void {
    const matters = this.toldFirst !== undefined && lines.includes(this.toldFirst);
    const told = shortText(matters ? first(this.toldFirst, lines) : lines)
      .split("\n")
      .filter((line) => line !== "");
    keep(matters ? this.foremost : this.delivered, {
      order: this.next++,
      outcome: { kind: "delivered", recordId, stream: this.stream, arrivedAt, events, lines: told },
    });
  }

  addFailed({ recordId, arrivedAt }: BufferedRecord, failure: Failure): void {
    const { stage, errorCode, errorMessage, reason, rawData } = failure;
    const raw = shortText(Buffer.from(rawData.slice(0, TEXT_BYTES * 2), "base64"));
    keep(this.failed, {
      order: this.next++,
      outcome: {
        kind: "failed",
        recordId,
        stream: this.stream,
        arrivedAt,
        stage,
        errorCode,
        errorMessage,
        ...(reason !== undefined && { reason }),
        raw,
      },
    });
  }

  /** In the order in which the records came. */
  list(): readonly RecordOutcome[] {
    return [...this.delivered, ...this.foremost, ...this.failed]
      .sort((one, other) => one.order - other.order)
      .map(({ outcome }) => outcome);
  }
}

interface Kept {
  readonly order: number;
  readonly outcome: RecordOutcome;
}

function keep(kept: Kept[], one: Kept): void {
  kept.push(one);
  if (kept.length > RECENT_OUTCOMES) kept.shift();
}

/** A batch may have its one bad event at its end. */
function first(part: string, lines: Buffer): Buffer {
  const all = lines.toString("utf8").split("\n");
  const before = (line: string): number => (line.includes(part) ? 0 : 1);
  return Buffer.from(all.sort((one, other) => before(one) - before(other)).join("\n"));
}

const shortText = (bytes: Buffer): string => bytes.toString("utf8", 0, TEXT_BYTES);
