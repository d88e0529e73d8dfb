import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, TerraformStack, Testing } from "cdktf";
import { ClickstreamPipeline, type ClickstreamPipelineProps } from "../../../constructs/clickstream-pipeline";
import { defineEvent } from "../../../declaration/define";
import { boolean, type EventDeclaration, list, object, string } from "../../../declaration/event";
import { bundleHandlers } from "../../../handlers/bundle";
import { type LocalRun, startLocal } from "../../../local/pipeline/start-local";
import { payment } from "../../support/every-type";
import { temporaryFolder } from "../../support/tree";

/** What must be nowhere. */
const CLEAR = ["jo@example.com", "Jo Clear", "+49 170 5550123", "friend@example.com", "secret note"] as const;
const [EMAIL, NAME, PHONE, FRIEND, NOTE] = CLEAR;

const screenView = defineEvent({
  name: "screen-view",
  description: "A screen of the app was shown",
  path: "/screens",
  table: "screen_views",
  fields: {
    screen: string({ required: true, maxLength: 60 }),
    user: string({ pseudonym: true, identifying: true, aliases: ["userId"], maxLength: 20 }),
    friends: list(string({ pseudonym: true })),
    account: object({ phone: string({ pseudonym: true }), plan: string() }),
    mayTrack: boolean(),
    campaign: string({ consent: "mayTrack" }),
    note: string({ sensitive: "drop" }),
  },
});

async function appOf(
  eventTypes: readonly EventDeclaration[],
  options: Partial<ClickstreamPipelineProps>,
): Promise<App> {
  const app = Testing.app();
  const stack = new TerraformStack(app, "restaurant");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  const handlerBundles = await bundleHandlers({ eventTypes, outDir: temporaryFolder() });
  new ClickstreamPipeline(stack, "app", {
    accountId: "111122223333",
    region: "eu-west-1",
    name: "app",
    eventTypes,
    handlerBundles,
    ...options,
  });
  return app;
}

const event = {
  screen: "menu",
  user: EMAIL,
  friends: [FRIEND, EMAIL],
  account: { phone: PHONE, plan: "free" },
  mayTrack: true,
  campaign: "summer",
  note: NOTE,
};

/** Files below a folder that hold one of the texts, by their bytes, also in base64 and gzip. */
function filesWith(folder: string, texts: readonly string[]): readonly string[] {
  const needles = texts.flatMap((text) => [
    text,
    ...[0, 1, 2].map((shift) =>
      Buffer.from(`${"x".repeat(shift)}${text}`)
        .toString("base64")
        .slice(shift === 0 ? 0 : 4, -4),
    ),
  ]);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => {
      const bytes = readFileSync(file);
      const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("latin1");
      return needles.some((needle) => text.includes(Buffer.from(needle).toString("latin1")));
    });
}

