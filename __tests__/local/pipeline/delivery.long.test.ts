import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  anOrder,
  click,
  counters,
  destination,
  edited,
  filesIn,
  only,
  start,
  storedLines,
  until,
} from "../../support/local";

describe("delivery", () => {
  test("flush says what stands in the way of an object, keeps the records, and delivers them later", async () => {
    const run = await start();
    writeFileSync(path.join(run.dataFolder, "s3"), "a file in the way");
    await run.post("/poc", click("kept"));
    const { status, body } = await run.local("POST", "flush");
    expect([status, body]).toEqual([
      503,
      { message: expect.stringMatching(/^not everything could be delivered: E.*; it stays buffered$/) as string },
    ]);
    expect(await run.status()).toEqual(counters(1, 0, 1, 0, 0, 0));
    rmSync(path.join(run.dataFolder, "s3"));
    expect((await run.local("POST", "flush")).body).toEqual(counters(1, 0, 0, 1, 0, 1));
  });

  test("a transform that outruns its time fails its records after the retries, and the stream goes on", async () => {
    const cdktfOut = await edited("delivery", (resources) => {
      only(resources, "aws_lambda_function").timeout = 0.2;
      only(resources, "aws_lambda_function").handler = "slow.handler";
      const { processors } = destination(resources, "menu-click").processing_configuration as {
        processors: [{ parameters: object[] }];
      };
      processors[0].parameters.push({ parameter_name: "NumberOfRetries", parameter_value: "1" });
    });
    const folder = path.dirname(
      filesIn(cdktfOut).find((file) => file.includes("dev-delivery/assets") && file.endsWith("index.mjs")) ?? "",
    );
    writeFileSync(
      path.join(cdktfOut, folder, "slow.mjs"),
      `
      import { handler as quick } from "./index.mjs";
      export const handler = async (event) => {
        if (event.records.some(({ data }) => atob(data).includes("slow"))) await new Promise(() => setInterval(() => {}, 1000));
        return quick(event);
      };`,
    );
    const run = await start({ cdktfOut });
    await run.post("/poc", { ...click("1"), element_clicked: "slow" });
    await run.local("POST", "flush");
    await run.post("/poc", click("2"));
    expect((await run.local("POST", "flush")).body).toEqual(counters(2, 0, 0, 1, 1, 1));
    expect((await run.local("GET", "failures")).body).toMatchObject([
      { errorCode: "Lambda.FunctionTimedOut", errorMessage: "Task timed out after 0.2 seconds", attempts: 2 },
    ]);
  });

  test("stopping in the middle of an invocation takes no minute and loses nothing", async () => {
    const cdktfOut = await edited("delivery", (resources) => {
      only(resources, "aws_lambda_function").handler = "hanging.handler";
    });
    const folder = path.dirname(
      filesIn(cdktfOut).find((file) => file.includes("dev-delivery/assets") && file.endsWith("index.mjs")) ?? "",
    );
    writeFileSync(
      path.join(cdktfOut, folder, "hanging.mjs"),
      "export const handler = () => new Promise(() => setInterval(() => {}, 1000));",
    );
    const first = await start({ cdktfOut });
    await first.post("/poc", click("kept"));
    const flush = first.local("POST", "flush").catch(() => undefined);
    await until(async () => (await first.status()).records.buffered === 1);
    const began = Date.now();
    await first.stop();
    expect(Date.now() - began).toBeLessThan(5_000);
    await flush;
    const second = await start({ dataFolder: first.dataFolder });
    expect((await second.local("POST", "flush")).body).toEqual(counters(1, 0, 0, 1, 0, 1));
    expect(storedLines(second.dataFolder)).toMatchObject([{ event_id: "kept" }]);
  });

  test("a synthesis while the pipeline is up takes no function away from it", async () => {
    const cdktfOut = await edited("delivery", () => undefined);
    const run = await start({ cdktfOut });
    rmSync(cdktfOut, { recursive: true });
    await run.post("/poc", click("a"));
    expect((await run.local("POST", "flush")).body).toEqual(counters(1, 0, 0, 1, 0, 1));
  });
});

describe("reset", () => {
  test("it empties objects, buffers, counters and failures, and the next event is the first", async () => {
    const run = await start();
    await run.post("/poc", click("before"));
    await run.post("/poc", "junk", { "Content-Type": "text/plain" });
    await run.post("/poc", "{");
    await run.local("POST", "flush");
    await run.post("/events", anOrder);
    expect((await run.local("POST", "reset")).body).toEqual(counters(0, 0, 0, 0, 0, 0));
    expect([
      await run.pipeline.objects(),
      (await run.local("GET", "failures")).body,
      await run.rows("SELECT count(*) FROM my_ingested_data"),
    ]).toEqual([[], [], [[0]]]);
    await run.post("/poc", click("after"));
    expect((await run.local("POST", "flush")).body).toEqual(counters(1, 0, 0, 1, 0, 1));
    await run.stop();
    expect(await (await start({ dataFolder: run.dataFolder })).status()).toEqual(counters(1, 0, 0, 1, 0, 1));
  });

  test("while events arrive and are delivered it leaves no count without its line, and no line without its count", async () => {
    const run = await start();
    const enough = new AbortController();
    const senders = Array.from({ length: 4 }, async () => {
      while (!enough.signal.aborted) {
        expect((await run.post("/poc/batch", Array(20).fill({ element_clicked: "x" }))).status).toBe(200);
        await run.post("/poc", "{");
      }
    });
    const flushing = (async () => {
      while (!enough.signal.aborted) expect((await run.local("POST", "flush")).status).toBe(200);
    })();
    for (let round = 0; round < 6; round++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect((await run.local("POST", "reset")).status).toBe(200);
    }
    enough.abort();
    await Promise.all([...senders, flushing]);
    await run.local("POST", "flush");
    const status = await run.status();
    const lines = storedLines(run.dataFolder);
    expect(status).toEqual(
      counters(status.requests.accepted, status.requests.rejected, 0, status.requests.accepted, 0, lines.length),
    );
    expect(lines).toHaveLength(status.requests.accepted * 20);
    expect(new Set(lines.map((line) => line.event_id)).size).toBe(lines.length);
    expect(run.warnings).toEqual([]);
    await run.stop();
    expect(await (await start({ dataFolder: run.dataFolder })).status()).toEqual(status);
  });

  test("one that a kill cut short is finished by the next start", async () => {
    const run = await start();
    await run.post("/poc", click("before"));
    await run.post("/poc", "{");
    await run.local("POST", "flush");
    await run.stop();
    rmSync(path.join(run.dataFolder, "s3"), { recursive: true });
    writeFileSync(path.join(run.dataFolder, "emptying"), "");
    const next = await start({ dataFolder: run.dataFolder });
    expect(await next.status()).toEqual(counters(0, 0, 0, 0, 0, 0));
    expect(existsSync(path.join(run.dataFolder, "emptying"))).toBe(false);
  });
});
