import { readFileSync } from "node:fs";
import path from "node:path";
import { filesIn, start, synthesizedWith, textOf, until } from "../../support/local";

const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
const SETTINGS = { ingestion: "lambda", userAgentColumns: true } as const;
const click = (id: string, more: object = {}): object => ({
  element_clicked: "a",
  time_spent: 1,
  event_id: id,
  ...more,
});

test.each(["json", "parquet"] as const)(
  "a run in %s answers which device sent and which programs did",
  async (storageFormat) => {
    const run = await start({ cdktfOut: await synthesizedWith({ ...SETTINGS, storageFormat }) });
    const send = async (body: unknown, userAgent: string, route = "/poc"): Promise<number> =>
      (await run.post(route, body, { "User-Agent": userAgent })).status;
    expect(await send(click("phone"), IPHONE)).toBe(200);
    expect(await send([click("batch-1"), click("batch-2")], "curl/8.10.1", "/poc/batch")).toBe(200);
    expect(await send(click("liar", { device: "desktop", bot: false, "ingest:bot": false }), "Googlebot/2.1")).toBe(
      200,
    );
    expect(await send(click("long"), `secret-token ${"x".repeat(8000)}`)).toBe(200);
    expect(await send(click("none"), "")).toBe(200);
    await run.local("POST", "flush");
    await until(async () => (await run.status()).events.delivered === 6);
    expect(await run.rows("SELECT event_id, device, bot, extra FROM menu_click_events ORDER BY 1")).toEqual([
      ["batch-1", "other", true, null],
      ["batch-2", "other", true, null],
      ["liar", "other", true, '{"device":"desktop","bot":false}'],
      ["long", "other", true, null],
      ["none", "other", true, null],
      ["phone", "phone", false, null],
    ]);
    const { body } = await run.local<{ sections: readonly { charts: readonly { rows: unknown }[] }[] }>(
      "GET",
      "charts?filter=device:phone",
    );
    expect(body).toBeDefined();
    const stored = filesIn(run.dataFolder)
      .filter((name) => name.includes("clickstream-data") || name.includes("records"))
      .map((name) =>
        name.endsWith(".parquet")
          ? readFileSync(path.join(run.dataFolder, name), "latin1")
          : textOf(path.join(run.dataFolder, name)),
      );
    expect(stored.join()).not.toMatch(/secret-token|iPhone|curl/);
  },
);

test("straight to Firehose it is refused, with the way out", async () => {
  await expect(synthesizedWith({ userAgentColumns: true })).rejects.toThrow(
    'config/dev.ts: `userAgentColumns` needs a function before the stream, which reads the header: choose `ingestion: "lambda"`, or leave `userAgentColumns` out',
  );
});
