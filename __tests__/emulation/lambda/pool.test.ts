import { writeFileSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import { FunctionPool } from "../../../emulation/lambda/pool";
import { temporaryFolder } from "../../support/tree";

function pool(body: string): FunctionPool {
  const file = path.join(temporaryFolder(), "index.mjs");
  writeFileSync(file, `const state = { calls: 0 };\nexport const handler = async () => { state.calls++; ${body} };\n`);
  return new FunctionPool(
    {
      name: "ingest",
      arn: "arn",
      file,
      handler: "handler",
      timeoutMilliseconds: 5_000,
      memoryMiB: 128,
      environment: {},
    },
    new PassThrough().resume(),
  );
}

test("requests at the same time do not wait for one another, up to four; one after the other stay in one environment", async () => {
  const counting = pool("await new Promise((done) => setTimeout(done, 200)); return state.calls");
  expect(await Promise.all([1, 2, 3, 4].map(() => counting.invoke({})))).toEqual([1, 1, 1, 1]);
  expect(await counting.invoke({})).toBe(2);
  await counting.close();
});

test("a function that was closed before its first invocation starts none: a run that stops would never end", async () => {
  const hanging = pool("await new Promise((done) => setTimeout(done, 60_000))");
  await hanging.close();
  await expect(hanging.invoke({})).rejects.toThrow("the local run stops");
});
