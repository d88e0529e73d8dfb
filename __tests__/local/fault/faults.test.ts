import { writeFileSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import { Counter } from "../../../local/pipeline/counter";
import { parseFault } from "../../../local/fault/fault";
import { type Faults, makeFaults } from "../../../local/fault/faults";
import { seededRandom } from "../../../local/fault/random";
import { LocalStream } from "../../../emulation/firehose/stream";
import { LocalFunction } from "../../../emulation/lambda/function";
import { ObjectStore } from "../../../emulation/s3/store";
import { BOOKS, clicks, Lab, line } from "../../support/stream";
import { temporaryFolder } from "../../support/tree";

const faults = (...specs: readonly string[]): Faults => makeFaults(specs.map(parseFault), seededRandom(1));
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A stream on the lab's folder whose function hands records on, and in which this goes wrong. */
async function faulty(lab: Lab, ...specs: readonly string[]): Promise<LocalStream> {
  const made = faults(...specs);
  const file = path.join(temporaryFolder(), "index.mjs");
  writeFileSync(
    file,
    "export const handler = async ({ records }) => ({ records: records.map(({ recordId, data }) => ({ recordId, result: 'Ok', data })) });",
  );
  const lambda = new LocalFunction(
    {
      name: "transform",
      arn: "arn",
      file,
      handler: "handler",
      timeoutMilliseconds: 60_000,
      memoryMiB: 128,
      environment: {},
    },
    new PassThrough().resume(),
    made.transform,
  );
  const stream = await LocalStream.open(clicks(), lab.streamFolder, {
    store: new ObjectStore(path.join(lab.folder, "s3")),
    invoke: (event) => lambda.invoke(event),
    warn: (message) => lab.warnings.push(message),
    onDelivery: () => undefined,
    ...(made.disk && { disk: made.disk }),
    ...(made.now && { now: made.now }),
  });
  closing.push(
    () => stream.close(),
    () => lambda.close(),
  );
  return stream;
}

describe("the transform", () => {
  test.each([
    ["transform:throw", "Lambda.FunctionError", "Error: a fault that was asked for"],
    ["transform:timeout", "Lambda.FunctionTimedOut", "Task timed out after 60 seconds"],
    [
      "transform:too-large",
      "Lambda.FunctionError",
      "Function.ResponseSizeTooLarge: the answer is larger than Lambda's 6 MB",
    ],
  ])(
    "with %s every record of the invocation fails as on AWS, its bytes kept",
    async (spec, errorCode, errorMessage) => {
      const lab = new Lab();
      const stream = await faulty(lab, spec);
      await Promise.all(numbers(3).map((number) => stream.put(line(number))));
      await stream.flush();
      expect(await lab.failures(stream)).toMatchObject(
        numbers(3).map((number) => ({ errorCode, errorMessage, attempts: 1, rawData: line(number) })),
      );
      expect([lab.lines(), lab.lines("errors/").length]).toEqual([[], 3]);
    },
  );

  test.each([
    ["transform:missing", [1, 2], ["Lambda.MissingRecordId"]],
    ["transform:duplicate", [1, 2], ["Lambda.DuplicatedRecordId"]],
    ["transform:extra", [0, 1, 2], []],
  ])("with %s no record fails but the one that its answer is wrong about", async (spec, delivered, errorCodes) => {
    const lab = new Lab();
    const stream = await faulty(lab, spec);
    await Promise.all(numbers(3).map((number) => stream.put(line(number))));
    await stream.flush();
    expect([lab.lines(), (await lab.failures(stream)).map(({ errorCode }) => errorCode)]).toEqual([
      delivered,
      errorCodes,
    ]);
  });

  test("several faults happen independently, as often as asked", async () => {
    const { transform } = faults("transform:throw:0.5", "transform:timeout:0.5");
    const invoke = async (): Promise<unknown> =>
      transform?.({ run: () => Promise.resolve({ answer: '{"records":[]}' }), timeoutSeconds: 1 }).then(
        (reply) => Object.keys(reply)[0],
        (error: unknown) => (error as Error).message,
      );
    const outcomes = await Promise.all(numbers(1000).map(invoke));
    const share = (outcome: string): number => outcomes.filter((each) => each === outcome).length / outcomes.length;
    expect(share("answer")).toBeCloseTo(0.25, 1);
    expect(share("error") + share("Task timed out after 1 seconds")).toBeCloseTo(0.75, 1);
    expect(Math.min(share("error"), share("Task timed out after 1 seconds"))).toBeGreaterThan(0.2);
  });
});

describe("the disk", () => {
  test("while it is full no record is taken, and none is half there afterwards", async () => {
    const lab = new Lab();
    const stream = await faulty(lab, "disk:full");
    const refused = await Promise.allSettled(numbers(9).map((number) => stream.put(line(number))));
    expect(refused).toEqual(
      numbers(9).map(() => ({ status: "rejected", reason: expect.objectContaining({ code: "ENOSPC" }) as object })),
    );
    await stream.close();
    const next = await lab.stream();
    await next.put(line("kept"));
    await next.flush();
    expect(lab.lines()).toEqual(["kept"]);
  });

  test("when it is full now and then, what was taken is stored once, and what was refused is not", async () => {
    const lab = new Lab();
    const stream = await faulty(lab, "disk:full:0.3");
    const taken: number[] = [];
    let refused = 0;
    for (const number of numbers(60)) {
      await stream.put(line(number)).then(
        () => taken.push(number),
        () => refused++,
      );
      if (number % 10 === 9) await stream.flush().catch(() => undefined);
    }
    await stream.close();
    const next = await lab.stream();
    await next.flush();
    expect([...(lab.lines() as number[])].sort((one, other) => one - other)).toEqual(taken);
    expect([taken.length > 10, refused > 5, next.status]).toEqual([
      true,
      true,
      { buffered: 0, delivered: taken.length, failed: 0, events: taken.length },
    ]);
    expect(lab.files).toEqual(BOOKS);
  });

  test("a count that could not be written is not counted, also not after a restart", async () => {
    const file = path.join(temporaryFolder(), "accepted");
    const counter = await Counter.open(file, faults("disk:full:0.5").disk);
    const added = await Promise.allSettled(numbers(40).map(() => counter.add()));
    const counted = added.filter(({ status }) => status === "fulfilled").length;
    expect(counted).toBeGreaterThan(5);
    expect(counted).toBeLessThan(35);
    expect([counter.value, (await Counter.open(file)).value]).toEqual([counted, counted]);
  });
});

test.each([
  ["clock:+1h", [0, 1, 1]],
  ["clock:-1h", [0, -1, -1]],
])("with %s records of one object are an hour apart, and it lies where the first one came", async (spec, hours) => {
  const before = Date.now();
  const lab = new Lab();
  const stream = await faulty(lab, spec, "transform:throw");
  for (const number of numbers(3)) await stream.put(line(number));
  await stream.flush();
  const arrivals = (await lab.failures(stream)).map(({ arrivedAt }) => Date.parse(arrivedAt));
  expect(arrivals.map((arrival) => Math.round((arrival - before) / 3_600_000))).toEqual(hours);
  const hour = new Date(arrivals[0] ?? 0).toISOString().slice(0, 13).replace(/[-T]/g, "/");
  expect(lab.keys).toEqual([expect.stringContaining(`errors/processing-failed/${hour}/`)]);
});
