import { writeFileSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import { transformFunction } from "../../../emulation/firehose/transform-function";
import { FailureReasons } from "../../../emulation/lambda/failure-reasons";
import { LambdaService } from "../../../emulation/lambda/service";
import { temporaryFolder } from "../../support/tree";

const services: LambdaService[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) await service.close();
});

/** A transform that fails every record; `says` is what it does about each. */
async function failing(says: string) {
  const folder = temporaryFolder();
  const file = path.join(folder, "index.mjs");
  writeFileSync(
    file,
    `export const handler = async ({ records }) => ({ records: records.map(({ recordId }) => { ${says}; return { recordId, result: "ProcessingFailed" }; }) });\n`,
  );
  const log = new PassThrough();
  let printed = "";
  log.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const model = { name: "t", arn: "arn", file, handler: "handler", timeoutMilliseconds: 5_000, memoryMiB: 128 };
  const service = await LambdaService.open([{ ...model, environment: {} }], temporaryFolder(), log, () => ({}));
  services.push(service);
  const invoke = transformFunction(service, "arn");
  if (invoke === undefined) throw new Error("the function is not found");
  return {
    invoke: (...ids: string[]) => invoke({ records: ids.map((recordId) => ({ recordId })) }),
    printed: () => printed,
  };
}

test("a failed result says why when the function's log does, and the log goes on as it is", async () => {
  const { invoke, printed } = await failing(
    'process.stdout.write(JSON.stringify({ message: "record failed", recordId, reason: `no ${recordId} – é` }) + "\\n")',
  );
  expect(await invoke("a", "b")).toEqual({
    records: ["a", "b"].map((recordId) => ({ recordId, result: "ProcessingFailed", reason: `no ${recordId} – é` })),
  });
  expect(printed().trim().split("\n")).toHaveLength(2);
});

test("a function that never says why is waited for once, not for each of its records", async () => {
  const { invoke } = await failing("console.log('{\"recordId\":7}', recordId)");
  const began = Date.now();
  for (let call = 0; call < 20; call++)
    expect(await invoke("a", "b")).toEqual({
      records: ["a", "b"].map((recordId) => ({ recordId, result: "ProcessingFailed", reason: undefined })),
    });
  expect(Date.now() - began).toBeLessThan(2_500);
});

test("a reason is found however the log is cut, told once, and what nobody asks for is forgotten", async () => {
  const reasons = new FailureReasons();
  reasons.resume();
  const line = (recordId: string): string => `${JSON.stringify({ recordId, reason: `why ${recordId}` })}\n`;
  for (const piece of line("cut").match(/.{1,5}|\n/g) ?? []) reasons.write(piece);
  expect(await reasons.of("cut")).toBe("why cut");
  expect(await reasons.of("cut")).toBeUndefined();
  const many = Array.from({ length: 10_001 }, (_, number) => line(String(number))).join("");
  await new Promise((resolve) => reasons.write(many, resolve));
  expect([await reasons.of("0"), await reasons.of("10000")]).toEqual([undefined, "why 10000"]);
});

test("an answer that is none is left as it is", async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "index.mjs");
  writeFileSync(file, "export const handler = async (event) => event;\n");
  const model = { name: "t", arn: "arn", file, handler: "handler", timeoutMilliseconds: 5_000, memoryMiB: 128 };
  const service = await LambdaService.open(
    [{ ...model, environment: {} }],
    temporaryFolder(),
    new PassThrough().resume(),
    () => ({}),
  );
  services.push(service);
  for (const answer of [null, [], { records: {} }, { records: [null, 7, { result: "Ok" }] }])
    expect(await transformFunction(service, "arn")?.(answer)).toEqual(answer);
  expect(transformFunction(service, "other")).toBeUndefined();
});
