import { rm, stat } from "node:fs/promises";
import { type Disk, DISK } from "../../emulation/files/disk";
import { Turns } from "../../emulation/files/turns";

/** A count that outlives its process: a file with one byte for each, so that its size is the count whenever the process dies. */
export class Counter {
  private readonly turns = new Turns();

  private constructor(
    private readonly file: string,
    private count: number,
    private readonly disk: Disk,
  ) {}

  /** Goes on with the count that the file has; a missing one is 0. */
  static async open(file: string, disk: Disk = DISK): Promise<Counter> {
    return new Counter(
      file,
      await stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
      disk,
    );
  }

  get value(): number {
    return this.count;
  }

  /** @throws the file system's error, and then it was not counted */
  add(): Promise<void> {
    return this.turns.run(async () => {
      const handle = await this.disk.open(this.file, "a");
      await handle.appendFile(".").finally(() => handle.close());
      this.count++;
    });
  }

  /** Starts again at 0. */
  clear(): Promise<void> {
    return this.turns.run(async () => {
      await rm(this.file, { force: true });
      this.count = 0;
    });
  }
}
