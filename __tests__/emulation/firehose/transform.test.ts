import { InvocationError } from "../../../emulation/lambda/function";
import { answering, base64, clicks, type GivenRecord, Lab, line, textIn } from "../../support/stream";

const BAD = "bad";
const isBad = ({ data }: GivenRecord): boolean => textIn(data).includes(BAD);

/** Delivers a good and a bad record through a function whose answer for the bad one is changed by `spoil`. */
async function deliver(
  spoil: (results: readonly { readonly recordId: string }[], bad: string) => unknown,
): Promise<{ readonly lines: readonly unknown[]; readonly failures: readonly unknown[]; readonly status: object }> {
  const lab = new Lab();
  const stream = await lab.stream(clicks(), async (event) => {
    const { records } = (await answering(() => ({}))(event)) as { records: readonly { readonly recordId: string }[] };
    const bad = (event as { records: readonly GivenRecord[] }).records.find(isBad)?.recordId ?? "";
    return spoil(records, bad);
  });
  await stream.put(line("good"));
  await stream.put(line(BAD));
  await stream.flush();
  return {
    lines: lab.lines(),
    failures: (await lab.failures(stream)).map(({ errorCode, errorMessage, rawData }) => [
      errorCode,
      errorMessage,
      textIn(rawData),
    ]),
    status: stream.status,
  };
}

describe("each record's result counts for itself", () => {
  const MALFORMED = [
    "Lambda.JsonProcessingException",
    "the function's result for this record is not Ok with data in base64, Dropped or ProcessingFailed",
    `"${BAD}"\n`,
  ];
  const changed = (change: object) => (results: readonly { readonly recordId: string }[], bad: string) => ({
    records: results.map((result) => (result.recordId === bad ? { ...result, ...change } : result)),
  });

  test.each<[string, Parameters<typeof deliver>[0], readonly string[]]>([
    [
      "one that is missing",
      (results, bad) => ({ records: results.filter(({ recordId }) => recordId !== bad) }),
      ["Lambda.MissingRecordId", "the function's answer has no result for this record", `"${BAD}"\n`],
    ],
    [
      "one that stands twice",
      (results, bad) => ({ records: [...results, ...results.filter(({ recordId }) => recordId === bad)] }),
      ["Lambda.DuplicatedRecordId", "the function's answer has several results for this record", `"${BAD}"\n`],
    ],
    ["one with a status of its own", changed({ result: "Fine" }), MALFORMED],
    ["one that is Ok without data", changed({ data: undefined }), MALFORMED],
    ["one whose data is not base64", changed({ data: "{}" }), MALFORMED],
    [
      "one that failed",
      changed({ result: "ProcessingFailed" }),
      ["Lambda.ProcessingFailedStatus", "the function gave the record the status ProcessingFailed", `"${BAD}"\n`],
    ],
  ])("%s fails its record, with its raw bytes kept, and no other", async (_, spoil, failure) => {
    expect(await deliver(spoil)).toEqual({
      lines: ["good"],
      failures: [failure],
      status: { buffered: 0, delivered: 1, failed: 1, events: 1 },
    });
  });

  test("a dropped record counts as delivered and leaves no line", async () => {
    expect(await deliver(changed({ result: "Dropped" }))).toEqual({
      lines: ["good"],
      failures: [],
      status: { buffered: 0, delivered: 2, failed: 0, events: 1 },
    });
  });

  test("results of records that nobody sent are left alone", async () => {
    expect(
      (
        await deliver((results) => ({
          records: [{ recordId: "other", result: "Ok", data: line("other") }, null, ...results, "text", 7],
        }))
      ).lines,
    ).toEqual(["good", BAD]);
  });

  test("the order of the results does not matter", async () => {
    expect((await deliver((results) => ({ records: results.toReversed() }))).lines).toEqual(["good", BAD]);
  });

  test.each([
    ["nothing", null],
    ["a text", "text"],
    ["no list", { records: {} }],
  ])("an answer that is %s fails every record and stops nothing", async (_, answer) => {
    const { failures, status } = await deliver(() => answer);
    expect(failures).toEqual(
      ["good", BAD].map((text) => [
        "Lambda.JsonProcessingException",
        "the function's answer has no list of records",
        `"${text}"\n`,
      ]),
    );
    expect(status).toEqual({ buffered: 0, delivered: 0, failed: 2, events: 0 });
  });

  test("one event in a record and many count as many lines as they are", async () => {
    const lab = new Lab();
    const stream = await lab.stream(
      clicks(),
      answering(() => ({ data: base64("1\n2\n3\n") })),
    );
    await stream.put(line("three"));
    await stream.put(line("three"));
    await stream.flush();
    expect(stream.status).toEqual({ buffered: 0, delivered: 2, failed: 0, events: 6 });
    expect(lab.lines()).toHaveLength(6);
  });
});

