import { REPLAY_ROOT } from "../../declaration/layout";
import { hashOf } from "../replay/memory";
import type { Target } from "../pipelines/target";
import type { FolderReport } from "./erase-run";

/** How far a folder is. */
export interface Place {
  readonly report: FolderReport;
  /** The last key behind which nothing was looked at yet; undefined at the beginning. */
  readonly after?: string | undefined;
  readonly done: boolean;
}

/** The least time between two notes, in milliseconds: more would be requests for nothing, less repeats work. */
const NOTE_EVERY_MILLISECONDS = 3_000;

/**
 * How far an erasure is, noted in the bucket, so that another run, on another machine too, goes on from there. It holds keys and counts, no
 * value of anybody. What is left of an erasure that nobody ends expires with what replays remember.
 */
export class Checkpoint {
  private noted = 0;
  private writing: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly target: Target,
    private readonly key: string,
    private readonly places: Map<string, Place>,
    /** When the erasure began that this one goes on with; undefined when this is the first run. */
    readonly since: Date | undefined,
    private readonly began: string,
    private readonly everyMilliseconds: number,
  ) {}

  /** @param what tells one erasure from another: the same words are the same erasure */
  static async open(
    target: Target,
    what: readonly string[],
    everyMilliseconds = NOTE_EVERY_MILLISECONDS,
  ): Promise<Checkpoint> {
    const key = `${REPLAY_ROOT}erase/${hashOf(JSON.stringify(what))}.json`;
    const bytes = await target.read(target.eventBucket, { key });
    const noted =
      bytes && (JSON.parse(bytes.toString("utf8")) as { readonly began: string; readonly places: Record<string, Place> });
    return new Checkpoint(
      target,
      key,
      new Map(Object.entries(noted?.places ?? {})),
      noted && new Date(noted.began),
      noted?.began ?? new Date().toISOString(),
      everyMilliseconds,
    );
  }

  placeOf(bucket: string, prefix: string): Place | undefined {
    return this.places.get(`${bucket}/${prefix}`);
  }

  /** Notes a place, unless one was noted a moment ago. */
  note(bucket: string, prefix: string, place: Place): void {
    this.places.set(`${bucket}/${prefix}`, place);
    if (Date.now() - this.noted < this.everyMilliseconds) return;
    this.noted = Date.now();
    this.writing = this.writing.then(() => this.write());
    this.writing.catch(() => undefined); // `keep` and `end` throw it
  }

  /** Notes the last place: the work ends before its end. */
  async keep(): Promise<void> {
    await this.writing;
    await this.write();
  }

  /** Everything was looked at. */
  async end(): Promise<void> {
    await this.writing;
    await this.target.remove(this.target.eventBucket, { key: this.key });
  }

  private async write(): Promise<void> {
    const { began, places } = this;
    await this.target.write(this.target.eventBucket, this.key, JSON.stringify({ began, places: Object.fromEntries(places) }));
  }
}
