import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { LocalStream } from "../../../emulation/firehose/stream";
import { filesIn, until } from "../../support/local";
import { BOOKS, clicks, Lab, line } from "../../support/stream";

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** Makes the disk fail with the next record after it was written. */
function failNextSync(stream: LocalStream, message: string): void {
  const { handle } = (stream as unknown as { journal: { handle: { datasync: () => Promise<void> } } }).journal;
  handle.datasync = () => Promise.reject(new Error(message));
}

describe("the disk", () => {
  test("a record that can't be written is refused, the next one is taken, and nothing is half there", async () => {
    const lab = new Lab();
    const stream = await lab.stream();
    rmSync(lab.streamFolder, { recursive: true });
    writeFileSync(lab.streamFolder, "a file in the way");
    await expect(stream.put(line("lost"))).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect(stream.status.buffered).toBe(0);
    rmSync(lab.streamFolder);
    await stream.put(line("kept"));
    await stream.flush();
    expect(lab.lines()).toEqual(["kept"]);
  });

  test("a line that a failed write left half is cut off before the next record", async () => {
    const lab = new Lab();
    const stream = await lab.stream();
    await stream.put(line("one"));
    failNextSync(stream, "ENOSPC: no space left on device");
    await expect(stream.put(line("refused"))).rejects.toThrow("ENOSPC");
    await stream.put(line("two"));
    await stream.flush();
    expect(lab.lines()).toEqual(["one", "two"]);
    expect(stream.status).toEqual({ buffered: 0, delivered: 2, failed: 0, events: 2 });
  });

  test("a refused record is not delivered when the buffer is sealed right after", async () => {
    const lab = new Lab();
    const stream = await lab.stream();
    await stream.put(line("one"));
    failNextSync(stream, "EIO: i/o error");
    await expect(stream.put(line("refused"))).rejects.toThrow("EIO");
    await stream.flush();
    expect(lab.lines()).toEqual(["one"]);
  });

  test("records stay buffered while objects can't be stored, with one warning, and go out when they can", async () => {
    const lab = new Lab();
    const stream = await lab.stream(clicks({ bufferBytes: 1 }));
    mkdirSync(path.join(lab.folder, "s3"));
    writeFileSync(lab.bucket, "a file in the way");
    for (const number of numbers(5)) await stream.put(line(number));
    await until(() => lab.warnings.length > 0);
    await expect(stream.flush()).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect(lab.warnings).toEqual([expect.stringMatching(/^clicks: delivery failed and is tried again in 5 s: E/)]);
    expect(stream.status).toEqual({ buffered: 5, delivered: 0, failed: 0, events: 0 });
    rmSync(lab.bucket);
    await stream.flush();
    expect(lab.lines().toSorted()).toEqual(numbers(5));
    expect(lab.files).toEqual(BOOKS);
  });

  test("records of a deleted buffer don't stop the stream", async () => {
    const lab = new Lab();
    const stream = await lab.stream();
    await stream.put(line("deleted"));
    rmSync(lab.folder, { recursive: true });
    await expect(stream.flush()).rejects.toThrow("ENOENT");
    await stream.put(line("kept"));
    await stream.flush();
    expect(lab.lines()).toEqual(["kept"]);
    expect(stream.status.buffered).toBe(0);
  });
});