describe("batches", () => {
  const transform = {
    functionArn: "arn:aws:lambda:eu-west-1:111122223333:function:transform",
    batchBytes: 1000,
    retries: 2,
  };

  test("the function gets at most the batch size at once, and a larger record alone", async () => {
    const lab = new Lab();
    const seen: number[][] = [];
    const stream = await lab.stream(clicks({ transform }), (event) => {
      seen.push((event as { records: readonly GivenRecord[] }).records.map(({ data }) => textIn(data).length));
      return answering(() => ({}))(event);
    });
    for (const size of [400, 600, 1, 2000, 300, 300, 300, 300]) await stream.put(base64("x".repeat(size)));
    await stream.flush();
    expect(seen).toEqual([[400, 600], [1], [2000], [300, 300, 300], [300]]);
  });

  test("the function gets what Firehose documents", async () => {
    const lab = new Lab();
    const events: unknown[] = [];
    const stream = await lab.stream(clicks({ transform }), (event) => {
      events.push(event);
      return answering(() => ({}))(event);
    });
    const recordId = await stream.put(line("one"));
    await stream.flush();
    expect(events).toEqual([
      {
        invocationId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        deliveryStreamArn: "arn:aws:firehose:eu-west-1:111122223333:deliverystream/clicks",
        region: "eu-west-1",
        records: [{ recordId, approximateArrivalTimestamp: expect.any(Number) as number, data: line("one") }],
      },
    ]);
  });

  test("a failed invocation is repeated as often as the stream says, and then only its own batch fails", async () => {
    const lab = new Lab();
    let attempts = 0;
    const stream = await lab.stream(clicks({ transform }), (event) => {
      if (!(event as { records: readonly GivenRecord[] }).records.some(isBad)) return answering(() => ({}))(event);
      attempts++;
      return Promise.reject(new InvocationError("Lambda.FunctionError", "it broke"));
    });
    await stream.put(base64(`"${"a".repeat(900)}"\n`));
    await stream.put(base64(`"${BAD.repeat(300)}"\n`));
    await stream.put(base64(`"${"c".repeat(900)}"\n`));
    await stream.flush();
    expect(attempts).toBe(3);
    expect(stream.status).toEqual({ buffered: 0, delivered: 2, failed: 1, events: 2 });
    expect(await lab.failures(stream)).toMatchObject([
      { errorCode: "Lambda.FunctionError", errorMessage: "it broke", attempts: 3 },
    ]);
    expect(lab.lines("errors/")).toMatchObject([{ attemptsMade: 3 }]);
  });

  test("an invocation that works at last delivers its records", async () => {
    const lab = new Lab();
    let attempts = 0;
    const stream = await lab.stream(clicks({ transform }), (event) =>
      ++attempts < 3
        ? Promise.reject(new InvocationError("Lambda.FunctionTimedOut", "slow"))
        : answering(() => ({}))(event),
    );
    await stream.put(line("kept"));
    await stream.flush();
    expect([lab.lines(), stream.status.failed]).toEqual([["kept"], 0]);
  });
});
