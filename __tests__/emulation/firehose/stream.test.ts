import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { compilePrefix } from "../../../emulation/firehose/prefix";
import { until } from "../../support/local";
import { answering, base64, clicks, Lab, line, textIn } from "../../support/stream";

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

describe("buffering", () => {
  test("records wait until the buffer's size is reached, and are then delivered without a request", async () => {
    const lab = new Lab();
    const stream = await lab.stream(clicks({ bufferBytes: 1000 }));
    await stream.put(base64(`${"a".repeat(500)}\n`));
    expect([stream.status.buffered, lab.keys.length]).toEqual([1, 0]);
    await stream.put(base64(`${"b".repeat(500)}\n`));
    await until(() => stream.status.delivered === 2);
    expect(lab.keys).toHaveLength(1);
  });

  test("records wait no longer than the buffer's time", async () => {
    const lab = new Lab();
    const stream = await lab.stream(clicks({ bufferMilliseconds: 150 }));
    const began = Date.now();
    await stream.put(line(1));
    await stream.put(line(2));
    await until(() => stream.status.delivered === 2);
    expect(Date.now() - began).toBeGreaterThanOrEqual(140);
    expect(lab.lines()).toEqual([1, 2]);
    await stream.put(line(3));
    await until(() => stream.status.delivered === 3);
  });

  const slowTransform = { functionArn: "arn:aws:lambda:eu-west-1:111122223333:function:transform", retries: 0 };

  test("before the object's wait comes the transform's: the longest is both together", async () => {
    const lab = new Lab();
    const transform = { ...slowTransform, batchBytes: 1024, bufferMilliseconds: 200 };
    const stream = await lab.stream(clicks({ bufferMilliseconds: 100, transform }));
    const began = performance.now();
    await stream.put(line(1));
    await until(() => stream.status.delivered === 1);
    expect(performance.now() - began).toBeGreaterThanOrEqual(299);
  });

  test("a batch that is full goes to the transform at once; its lines still wait for the object", async () => {
    const lab = new Lab();
    const transform = { ...slowTransform, batchBytes: 1000, bufferMilliseconds: 900_000 };
    const stream = await lab.stream(clicks({ bufferMilliseconds: 150, transform }));
    await stream.put(line("a".repeat(500)));
    const began = performance.now();
    await stream.put(line("b".repeat(500)));
    await until(() => stream.status.delivered === 2);
    expect(performance.now() - began).toBeGreaterThanOrEqual(145);
  });

  test("the lines of an object stand in the order in which their records came", async () => {
    const lab = new Lab();
    const stream = await lab.stream();
    await Promise.all(numbers(300).map((number) => stream.put(line(number))));
    await stream.flush();
    expect(lab.lines()).toEqual(numbers(300));
    expect(lab.keys).toHaveLength(1);
  });

  test("a flush with nothing to deliver makes no empty object", async () => {
    const lab = new Lab();
    await (await lab.stream()).flush();
    expect(lab.keys).toEqual([]);
  });

  test("a flush ends though records keep coming faster than they are delivered", async () => {
    const lab = new Lab();
    const enough = new AbortController();
    const stream = await lab.stream(clicks({ bufferBytes: 1 }));
    const load = (async () => {
      while (!enough.signal.aborted) await stream.put(line(0));
    })();
    await until(() => stream.status.delivered > 10);
    await stream.flush();
    enough.abort();
    await load;
    expect(stream.status.failed).toBe(0);
  });
});

