import { QueryError, WAY_OUT } from "./errors";
import type { QueryLimits } from "./limits";
import { QueryProcess } from "./query-process";

/** How often memory and patience are looked at while queries run, in milliseconds. */
const WATCH_MILLISECONDS = 50;
/** A query that runs so long gives way to quicker ones, in milliseconds, and the next one finds a process ready. */
const SLOW_MILLISECONDS = 500;
/** The one that was used last, and one that was made ready beside slow ones. */
const MOST_IDLE = 2;
/** The system's bound is on what is set aside, too, which is more than what is used. */
const SYSTEM_FACTOR = 2;
const KIBIBYTES = 1024;
const BYTES = KIBIBYTES * KIBIBYTES;

interface Running {
  readonly process: QueryProcess;
  /** When it began, once its process was there. */
  since: number;
}

/** What a query was ended with because its caller is gone. */
export const hungUp = (): QueryError => new QueryError("The query was ended because its caller hung up");

/**
 * The processes in which queries run, side by side. One that goes beyond its bounds, or whose caller is gone, ends with its
 * process; while all are busy and others wait, the one that has run longest makes room.
 */
export class QueryProcesses {
  private readonly running = new Set<Running>();
  private readonly idle: QueryProcess[] = [];
  private readonly waiting: (() => void)[] = [];
  /** Places that are taken, of those that run or are about to. */
  private taken = 0;
  private watch: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly limits: QueryLimits) {}

  /** Makes a process ready, so that the first query finds it. */
  prepare(): void {
    if (!this.closed && this.idle.length === 0) this.idle.push(this.start());
  }

  /**
   * Does a query's work in a process that nobody else uses meanwhile.
   * @param work must leave the process as it was
   * @param signal the caller's: aborted when nobody waits for the answer any more
   * @throws QueryError saying why the query was ended; what the work throws
   */
  async run<T>(work: (process: QueryProcess) => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.turn(signal);
    const process = this.take();
    const running: Running = { process, since: Date.now() };
    const abandon = (): void => process.end(hungUp());
    signal?.addEventListener("abort", abandon);
    if (this.running.size === 0) this.watch = setInterval(() => void this.look(), WATCH_MILLISECONDS).unref();
    this.running.add(running);
    try {
      await process.started();
      running.since = Date.now();
      const answer = await work(process);
      await this.giveBack(process);
      return answer;
    } catch (error) {
      process.end(error as Error); // who knows what it does yet
      throw error;
    } finally {
      signal?.removeEventListener("abort", abandon);
      this.running.delete(running);
      if (this.running.size === 0) clearInterval(this.watch);
      if (this.idle.length === 0) this.prepare();
      this.taken--;
      this.waiting.shift()?.();
    }
  }

  /** Ends all queries, those that wait too, at once. */
  close(): void {
    this.closed = true;
    for (const { process } of this.running)
      process.end(new QueryError("The query was ended because the local run stops"));
    for (const process of this.idle.splice(0)) process.end(new Error("closed"));
    for (const go of this.waiting.splice(0)) go();
  }

  /** Waits for one of the places, and takes it. */
  private async turn(signal?: AbortSignal): Promise<void> {
    const { sideBySide, waiting } = this.limits;
    while (this.taken >= sideBySide && !this.closed && !signal?.aborted) {
      if (this.waiting.length >= waiting)
        throw new QueryError(`${waiting} queries wait already, as many as may; try again later`);
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        signal?.addEventListener("abort", () => {
          if (this.waiting.includes(resolve)) this.waiting.splice(this.waiting.indexOf(resolve), 1);
          resolve();
        });
      });
    }
    if (this.closed) throw new QueryError("The local run stops; it takes no more queries");
    if (signal?.aborted) throw hungUp();
    this.taken++;
  }

  private take(): QueryProcess {
    for (let process = this.idle.pop(); process !== undefined; process = this.idle.pop())
      if (process.alive) return process;
    return this.start();
  }

  private start(): QueryProcess {
    return new QueryProcess(this.limits.processMebibytes * KIBIBYTES * SYSTEM_FACTOR);
  }

  /** It is kept for the next query, unless it holds on to memory or has given way. */
  private async giveBack(process: QueryProcess): Promise<void> {
    const fat = (await process.memory()) > (this.limits.processMebibytes * BYTES) / 2;
    if (fat || !process.fresh || this.closed || this.idle.length >= MOST_IDLE) process.end(new Error("not needed"));
    else this.idle.push(process);
  }

  private async look(): Promise<void> {
    const { processMebibytes, seconds, secondsWhenOthersWait } = this.limits;
    for (const { process, since } of this.running) {
      const ran = Date.now() - since;
      if (ran > SLOW_MILLISECONDS) {
        this.prepare();
        process.giveWay();
      }
      if (ran > seconds * 1000) process.end(ended(`ran longer than ${seconds} s`));
      const [longest] = this.running; // in the order in which they began
      if (longest?.process === process && this.waiting.length > 0 && ran > secondsWhenOthersWait * 1000)
        process.end(ended(`ran longer than ${secondsWhenOthersWait} s while others waited`));
      if ((await process.memory()) > processMebibytes * BYTES)
        process.end(ended(`took more than ${processMebibytes} MiB of memory`));
    }
  }
}

const ended = (why: string): QueryError => new QueryError(`The query ${why} and was ended; ${WAY_OUT}`);
