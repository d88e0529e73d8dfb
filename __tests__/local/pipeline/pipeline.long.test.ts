import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eventTypes } from "../../support/restaurant";
import { columnName } from "../../../declaration/columns";
import { samplesOf } from "../../../local/pipeline/samples";
import { anOrder, click, counters, filesIn, start, storedLines } from "../../support/local";
import { temporaryFolder } from "../../support/tree";

describe("events", () => {
  test("every sample goes in over HTTP and comes out of a query as it must", async () => {
    const run = await start();
    for (const { event, sent, stored } of samplesOf(eventTypes)) {
      for (const sample of sent) {
        const { status, body } = await run.post(event.path, sample);
        expect([status, body]).toEqual([200, { recordId: expect.stringMatching(/^\d{56}$/) as string }]);
      }
      await run.local("POST", "flush");
      const columns = Object.keys(event.fields).map(columnName);
      const rows = (await run.rows(
        `SELECT ${columns.map((name) => `"${name}"`).join(", ")} FROM ${event.table} ORDER BY received_at, event_id`,
      )) as unknown[][];
      expect(
        rows.map((row) => JSON.stringify(Object.fromEntries(columns.map((column, at) => [column, row[at]])))).sort(),
      ).toEqual(stored.map((row) => JSON.stringify(row)).sort());
    }
  });

  test("a batch is stored as one line for each event, in one record", async () => {
    const run = await start();
    const batch = Array.from({ length: 500 }, (_, index) => click(`event ${index}`));
    expect((await run.post("/poc/batch", batch)).status).toBe(200);
    expect((await run.local("POST", "flush")).body).toEqual(counters(1, 0, 0, 1, 0, 500));
    expect(await run.rows("SELECT count(*), count(DISTINCT event_id) FROM my_ingested_data")).toEqual([[500, 500]]);
  });

  test("objects lie where the deployed stream would put them, under the same names", async () => {
    const run = await start();
    await run.post("/events", anOrder);
    await run.local("POST", "flush");
    const [hour, second] = ["\\d{4}/\\d{2}/\\d{2}/\\d{2}", "\\d{4}(-\\d{2}){5}"];
    expect(await run.pipeline.objects()).toEqual([
      expect.stringMatching(
        new RegExp(
          `^clickstream-dev-events-000000000000-us-east-1/clickstream-data/order/${hour}/clickstream-dev-order-1-${second}-[0-9a-f-]{36}\\.gz$`,
        ),
      ),
    ]);
    expect(filesIn(path.join(run.dataFolder, "s3"))).toEqual(await run.pipeline.objects());
  });

  test("what was buffered, delivered and counted is there again after a restart", async () => {
    const first = await start();
    await first.post("/poc", click("delivered"));
    await first.local("POST", "flush");
    await first.post("/poc", "{");
    await first.post("/poc", click("buffered"));
    await first.stop();
    const second = await start({ dataFolder: first.dataFolder });
    expect((await second.local("POST", "flush")).body).toEqual(counters(2, 1, 0, 2, 0, 2));
    expect(await second.rows("SELECT event_id FROM my_ingested_data ORDER BY 1")).toEqual([
      ["buffered"],
      ["delivered"],
    ]);
  });

  test("junk that a beacon sends as text is kept with its bytes, and stops nothing", async () => {
    const run = await start();
    const text = { "Content-Type": "text/plain" };
    const { body } = await run.post("/poc", "no JSON – at all", text);
    await run.post("/poc", JSON.stringify(click("from a beacon")), { "Content-Type": "text/plain;charset=UTF-8" });
    expect((await run.local("POST", "flush")).body).toEqual(counters(2, 0, 0, 1, 1, 1));
    const { body: failures } = await run.local<readonly { key: string; rawData: string }[]>("GET", "failures");
    expect(failures).toEqual([
      {
        recordId: body.recordId,
        stream: "clickstream-dev-menu-click",
        stage: "processing-failed",
        errorCode: "Lambda.ProcessingFailedStatus",
        errorMessage: "the function gave the record the status ProcessingFailed",
        reason: "not JSON",
        attempts: 1,
        arrivedAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/) as string,
        rawData: Buffer.from("no JSON – at all").toString("base64"),
        key: expect.stringMatching(/^errors\/menu-click\/processing-failed\/\d{4}\/\d{2}\/\d{2}\/\d{2}\//) as string,
      },
    ]);
    const [kept] = storedLines(run.dataFolder, failures[0]?.key);
    expect(kept).toMatchObject({ rawData: failures[0]?.rawData });
    expect(kept).not.toHaveProperty("reason"); // Firehose doesn't know it
    expect(storedLines(run.dataFolder)).toMatchObject([{ event_id: "from a beacon" }]);
    expect(JSON.parse(run.functionLog())).toEqual({
      level: "warn",
      message: "record failed",
      stream: "clickstream-dev-menu-click",
      recordId: body.recordId,
      reason: "not JSON",
    });
  });
});

describe("opening", () => {
  test("two pipelines on one data folder: the second is refused, and the first one goes on", async () => {
    const run = await start();
    await expect(start({ dataFolder: run.dataFolder })).rejects.toThrow(
      `data folder ${run.dataFolder} is in use by process ${process.pid}`,
    );
    expect((await run.post("/poc", click("a"))).status).toBe(200);
  });

  test("a folder whose buffers can't be read is refused and given back", async () => {
    const dataFolder = temporaryFolder();
    const stream = path.join(dataFolder, "firehose/clickstream-dev-order");
    mkdirSync(path.dirname(stream), { recursive: true });
    writeFileSync(stream, "a file in the way");
    await expect(start({ dataFolder })).rejects.toThrow(stream);
    rmSync(stream);
    expect(await (await start({ dataFolder })).status()).toEqual(counters(0, 0, 0, 0, 0, 0));
  });
});

test("many events arrive one by one and in batches at once, and every one is stored once", async () => {
  const run = await start();
  let sent = 0;
  const senders = Array.from({ length: 8 }, async (_, sender) => {
    for (let round = 0; round < 25; round++) {
      const batch = Array.from({ length: 100 }, (__, index) => click(`${sender} ${round} ${index}`));
      if ((await run.post("/poc/batch", batch)).status === 200) sent += 100;
      if ((await run.post("/poc", click(`${sender} ${round}`))).status === 200) sent++;
    }
  });
  await Promise.all(senders);
  await run.local("POST", "flush");
  expect(sent).toBe(8 * 25 * 101);
  expect(await run.rows("SELECT count(*), count(DISTINCT event_id), count(problems) FROM my_ingested_data")).toEqual([
    [sent, sent, 0],
  ]);
  expect((await run.status()).events.delivered).toBe(sent);
});