describe("objects", () => {
  const at = (time: string): Date => new Date(time);

  afterEach(() => {
    jest.useRealTimers();
  });

  test("the prefix has the hour of the oldest record, so that a table finds the object where it looks", async () => {
    jest.useFakeTimers({
      now: at("2026-11-20T09:59:59.900Z"),
      doNotFake: ["nextTick", "setImmediate", "setTimeout", "queueMicrotask"],
    });
    const lab = new Lab();
    const stream = await lab.stream();
    await stream.put(line("before"));
    jest.setSystemTime(at("2026-11-20T10:00:01Z"));
    await stream.put(line("after"));
    await stream.flush();
    expect(lab.keys).toEqual([
      expect.stringMatching(/^clicks\/2026\/11\/20\/09\/clicks-1-2026-11-20-09-59-59-[0-9a-f-]{36}\.gz$/),
    ]);
    expect(lab.lines()).toEqual(["before", "after"]);
  });

  test("an object is plain text when the stream does not compress", async () => {
    const lab = new Lab();
    const stream = await lab.stream(clicks({ compression: "UNCOMPRESSED" }));
    await stream.put(line("plain"));
    await stream.flush();
    expect(lab.keys).toEqual([expect.not.stringContaining(".gz")]);
    expect(lab.lines()).toEqual(["plain"]);
  });

  test("a stream without a transform delivers what was put", async () => {
    const lab = new Lab();
    const stream = await lab.stream(clicks({ transform: undefined }));
    await stream.put(line("as it came"));
    await stream.flush();
    expect(lab.lines()).toEqual(["as it came"]);
    expect(stream.status).toEqual({ buffered: 0, delivered: 1, failed: 0, events: 1 });
  });

  test("a delivery that is done again after a crash replaces its objects and doubles nothing", async () => {
    const lab = new Lab();
    const first = await lab.stream();
    await Promise.all(numbers(20).map((number) => first.put(line(number))));
    await first.close(); // as after a kill: the segment is there, the ledger is not
    const segment = lab.read("0000000001.open");
    const second = await lab.stream();
    await second.flush();
    const keys = lab.keys;
    await second.close();

    for (const ledger of lab.files) rmSync(path.join(lab.streamFolder, ledger));
    writeFileSync(path.join(lab.streamFolder, "0000000001.sealed"), segment);
    const third = await lab.stream();
    await third.flush();
    expect(lab.keys).toEqual(keys);
    expect(lab.lines()).toHaveLength(20);
    expect(third.status).toEqual({ buffered: 0, delivered: 20, failed: 0, events: 20 });
  });

  test("a record that fails in one delivery and not in its repetition ends in one place only", async () => {
    const lab = new Lab();
    const segment = async (failing: boolean): Promise<void> => {
      const stream = await lab.stream(
        clicks(),
        answering(() => (failing ? { result: "ProcessingFailed" } : {})),
      );
      await stream.flush();
      await stream.close();
    };
    const stream = await lab.stream();
    await stream.put(line("once"));
    await stream.close();
    const text = lab.read("0000000001.open");
    const again = (): void => {
      lab.forgetLedger();
      writeFileSync(path.join(lab.streamFolder, "0000000001.sealed"), text);
    };
    await segment(true);
    expect(lab.keys).toEqual([expect.stringMatching(/^errors\//)]);
    again();
    await segment(false);
    expect(lab.keys).toEqual([expect.stringMatching(/^clicks\//)]);
    expect(await lab.failures(stream)).toEqual([]);
    again();
    await segment(true);
    expect(lab.keys).toEqual([expect.stringMatching(/^errors\//)]);
    expect(await lab.failures(stream)).toHaveLength(1);
  });
});

describe("failed records", () => {
  test("a failed record keeps its raw bytes in the documented format, beside those that went through", async () => {
    const lab = new Lab();
    const stream = await lab.stream(
      clicks(),
      answering(({ data }) => (textIn(data).startsWith("bad") ? { result: "ProcessingFailed", data: undefined } : {})),
    );
    const before = Date.now();
    const good = await stream.put(line("good"));
    const bad = await stream.put(base64("bad\n"));
    await stream.flush();
    const [errors] = lab.lines("errors/") as readonly Record<string, number>[];
    expect(errors).toEqual({
      attemptsMade: 1,
      arrivalTimestamp: expect.any(Number) as number,
      errorCode: "Lambda.ProcessingFailedStatus",
      errorMessage: "the function gave the record the status ProcessingFailed",
      attemptEndingTimestamp: expect.any(Number) as number,
      rawData: base64("bad\n"),
      lambdaArn: "arn:aws:lambda:eu-west-1:111122223333:function:transform",
    });
    for (const time of [errors?.arrivalTimestamp, errors?.attemptEndingTimestamp])
      expect(time).toBeGreaterThanOrEqual(before);
    expect(good).not.toBe(bad);
    expect(await lab.failures(stream)).toEqual([
      {
        recordId: bad,
        stream: "clicks",
        stage: "processing-failed",
        errorCode: "Lambda.ProcessingFailedStatus",
        errorMessage: "the function gave the record the status ProcessingFailed",
        attempts: 1,
        arrivedAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/) as string,
        rawData: base64("bad\n"),
        key: lab.keys.find((key) => key.startsWith("errors/processing-failed/")) as string,
      },
    ]);
    expect(lab.lines()).toEqual(["good"]);
    expect(stream.status).toEqual({ buffered: 0, delivered: 1, failed: 1, events: 1 });
  });

  test("failures can be listed while more come and while they are removed", async () => {
    const lab = new Lab();
    const stream = await lab.stream(
      clicks({ bufferBytes: 1 }),
      answering(() => ({ result: "ProcessingFailed" })),
    );
    const enough = new AbortController();
    const listing = (async () => {
      while (!enough.signal.aborted)
        for (const { rawData } of await lab.failures(stream)) expect(textIn(rawData)).toBe("7\n");
    })();
    for (let round = 0; round < 40; round++) {
      await Promise.all(numbers(5).map(() => stream.put(line(7))));
      if (round % 10 !== 9) continue;
      await stream.flush();
      await stream.pause(async () => {
        await stream.clear();
        rmSync(lab.streamFolder, { recursive: true });
      });
    }
    enough.abort();
    await listing;
    expect(stream.status).toEqual({ buffered: 0, delivered: 0, failed: 0, events: 0 });
  });

  test("a line break of another alphabet in an error message does not break the list of failures", async () => {
    const lab = new Lab();
    const stream = await lab.stream(
      clicks({ errorPrefix: compilePrefix("e\u2028/!{firehose:error-output-type}/", "error") }),
      answering(() => ({ result: "ProcessingFailed" })),
    );
    await stream.put(line(1));
    await stream.flush();
    expect(await lab.failures(stream)).toMatchObject([
      { key: expect.stringMatching(/^e\u2028\/processing-failed\//) as string },
    ]);
  });
});
