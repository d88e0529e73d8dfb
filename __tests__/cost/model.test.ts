import { compare } from "../../cost/compare";
import { estimate } from "../../cost/model";
import { loadPrices } from "../../cost/prices";
import { DEFAULT_SETTINGS } from "../../cost/settings";
import { DASHBOARD_DAYS } from "../../declaration/analysis";
import { bill, lineOf, stream } from "../support/cost";

const GB = 1_073_741_824;

test("a freshness probe waits 360 s each hour with 128 MiB, and asks 21 questions of 10 MB", () => {
  expect(bill({ probes: 0 }).lines.filter(({ item }) => item === "freshness probe")).toEqual([]);
  const probed = bill({ probes: 1 });
  expect(lineOf(probed, "Lambda", "freshness probe").quantity).toBeCloseTo(30 * 24 * 360 * 0.125, 6);
  expect(lineOf(probed, "Athena", "freshness probe").amount).toBeCloseTo((720 * 21 * 10 * 5) / 1_048_576, 6);
});

describe("ingestion", () => {
  test.each([
    ["333,000,000 × 3.50 / 1,000,000 + 67,000,000 × 2.80 / 1,000,000", { eventsPerMonth: 400_000_000 }, 1353.1],
    [
      "400,000,000 / 100 = 4,000,000 requests × 3.50 / 1,000,000",
      { eventsPerMonth: 400_000_000, eventsPerRequest: 100 },
      14,
    ],
    ["1,001 events in tens are 101 requests", { eventsPerMonth: 1_001, eventsPerRequest: 10 }, 0.0003535],
  ])("API Gateway: %s", (_, settings, amount) => {
    expect(bill(settings).services.get("API Gateway")).toBeCloseTo(amount, 9);
  });

  test.each([
    ["an event of 200 bytes is billed as 5,120", { bytesPerEvent: 200 }, 5_120],
    ["one of 5,120 bytes as 5,120", { bytesPerEvent: 5_120 }, 5_120],
    ["one of 5,121 bytes as 10,240", { bytesPerEvent: 5_121 }, 10_240],
    [
      "a batch of 100 × 200 = 20,000 bytes is one record of 4 × 5,120 = 20,480",
      { bytesPerEvent: 200, eventsPerRequest: 100 },
      204.8,
    ],
    [
      "a batch of 500 × 200 = 100,000 bytes is one of 20 × 5,120 = 102,400",
      { bytesPerEvent: 200, eventsPerRequest: 500 },
      204.8,
    ],
  ])("Firehose rounds each record up to 5 KB: %s", (_, settings, billedBytesPerEvent) => {
    const { quantity, amount } = lineOf(bill({ eventsPerMonth: 1_000_000, ...settings }), "Firehose", "ingestion");
    expect(quantity).toBeCloseTo((1_000_000 * billedBytesPerEvent) / GB, 9);
    expect(amount).toBeCloseTo(((1_000_000 * billedBytesPerEvent) / GB) * 0.029, 9);
  });

  test("a last record that is not full is rounded by itself: 10 × 20,480 bytes and one of 200, billed as 5,120", () => {
    expect(
      lineOf(bill({ eventsPerMonth: 1_001, eventsPerRequest: 100 }), "Firehose", "ingestion").quantity * GB,
    ).toBeCloseTo(10 * 20_480 + 5_120, 6);
  });

  test("Parquet costs the conversion of the rounded gigabytes: 5,120,000,000 / 1,024³ = 4.768372 GB × 0.018 = 0.085831", () => {
    const parquet = bill({ streams: [stream({ format: "parquet", bufferingSizeMib: 64 })] });
    expect(lineOf(parquet, "Firehose", "format conversion").amount).toBeCloseTo(0.085831, 6);
    const half = bill({ streams: [stream({ format: "parquet", bufferingSizeMib: 64 }), stream()] });
    expect(lineOf(half, "Firehose", "format conversion").amount).toBeCloseTo(0.085831 / 2, 6);
    expect(bill().lines.some(({ item }) => item === "format conversion")).toBe(false);
  });

  test("a firewall: 5 + 2 rules × 1 + 10 million requests × 0.60 = 13 USD", () => {
    expect(bill({ eventsPerMonth: 10_000_000, waf: true }).services.get("WAF")).toBeCloseTo(13, 9);
    expect(bill().services.has("WAF")).toBe(false);
  });

  test("answers leave AWS: 2,147,483.648 thousand requests × 500 bytes = 1,000 GB × 0.09 = 90 USD", () => {
    expect(
      lineOf(bill({ eventsPerMonth: 2_147_483_648 }), "Data transfer", "answers to the internet").amount,
    ).toBeCloseTo(90, 6);
  });

  test("traces: 2,592,000 s + 5% of the other 7,408,000 requests + 43,200 calls = 3,005,600 × 5 / 1,000,000 = 15.028", () => {
    expect(bill({ eventsPerMonth: 10_000_000, tracing: true, bytesPerEvent: 10 }).services.get("X-Ray")).toBeCloseTo(
      15.028,
      6,
    );
  });
});

