import { readFile, rm } from "node:fs/promises";
import { writeDurably } from "../../emulation/files/files";

/** The time of a run, which can be moved ahead of the machine's; it stays so over restarts. */
export class Clock {
  private constructor(
    private readonly file: string,
    /** In milliseconds. */
    private ahead: number,
  ) {}

  static async open(file: string): Promise<Clock> {
    return new Clock(file, Number(await readFile(file, "utf8").catch(() => "0")));
  }

  readonly now = (): Date => new Date(Date.now() + this.ahead);
  /** The time, when it is another than the machine's. */
  readonly moved = (): Date | undefined => (this.ahead === 0 ? undefined : this.now());

  /** @throws Error when the moment has passed */
  async moveTo(moment: Date): Promise<void> {
    const ahead = moment.getTime() - Date.now();
    if (ahead < this.ahead - 1000)
      throw new Error(`the clock stands at ${this.now().toISOString()} and can't be moved back`);
    await writeDurably(this.file, String(ahead));
    this.ahead = ahead;
  }

  /** Tells the machine's time again. */
  async clear(): Promise<void> {
    this.ahead = 0;
    await rm(this.file, { force: true });
  }
}
