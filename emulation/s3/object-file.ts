import { once } from "node:events";
import { rm } from "node:fs/promises";
import { PassThrough, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Disk, DISK } from "../files/disk";

/** A file in the making, plain or gzip, written piece by piece; nothing exists before the first piece. */
export class ObjectFile {
  private target: Transform | undefined;
  private written: Promise<void> = Promise.resolve();

  constructor(
    readonly file: string,
    private readonly gzip: boolean,
    private readonly disk: Disk = DISK,
  ) {}

  /** @throws the file system's error, also one of an earlier piece */
  async write(data: Buffer | string): Promise<void> {
    const target = (this.target ??= this.start());
    if (!target.write(data)) await Promise.race([once(target, "drain"), this.written]);
  }

  /** Finishes the file. Returns whether anything was written. */
  async close(): Promise<boolean> {
    this.target?.end();
    await this.written;
    return this.target !== undefined;
  }

  /** Removes the file, finished or not. */
  async remove(): Promise<void> {
    this.target?.destroy();
    await this.written.catch(() => undefined);
    await rm(this.file, { force: true });
  }

  private start(): Transform {
    const target = this.gzip ? createGzip() : new PassThrough();
    this.written = this.disk.open(this.file, "w").then((handle) => pipeline(target, handle.createWriteStream()));
    this.written.catch(() => undefined); // told by the next write, or by close
    return target;
  }
}