describe("functions", () => {
  test("the transform by time: 2,592,000 s / 60 s = 43,200 calls × 0.20 / 1,000,000 = 0.00864", () => {
    expect(lineOf(bill(), "Lambda", "transform requests").amount).toBeCloseTo(0.00864, 9);
  });

  test("the transform by size: 100,000,000 × 2,097.152 bytes / 209,715.2 bytes = 1,000,000 calls", () => {
    expect(
      lineOf(bill({ eventsPerMonth: 100_000_000, bytesPerEvent: 2_097 }), "Lambda", "transform requests").quantity,
    ).toBe(Math.ceil((100_000_000 * 2_097) / 209_715.2));
  });

  test("a call is billed by whole milliseconds: 5 ms + 10 events × 4 µs × 1,769 / 512 = 5.14, billed as 6 ms × 0.5 GB", () => {
    const { quantity, amount } = lineOf(bill({ eventsPerMonth: 432_000 }), "Lambda", "transform duration");
    expect(quantity).toBeCloseTo((43_200 * 6 * 0.5) / 1000, 9); // 129.6 GB-seconds
    expect(amount).toBeCloseTo(129.6 * 0.0000133334, 9);
  });

  test("more memory is a faster core until there is a whole one, and costs its gigabytes: 6 ms at 2 GB", () => {
    expect(
      lineOf(bill({ eventsPerMonth: 432_000, transformMemoryMib: 2048 }), "Lambda", "transform duration").quantity,
    ).toBeCloseTo((43_200 * 6 * 2) / 1000, 9);
  });

  test("mode lambda calls the ingest function once a request: 1,000,000 × 0.20 / 1,000,000 + 1,000,000 × 31 ms × 0.5 GB × 0.0000133334", () => {
    const lambda = bill({ mode: "lambda" });
    expect(lineOf(lambda, "Lambda", "ingest requests").amount).toBeCloseTo(0.2, 9);
    expect(lineOf(lambda, "Lambda", "ingest duration").amount).toBeCloseTo(15_500 * 0.0000133334, 9);
    expect(bill().lines.some(({ item }) => item.startsWith("ingest "))).toBe(false);
  });
});