describe.each([
  ["lambda", "json"],
  ["lambda", "parquet"],
  ["firehose", "json"],
  ["firehose", "parquet"],
] as const)("in mode %s with %s", (ingestion, storageFormat) => {
  let local: LocalRun;
  const dataFolder = temporaryFolder();
  beforeAll(async () => {
    const eventTypes = [{ ...screenView, clearValueInStream: true }, payment];
    local = await startLocal({
      app: await appOf(eventTypes, { ingestion, storageFormat, bufferingIntervalSeconds: 60 }),
      dataFolder,
    });
  });
  afterAll(() => local.close());

  test("the view has pseudonyms that are the same for the same person, and lets go what it may not keep", async () => {
    const answers = [
      await local.post("/screens", event),
      await local.post("/screens/batch", [
        { ...event, user: undefined, userId: EMAIL, mayTrack: false },
        { screen: "menu", user: EMAIL },
        { ...event, screen: 5, name: NAME },
        { ...event, User: EMAIL, account: { Phone: PHONE } },
      ]),
      await local.post("/screens", { ...event, account: PHONE }),
      await local.post("/screens", "not JSON", { "Content-Type": "text/plain" }),
    ];
    const hostile = [
      { user: `${EMAIL}${"x".repeat(99)}` },
      { user: { mail: EMAIL } },
      { user: [EMAIL], userId: EMAIL, USERID: EMAIL },
      { friends: EMAIL },
      { friends: [[EMAIL], { a: EMAIL }, FRIEND] },
      { account: [PHONE] },
      { account: { PHONE, phone: { number: PHONE } } },
      { note: { text: [NOTE] }, NOTE },
      { campaign: NOTE, mayTrack: "true" },
      { campaign: NOTE, mayTrack: false, Campaign: NOTE },
    ];
    if (ingestion === "lambda") {
      for (const each of hostile) answers.push(await local.post("/screens", { screen: "other", ...each }));
      answers.push(await local.post("/screens/batch", [...hostile, { screen: "other", ...hostile[0] }]));
      for (const broken of [`{"screen":"menu","user":"${EMAIL}"`, `["${EMAIL}"`, `"${EMAIL}"`, `[["${EMAIL}"]]`])
        answers.push(await local.post("/screens", broken), await local.post("/screens/batch", broken));
    }
    for (const answer of answers) for (const text of CLEAR) expect(JSON.stringify(answer)).not.toContain(text);
    const rows = await local.query(
      "SELECT \"user\", friends[2] AS me, account.phone AS phone, account.plan AS plan, campaign FROM screen_view_events WHERE screen = 'menu' ORDER BY campaign, phone",
    );
    const pseudonym = /^ps\.1\.[\w-]{22}\.[\w-]{16}$/;
    expect(rows[0]).toEqual({
      user: expect.stringMatching(pseudonym) as string,
      me: rows[0]?.["user"],
      phone: expect.stringMatching(pseudonym) as string,
      plan: "free",
      campaign: "summer",
    });
    expect(new Set(rows.map(({ user }) => user))).toEqual(new Set([rows[0]?.["user"]]));
    if (ingestion === "lambda") {
      expect(rows.map(({ campaign }) => campaign)).toEqual(["summer", "summer", null, null]);
      expect(
        filesWith(
          dataFolder,
          CLEAR.filter((text) => text !== NAME),
        ),
      ).toEqual([]);
      const page = await (await fetch(`${local.url}/_local/status`)).text();
      for (const text of CLEAR) expect(page).not.toContain(text);
    } else
      expect(
        filesWith(path.join(dataFolder, "s3"), [EMAIL, PHONE, NOTE]).filter((file) => !file.includes("/errors/")),
      ).toEqual([]);
  });

  test("money, days, sets, lists and objects come out of the view as they were sent", async () => {
    await local.post("/payments", {
      paidAt: "2026-11-20T10:00:00Z",
      amount: "12345678.90",
      method: "card",
      cardBrand: "visa",
      valueDate: "2026-11-21",
      tags: ["lunch", "team"],
      items: [
        { article: "pasta", price: 12.5, soldOn: "2026-11-20", options: ["hot"] },
        { sku: "wine", price: "7.00", count: 2, at: 1795172400 },
      ],
      place: { restaurant: "r1", geo: { lat: 52.5 } },
      raw: { a: [1, 2.5] },
    });
    await local.expectNoFailures().catch(() => undefined);
    expect(
      await local.query(
        "SELECT amount, tip, currency, method, CAST(valuedate AS varchar) AS valued_on, tags[2] AS t, cardinality(items) AS how_many, items[1].price + items[2].price * items[2].count AS total, items[1].soldon AS sold, place.geo.lat AS lat, json_extract_scalar(raw, '$.a[1]') AS b FROM payment_events",
      ),
    ).toEqual([
      {
        amount: 12345678.9,
        tip: 0,
        currency: "EUR",
        method: "card",
        valued_on: "2026-11-21",
        t: "team",
        how_many: 2,
        total: 26.5,
        sold: "2026-11-20",
        lat: 52.5,
        b: "2.5",
      },
    ]);
    expect(
      await local.query(
        "SELECT i.sku, i.count FROM payment_events CROSS JOIN UNNEST(items) AS i(sku, price, count, soldon, bought, options) ORDER BY 1",
      ),
    ).toEqual([
      { sku: "pasta", count: 1 },
      { sku: "wine", count: 2 },
    ]);
  });
});

test("straight to Firehose, what protects people is refused at synthesis unless the declaration allows for the stream", async () => {
  await expect(appOf([screenView], {})).rejects.toThrow(
    'event "screen-view": field "user" has `pseudonym`, and without a function before the stream its clear value stands in the stream\'s buffer, in errors/ and in raw records: `ingestion` must be "lambda", or the declaration say `clearValueInStream: true`',
  );
  await expect(appOf([{ ...screenView, retired: true }, payment], {})).resolves.toBeDefined();
});
