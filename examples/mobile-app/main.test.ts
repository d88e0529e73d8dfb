import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { type LocalRun, startLocal } from "clickstream-cdktf/testing";
import { appOf, type Way } from "./app";

const WAYS: readonly Way[] = [
  { ingestion: "lambda", storageFormat: "json" },
  { ingestion: "lambda", storageFormat: "parquet" },
  { ingestion: "firehose", storageFormat: "json" },
  { ingestion: "firehose", storageFormat: "parquet" },
];
const PERSON = "jo@example.com";
const folder = (): string => mkdtempSync(path.join(tmpdir(), "mobile-app-"));

describe.each(WAYS)("$ingestion, $storageFormat", (way) => {
  const dataFolder = folder();
  let local: LocalRun;
  beforeAll(async () => {
    local = await startLocal({ app: appOf(way, { outdir: path.join(folder(), "cdktf.out") }), dataFolder });
    await local.post("/screens/batch", [
      {
        shownAt: "2026-11-20T10:00:00Z",
        screen: "menu/pasta",
        platform: "ios",
        user: PERSON,
        device: { model: "15", os: "19.1", battery: 0.5 },
        shown: ["pasta", "wine"],
        segment: "gold",
        position: { lat: 52.5 },
      },
      {
        shown_at: 1795168800,
        screen: "menu",
        platform: "android",
        userId: PERSON,
        device: { os: "17" },
        shown: ["pasta"],
        mayPersonalise: true,
        segment: "gold",
        experiment: { name: "b", share: 0.5 },
      },
    ]);
    await local.post("/payments", {
      amount: "19.90",
      method: "card",
      cardBrand: "visa",
      dueOn: "2026-11-21",
      payer: { user: PERSON, email: PERSON, country: "DE" },
      items: [
        { sku: "pasta", price: 12.5 },
        { sku: "wine", price: "3.70", count: 2 },
      ],
    });
    await local.expectNoFailures();
  });
  afterAll(() => local.close());

  test("every part of a screen comes out of the view with its type", async () => {
    expect(
      await local.query(
        "SELECT screen, device.os AS os, shown[1] AS first_shown, segment, json_extract_scalar(experiment, '$.name') AS test FROM screen_view_events ORDER BY screen",
      ),
    ).toEqual([
      { screen: "menu", os: "17", first_shown: "pasta", segment: "gold", test: "b" },
      { screen: "menu/pasta", os: "19.1", first_shown: "pasta", segment: null, test: null },
    ]);
  });

  test("money is exact, and the same person has the same pseudonym in both event types", async () => {
    expect(
      await local.query(
        "SELECT amount + tip AS paid, currency, date_diff('day', dueon, CAST('2026-11-30' AS date)) AS days, payer.country AS country FROM payment_events",
      ),
    ).toEqual([{ paid: 19.9, currency: "EUR", days: 9, country: "DE" }]);
    expect(
      await local.query(
        'SELECT count(DISTINCT s."user") AS people FROM screen_view_events s JOIN payment_events p ON p.payer."user" = s."user"',
      ),
    ).toEqual([{ people: 1 }]);
  });

  test("the saved queries and the charts answer", async () => {
    const { sections } = (await (await fetch(`${local.url}/_local/charts`)).json()) as {
      sections: readonly { charts: readonly { title: string; rows: readonly (readonly unknown[])[] }[] }[];
    };
    const charts = sections.flatMap((section) => section.charts);
    expect(charts.find(({ title }) => title === "People")?.rows).toEqual([[1]]);
    expect(charts.find(({ title }) => title === "Revenue")?.rows).toEqual([[19.9]]);
    expect(
      await local.query(
        "SELECT i.sku, sum(i.price * i.pieces) AS revenue FROM payment_events CROSS JOIN UNNEST(items) AS i(sku, price, pieces) GROUP BY 1 ORDER BY 2 DESC, 1",
      ),
    ).toEqual([
      { sku: "pasta", revenue: 12.5 },
      { sku: "wine", revenue: 7.4 },
    ]);
  });

  test("what is not paid by card needs no brand, and what breaks the contract is refused", async () => {
    expect((await local.post("/payments", { amount: 5, method: "cash" })).status).toBe(200);
    expect((await local.post("/payments", { amount: 5, method: "card" })).status).toBe(400);
    expect((await local.post("/payments", { amount: "5.005", method: "cash" })).status).toBe(400);
    expect((await local.post("/screens", { shownAt: 1795168800, screen: "Menu", platform: "ios" })).status).toBe(400);
  });

  test("no stored event holds the person; with a function before the stream, nothing at all does", () => {
    const root = way.ingestion === "lambda" ? dataFolder : path.join(dataFolder, "s3");
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const entry of files) {
      const bytes = readFileSync(path.join(entry.parentPath, entry.name));
      expect((entry.name.endsWith(".gz") ? gunzipSync(bytes) : bytes).includes(PERSON)).toBe(false);
    }
  });
});