describe("storage", () => {
  const stored = { eventsPerMonth: 10_737_418_240, storedBytesPerEvent: 10 }; // 100 GB a month

  test.each([
    ["100 GB × 30 / 30 days × 0.023", { retentionDays: 30 }, 2.3],
    ["100 GB × 90 / 30 days × 0.023", { retentionDays: 90 }, 6.9],
    [
      "kept for good, in the twelfth month: 100 GB × 365 / 30 days × 0.023",
      { retentionDays: null },
      (36_500 / 30) * 0.023,
    ],
  ])("at steady state: %s", (_, settings, amount) => {
    expect(lineOf(bill({ ...stored, ...settings }), "S3", "storage").amount).toBeCloseTo(amount, 9);
  });

  test("what expires costs on as an earlier version: 100 GB × 7 / 30 days × 0.023; what never expires has none", () => {
    expect(lineOf(bill({ ...stored, noncurrentDays: 7 }), "S3", "storage of earlier versions").amount).toBeCloseTo(
      0.536667,
      6,
    );
    expect(
      bill({ ...stored, retentionDays: null, noncurrentDays: 7 }).lines.some(({ item }) => item.includes("earlier")),
    ).toBe(false);
  });

  test("infrequent access: 30 days at 0.023, then 335 days at 0.0125, and 0.01 for 1,000 objects that move", () => {
    const colder = bill({
      ...stored,
      bytesPerEvent: 100,
      retentionDays: 365,
      infrequentAccessDays: 30,
      streams: [stream({ bufferingSizeMib: 128 })],
    });
    expect(lineOf(colder, "S3", "storage").amount).toBeCloseTo(2.3, 9);
    expect(lineOf(colder, "S3", "storage, infrequent access").amount).toBeCloseTo(((100 * 335) / 30) * 0.0125, 9);
    expect(lineOf(colder, "S3", "moves to infrequent access").amount).toBeCloseTo((8_640 / 1000) * 0.01, 9);
  });

  test("objects under 128 KB stay where they are", () => {
    expect(
      bill({ retentionDays: 365, infrequentAccessDays: 30 }).lines.some(({ item }) => item.includes("infrequent")),
    ).toBe(false);
  });

  test.each([
    ["by time: 2,592,000 s / 300 s", {}, 8_640],
    ["each stream by itself", { streams: [stream(), stream()] }, 17_280],
    ["by size: 10,000,000 × 5,243 bytes / 5 MiB", { eventsPerMonth: 10_000_000, bytesPerEvent: 5_243 }, 10_001],
    ["never more than records", { eventsPerMonth: 500, eventsPerRequest: 5 }, 100],
    [
      "one for each record without buffering",
      { eventsPerMonth: 500, streams: [stream({ bufferingIntervalSeconds: 0 })] },
      500,
    ],
    ["raw records as many again", { streams: [stream({ sourceBackup: true })] }, 17_280],
  ])("objects %s", (_, settings, puts) => {
    expect(lineOf(bill(settings), "S3", "PUT")).toMatchObject({ quantity: puts, amount: (puts / 1000) * 0.005 });
  });

  test("a copy is stored and written again and crosses regions: 100 GB × 0.023, 8,640 PUT, 100 GB × 0.02", () => {
    const copied = bill({ ...stored, bytesPerEvent: 1, replication: true });
    expect(lineOf(copied, "S3", "copy: storage").amount).toBeCloseTo(2.3, 9);
    expect(lineOf(copied, "S3", "copy: PUT").amount).toBeCloseTo(0.0432, 9);
    expect(lineOf(copied, "Data transfer", "to the other region").amount).toBeCloseTo(2, 9);
  });

  test("a copy asks both keys: (8,640 PUT + 2 × 8,640 copies) × 0.01 = 259.2 requests", () => {
    expect(lineOf(bill({ replication: true }), "KMS", "requests").quantity).toBeCloseTo(259.2, 9);
  });

  test("raw records of 100 GB × 0.23 cost as long as they stay, and as earlier versions: 23 GB × (30 + 7) / 30 × 0.023", () => {
    const raw = bill({
      eventsPerMonth: 1_073_741_824,
      bytesPerEvent: 100,
      noncurrentDays: 7,
      streams: [stream({ sourceBackup: true })],
    });
    expect(lineOf(raw, "S3", "storage of raw records").amount).toBeCloseTo((23 * 37 * 0.023) / 30, 9);
  });

  test("keys: 1 each; 8,640 PUT make 86.4 requests with a bucket key and 8,640 without, 0.03 for 10,000", () => {
    expect(lineOf(bill({ kmsKeys: 2 }), "KMS", "keys").amount).toBe(2);
    expect(lineOf(bill(), "KMS", "requests").amount).toBeCloseTo((86.4 / 10_000) * 0.03, 9);
    expect(lineOf(bill({ bucketKeys: false }), "KMS", "requests").amount).toBeCloseTo((8_640 / 10_000) * 0.03, 9);
  });
});

