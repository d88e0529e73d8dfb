import { writeFileSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import { LocalFunction } from "../../../emulation/lambda/function";
import type { FunctionModel } from "../../../emulation/lambda/model";
import { temporaryFolder } from "../../support/tree";

const open: LocalFunction[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** A function whose handler has this body; `state` lives as long as its worker. */
function lambda(body: string, overrides: Partial<FunctionModel> = {}): LocalFunction {
  const file = path.join(temporaryFolder(), "index.mjs");
  writeFileSync(
    file,
    `const state = { calls: 0 };\nexport const handler = async (event, context) => { state.calls++; ${body} };\n`,
  );
  const made = new LocalFunction(
    {
      name: "transform",
      arn: "arn",
      file,
      handler: "handler",
      timeoutMilliseconds: 5_000,
      memoryMiB: 128,
      environment: { STREAMS: "{}" },
      ...overrides,
    },
    new PassThrough().resume(),
  );
  open.push(made);
  return made;
}

test("the handler gets the event and its environment, and nothing of this process's", async () => {
  process.env.LEAKED = "yes";
  const answer = await lambda(
    "return { event, streams: process.env.STREAMS, leaked: process.env.LEAKED ?? null, id: context.awsRequestId.length }",
  ).invoke({ a: [1] });
  delete process.env.LEAKED;
  expect(answer).toEqual({ event: { a: [1] }, streams: "{}", leaked: null, id: 36 });
});

test("invocations come one after the other to the same worker, and none overtakes", async () => {
  const counting = lambda(
    "const mine = state.calls; await new Promise((done) => setTimeout(done, 5)); return [mine, state.calls]",
  );
  expect(await Promise.all([1, 2, 3].map((number) => counting.invoke(number)))).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
});

test.each([
  ["throws", "throw new TypeError('it broke')", "Lambda.FunctionError", "TypeError: it broke"],
  ["throws what is no error", "throw 'text'", "Lambda.FunctionError", "text"],
  [
    "ends its process",
    "process.exit(3)",
    "Lambda.FunctionError",
    "Runtime.ExitError: the function ended with exit code 3",
  ],
  [
    "leaves a rejection to nobody",
    "void Promise.reject(new Error('left alone')); await new Promise((done) => setTimeout(done, 1000))",
    "Lambda.FunctionError",
    "Error: left alone",
  ],
  [
    "answers what JSON can't say",
    "return { a: 1n }",
    "Lambda.FunctionError",
    "TypeError: Do not know how to serialize a BigInt",
  ],
  [
    "answers more than 6 MB",
    "return 'x'.repeat(6_291_555)",
    "Lambda.FunctionError",
    "Function.ResponseSizeTooLarge: the answer is larger than Lambda's 6 MB",
  ],
  [
    "takes too long",
    "if (event === 'first') await new Promise(() => setInterval(() => {}, 1000))",
    "Lambda.FunctionTimedOut",
    "Task timed out after 1.5 seconds",
  ],
  [
    "never gives way",
    "if (event === 'first') for (;;);",
    "Lambda.FunctionTimedOut",
    "Task timed out after 1.5 seconds",
  ],
])("a handler that %s fails its invocation, and the next one is served", async (_, body, code, message) => {
  const failing = lambda(`if (event === "next") return "served"; ${body}`, {
    timeoutMilliseconds: code === "Lambda.FunctionTimedOut" ? 1_500 : 5_000,
  });
  await expect(failing.invoke("first")).rejects.toMatchObject({ code, message });
  expect(await failing.invoke("next")).toBe("served");
});

test("an answer of exactly Lambda's limit is taken", async () => {
  expect(await lambda("return 'x'.repeat(6_291_554)").invoke(null)).toHaveLength(6_291_554);
});

test("a handler that takes more memory than the function has fails its invocation only", async () => {
  const hungry = lambda(
    "if (event === 'next') return 'served'; const all = []; for (;;) all.push(new Array(1e5).fill(1.5))",
    { memoryMiB: 16 },
  );
  await expect(hungry.invoke("first")).rejects.toMatchObject({
    code: "Lambda.FunctionError",
    message: expect.stringContaining("memory") as string,
  });
  expect(await hungry.invoke("next")).toBe("served");
});

test("an event over Lambda's limit never reaches the handler", async () => {
  await expect(lambda("return 1").invoke("x".repeat(6_291_555))).rejects.toMatchObject({
    code: "Lambda.FunctionError",
    message: "the event is larger than Lambda's 6 MB",
  });
});

test("a function that ends while nobody calls it is started anew", async () => {
  const leaving = lambda("setTimeout(() => process.exit(1), 10); return state.calls");
  expect(await leaving.invoke(null)).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(await leaving.invoke(null)).toBe(1);
});

test("closing ends an invocation at once, and says nothing of its records", async () => {
  const hanging = lambda("await new Promise(() => setInterval(() => {}, 1000))", { timeoutMilliseconds: 60_000 });
  const first = hanging.invoke(1);
  const second = hanging.invoke(2);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const began = Date.now();
  await hanging.close();
  for (const each of [first, second, hanging.invoke(3)])
    await expect(each).rejects.toMatchObject({ name: "Error", message: "the local run stops" });
  expect(Date.now() - began).toBeLessThan(2_000);
});

test("a bundle without the handler, or that can't be loaded, says so", async () => {
  await expect(lambda("return 1", { handler: "other" }).invoke(1)).rejects.toMatchObject({
    message: 'Error: the bundle exports no function "other"',
  });
  await expect(lambda("return )").invoke(1)).rejects.toMatchObject({
    code: "Lambda.FunctionError",
    message: expect.stringContaining("SyntaxError") as string,
  });
});

test("many workers that end leave no listeners behind", async () => {
  const warnings: string[] = [];
  const listen = (warning: Error): void => void warnings.push(warning.message);
  process.on("warning", listen);
  const dying = lambda("process.exit(1)");
  for (let round = 0; round < 15; round++) await dying.invoke(1).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.off("warning", listen);
  expect(warnings).toEqual([]);
});