describe("a restart", () => {
  test("a line cut short by a crash is dropped, and every whole one before it is delivered", async () => {
    const lab = new Lab();
    const stream = await lab.stream();
    for (const number of numbers(3)) await stream.put(line(number));
    await stream.close();
    const whole = lab.read("0000000001.open").split("\n")[0] ?? "";
    appendFileSync(path.join(lab.streamFolder, "0000000001.open"), whole.slice(0, -5));
    const next = await lab.stream();
    await next.flush();
    expect(lab.lines()).toEqual(numbers(3));
    expect(next.status).toEqual({ buffered: 0, delivered: 3, failed: 0, events: 3 });
  });

  test("a segment that holds nothing but a cut line leaves nothing behind", async () => {
    const lab = new Lab();
    mkdirSync(lab.streamFolder, { recursive: true });
    writeFileSync(path.join(lab.streamFolder, "0000000004.open"), '{"recordId":"1","arr');
    const stream = await lab.stream();
    await stream.put(line("new"));
    await stream.flush();
    expect(lab.lines()).toEqual(["new"]);
    expect(lab.files).toEqual(BOOKS);
  });

  test("sealed segments of earlier runs are delivered each to an object of its own, in order, with what was left unfinished removed", async () => {
    const lab = new Lab();
    const broken = new Error("no function");
    const stream = await lab.stream(clicks({ bufferBytes: 1 }), () => Promise.reject(broken));
    for (const number of numbers(3)) await stream.put(line(number));
    await until(() => lab.files.filter((file) => file.endsWith(".sealed")).length === 3);
    await stream.close();
    for (const ending of ["data", "processing-failed", "failures"])
      writeFileSync(path.join(lab.streamFolder, `0000000001.${ending}`), "half of an object");
    writeFileSync(path.join(lab.streamFolder, "ledger.json.unfinished"), "{");

    const next = await lab.stream();
    expect(next.status.buffered).toBe(3);
    await next.flush();
    expect(lab.keys).toHaveLength(3);
    expect(lab.lines().toSorted()).toEqual(numbers(3));
    expect(next.status).toEqual({ buffered: 0, delivered: 3, failed: 0, events: 3 });
    expect(lab.files).toEqual(BOOKS);
  });

  test("a segment that was counted but not yet removed is not delivered again", async () => {
    const lab = new Lab();
    const stream = await lab.stream();
    await stream.put(line("once"));
    await stream.close();
    const text = lab.read("0000000001.open");
    const second = await lab.stream();
    await second.flush();
    await second.close();
    writeFileSync(path.join(lab.streamFolder, "0000000001.sealed"), text);
    rmSync(path.join(lab.folder, "s3"), { recursive: true });
    const third = await lab.stream();
    await third.flush();
    expect([lab.keys, third.status.delivered, lab.files]).toEqual([[], 1, BOOKS]);
  });
});

describe("the end", () => {
  test("closing does not wait for a delivery that hangs, and the next run delivers its records", async () => {
    const lab = new Lab();
    let abort: (error: Error) => void = () => undefined;
    let invoked = false;
    const stream = await lab.stream(clicks(), () => {
      invoked = true;
      return new Promise((_, reject) => (abort = reject));
    });
    await stream.put(line("kept"));
    const flushed = stream.flush();
    await until(() => invoked);
    const closed = stream.close();
    abort(new Error("the local run stops"));
    await closed;
    await expect(flushed).rejects.toThrow("the local run stops");
    expect(lab.warnings).toEqual([]);
    const next = await lab.stream();
    await next.flush();
    expect(lab.lines()).toEqual(["kept"]);
  });

  test("a closed stream takes no record and touches no file any more, whoever comes late", async () => {
    const lab = new Lab();
    const stream = await lab.stream(clicks({ bufferMilliseconds: 20 }));
    await stream.put(line("last"));
    await stream.close();
    const before = lab.files;
    await expect(stream.put(line("late"))).rejects.toThrow("the local run stops");
    await expect(stream.flush()).rejects.toThrow("the local run stops");
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(lab.files).toEqual(before);
    expect(filesIn(lab.folder).join()).toContain("0000000001.open");
  });

  test("puts, flushes, resets, timers and the end at once lose and double nothing that came after the last reset", async () => {
    const lab = new Lab();
    const stream = await lab.stream(clicks({ bufferBytes: 300, bufferMilliseconds: 1 }));
    const reset = (): Promise<void> =>
      stream.pause(async () => {
        await stream.clear();
        rmSync(lab.folder, { recursive: true, force: true });
      });
    for (let round = 0; round < 15; round++) {
      await Promise.all(
        numbers(60).map((number) =>
          number % 20 === 7 ? stream.flush() : number === 30 ? reset() : stream.put(line(number)),
        ),
      );
    }
    await reset();
    const kept = numbers(500).map((number) => stream.put(line(number)));
    const flushes = [stream.flush(), stream.flush()];
    await Promise.all([...kept, ...flushes]);
    await stream.close();
    const next = await lab.stream();
    await next.flush();
    expect([...(lab.lines() as number[])].sort((one, other) => one - other)).toEqual(numbers(500));
    expect(next.status).toEqual({ buffered: 0, delivered: 500, failed: 0, events: 500 });
    expect(lab.warnings).toEqual([]);
  });
});