describe("queries", () => {
  const athena = (settings: Parameters<typeof bill>[0]) =>
    lineOf(bill({ queriesPerDay: 10, ...settings }), "Athena", "data scanned").amount;

  test("a small query is billed as 10 MB: 300 queries × 10 MB / 1,024² × 5 = 0.014305", () => {
    expect(athena({ eventsPerMonth: 0 })).toBeCloseTo(0.014305, 6);
    expect(athena({ eventsPerMonth: 1_048_576, storedBytesPerEvent: 10 })).toBeCloseTo(0.014305, 6);
  });

  test("beyond that it is rounded up to the MB: one byte more than 10 MB is 11", () => {
    expect(athena({ eventsPerMonth: 10_485_761, storedBytesPerEvent: 1 })).toBeCloseTo((300 * 11 * 5) / 1_048_576, 9);
  });

  test("1,024 GB by one query a day: 30 TB × 5 = 150; a third of the days costs a third", () => {
    const tera = { eventsPerMonth: 1_099_511_627_776, storedBytesPerEvent: 1, bytesPerEvent: 1, queriesPerDay: 1 };
    expect(athena(tera)).toBeCloseTo(150, 6);
    expect(athena({ ...tera, daysPerQuery: 10 })).toBeCloseTo(50, 3);
    expect(athena({ ...tera, retentionDays: 15 })).toBeCloseTo(75, 3); // no more than there is
  });

  test("each hour that a query looks at is a LIST: 300 queries × 30 days × 24 hours × 0.005 / 1,000 = 1.08", () => {
    expect(lineOf(bill({ queriesPerDay: 10 }), "S3", "LIST by queries").amount).toBeCloseTo(1.08, 9);
  });

  test("QuickSight is there when it is named: 2 × 24 + 10 × 3 + 5 × 0.38 = 79.90", () => {
    expect(
      bill({ quicksightAuthors: 2, quicksightReaders: 10, quicksightSpiceGb: 5 }).services.get("QuickSight"),
    ).toBeCloseTo(79.9, 9);
    expect(bill().services.has("QuickSight")).toBe(false);
  });
});

describe("watching", () => {
  test("alarms, a dashboard and custom metrics: 21 × 0.10 + 3 + 30 × 0.30", () => {
    const watched = bill({ alarms: 21, dashboards: 1, customMetrics: 30 });
    expect(
      ["alarms", "dashboards", "custom metrics"].map((item) => lineOf(watched, "CloudWatch", item).amount),
    ).toEqual([expect.closeTo(2.1), 3, 9]);
  });

  test("log lines: (1,000,000 × 247 + 43,200 × 1,000 bytes) / 1,024³ × 0.50, and 0.15 of them kept", () => {
    const gb = 290_200_000 / GB;
    expect(lineOf(bill(), "CloudWatch", "logs taken in").amount).toBeCloseTo(gb * 0.5, 9);
    expect(lineOf(bill({ logRetentionDays: 90 }), "CloudWatch", "logs kept").amount).toBeCloseTo(
      gb * 0.15 * 3 * 0.03,
      9,
    );
  });
});

test("an idle pipeline costs its key, its alarms, its dashboard and its firewall; nothing that is paid by use", () => {
  const idle = bill({
    eventsPerMonth: 0,
    waf: true,
    alarms: 10,
    dashboards: 1,
    customMetrics: 30,
    tracing: true,
    mode: "lambda",
    replication: true,
    noncurrentDays: 7,
  });
  const costing = idle.lines.filter(({ amount = 0 }) => amount > 0).map(({ service, item }) => `${service}, ${item}`);
  expect(costing).toEqual([
    "WAF, web ACL",
    "WAF, rules",
    "KMS, keys",
    "Glue, objects",
    "CloudWatch, alarms",
    "CloudWatch, dashboards",
  ]);
});

test("the total is the sum of the services, and these are the sums of their lines", () => {
  const { lines, services, total } = bill({
    waf: true,
    replication: true,
    mode: "lambda",
    queriesPerDay: 10,
    alarms: 3,
    tracing: true,
  });
  expect([...services.values()].reduce((sum, amount) => sum + amount)).toBeCloseTo(total, 9);
  expect(lines.reduce((sum, { amount = 0 }) => sum + amount, 0)).toBeCloseTo(total, 9);
});

test("a line whose price the file lacks has no amount and is named, instead of costing nothing", () => {
  const list = loadPrices();
  const prices = { ...list.prices };
  delete prices.kmsKey;
  const { lines, unpriced, services } = estimate(DEFAULT_SETTINGS, { ...list, prices });
  expect(lines.find(({ item }) => item === "keys")?.amount).toBeUndefined();
  expect(unpriced.map(({ service, item }) => `${service}, ${item}`)).toEqual(["KMS, keys"]);
  expect(services.get("KMS")).toBeLessThan(1);
});

test("events that divide unevenly are all counted: 10 events over 3 streams are 4 + 3 + 3", () => {
  const { quantity, formula } = lineOf(
    bill({ eventsPerMonth: 10, streams: [stream(), stream(), stream()] }),
    "API Gateway",
    "requests",
  );
  expect(quantity).toBe(10);
  expect(formula).toBe("⌈4 events / 1⌉ + ⌈3 events / 1⌉ + ⌈3 events / 1⌉");
});

test("a request that is larger than a record is refused, with how many events fit", () => {
  expect(() => bill({ bytesPerEvent: 2_048, eventsPerRequest: 500 })).not.toThrow(); // exactly 1,024,000 bytes
  expect(() => bill({ bytesPerEvent: 2_049, eventsPerRequest: 500 })).toThrow(
    "--events-per-request 500 of --bytes-per-event 2049 make 1024500 bytes, but a record holds 1024000; at most 499 such events fit a request",
  );
});

describe("the comparison", () => {
  test("has every batch, mode and format, each with the bill that those settings make by themselves", () => {
    const variants = compare(DEFAULT_SETTINGS, loadPrices());
    expect(variants).toHaveLength(4 * 2 * 2);
    const found = variants.find(
      ({ eventsPerRequest, mode, format }) => eventsPerRequest === 100 && mode === "lambda" && format === "parquet",
    );
    const alone = bill({
      queriesPerDay: 10,
      eventsPerRequest: 100,
      mode: "lambda",
      streams: [stream({ format: "parquet", bufferingSizeMib: 64 })],
    });
    expect(found?.estimate?.total).toBeCloseTo(alone.total, 9);
  });

  test("shows that batches make requests and rounding cheaper, and leaves out those that no record holds", () => {
    const totals = compare({ ...DEFAULT_SETTINGS, bytesPerEvent: 5_000 }, loadPrices())
      .filter(({ mode, format }) => mode === "firehose" && format === "json")
      .map(({ estimate: each }) => each?.total);
    const [one = 0, ten = 0, hundred = 0] = totals;
    expect(one).toBeGreaterThan(ten);
    expect(ten).toBeGreaterThan(hundred);
    expect(totals[3]).toBeUndefined();
  });
});

test("a query reads as many days as the dashboards look back, where nothing is said", () => {
  expect(DEFAULT_SETTINGS.daysPerQuery).toBe(DASHBOARD_DAYS);
});
