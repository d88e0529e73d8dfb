import { gunzipSync } from "node:zlib";
import { erase, type FolderReport } from "../../../cli/erase/erase-run";
import { Checkpoint } from "../../../cli/erase/checkpoint";
import { Person } from "../../../cli/erase/person";
import { Progress } from "../../../cli/shared/progress";
import { Memory } from "../../../cli/replay/memory";
import { parquetRows } from "../../../cli/stored/parquet";
import { defineEvent } from "../../../declaration/define";
import { int, string, timestamp } from "../../../declaration/event";
import { failedRecords } from "../../../cli/stored/failed-records";
import { conversionFailed, processingFailed } from "../../support/failed-records";
import { linesOf, record, transform } from "../../support/firehose";
import { MemoryTarget } from "../../support/memory-target";
import { parquetOf } from "../../support/parquet";

const stay = defineEvent({
  name: "stay",
  description: "A guest stayed",
  path: "/stays",
  table: "stays",
  fields: { guestId: string({ identifying: true, maxLength: 20, aliases: ["guest"] }), nights: int(), at: timestamp() },
});
const HOUR = "2026/11/20/12";
const silent = new Progress({ write: () => true } as unknown as NodeJS.WritableStream);

const run = (
  target: MemoryTarget,
  isDelete = true,
  values = ["Zoë"],
  interrupt = { isAsked: false },
): Promise<readonly FolderReport[]> =>
  erase(target, {
    person: new Person(stay, "guestId", new Set(values)),
    delete: isDelete,
    progress: silent,
    interrupt: interrupt,
  });

const total = (reports: readonly FolderReport[]): readonly number[] =>
  (["rewritten", "deleted", "oldVersions", "events"] as const).map((name) =>
    reports.reduce((sum, report) => sum + report[name], 0),
  );

/** The lines that the transform makes of events. */
const stored = (...events: readonly unknown[]): string =>
  `${linesOf(transform(stay, [record(JSON.stringify(events))]).results[0])
    .map((line) => JSON.stringify(line))
    .join("\n")}\n`;

const data = `clickstream-data/stay/${HOUR}/one.gz`;

test("a dry run counts the person's events and changes nothing", async () => {
  const target = new MemoryTarget([stay]);
  target.put("events", data, stored({ guestId: "Zoë" }, { guestId: "Max" }));
  target.beforeChange = (what) => {
    throw new Error(`it must not ${what}`);
  };
  expect(total(await run(target, false))).toEqual([1, 0, 0, 1]);
});

test("their lines go, in every version and in the copy; the others' stay byte by byte, and an object with no line left is deleted", async () => {
  const target = new MemoryTarget([stay]);
  const others = stored({ guestId: "Max", x: "Zoë too" }, { nights: 3 });
  for (const bucket of target.eventBuckets) {
    target.put(bucket, data, stored({ guestId: "Zoë" }));
    target.put(
      bucket,
      data,
      stored({ guestId: "Zoë" }) + others + stored({ guest: "Zoë" }, { guestId: "Zoë", nights: "many" }),
    );
    target.put(bucket, `clickstream-data/stay/${HOUR}/two`, stored({ guestId: "Zoë" }));
  }
  expect(total(await run(target))).toEqual([2, 2, 2, 8]);
  for (const bucket of target.eventBuckets) expect(target.texts(bucket, "clickstream-data/")).toEqual([[data, others]]);
  expect(total(await run(target))).toEqual([0, 0, 0, 0]);
});

test("what was sent in a form that the column does not take is found too", async () => {
  const target = new MemoryTarget([stay]);
  target.put(
    "events",
    data,
    stored({ guestId: 17 }, { guestId: "17", guest: "a" }, { guestId: "a", guest: 17 }, { guestId: "x".repeat(21) }),
  );
  expect(total(await run(target, false, ["17"]))[3]).toBe(3);
  expect(total(await run(target, false, ["x".repeat(21)]))[3]).toBe(1);
});

test("failed records lose the person's events; what a batch holds besides stays, and is not sent again when it was sent", async () => {
  const target = new MemoryTarget([stay]);
  const key = `errors/stay/processing-failed/${HOUR}/one.gz`;
  const rest = [
    processingFailed({ guestId: "Max" }),
    processingFailed("no JSON"),
    processingFailed([{ guestId: "Max", n: 1 }, 5]),
  ];
  const records = [
    processingFailed({ guestId: "Zoë" }),
    ...rest.slice(0, 2),
    processingFailed('[{"guestId":"Max","n":1},{"guest":"Zoë"},5]'),
    processingFailed("cut: {Zoë"),
  ];
  const text = records.map((each) => JSON.stringify(each)).join("");
  target.put("events", key, text);
  const memory = new Memory(target);
  await memory.remember(
    key,
    [...failedRecords(key, text)].map((each) => each.record.id),
  );
  target.put(
    "events",
    `errors/stay/format-conversion-failed/${HOUR}/two.gz`,
    JSON.stringify(conversionFailed(stored({ guestId: "Zoë" }))),
  );

  expect(total(await run(target))).toEqual([1, 1, 0, 4]);
  const left = target
    .texts("events", "errors/")
    .map(([, each]) => each)
    .join("");
  expect(left).toBe(
    rest
      .map((each) => `${JSON.stringify(each)}\n`)
      .join("")
      .replace(
        /"rawData":"[^"]*"(?=[^\n]*\n$)/,
        `"rawData":"${Buffer.from('[{"guestId":"Max","n":1},5]').toString("base64")}"`,
      ),
  );
  const sent = await memory.sentOf(key);
  expect([...failedRecords(key, left)].every((each) => sent.has(each.record.id))).toBe(true);
});

describe("what replays remember of failed records that are rewritten", () => {
  const key = `errors/stay/processing-failed/${HOUR}/one.gz`;
  const LONG_AGO = new Date("2026-01-01T12:00:00Z");
  const batch = JSON.stringify(processingFailed('[{"guestId":"Max","n":1},{"guestId":"Zoë"}]'));
  const memoryKey = `replay/sent/${key}.json`;

  /** Replayed long ago, both written at their time. */
  const replayed = async (): Promise<MemoryTarget> => {
    const target = new MemoryTarget([stay]);
    target.now = () => LONG_AGO;
    target.put("events", key, batch);
    const ids = [...failedRecords(key, batch)].map(({ record: { id } }) => id);
    await new Memory(target).remember(key, ids);
    target.now = nextDay();
    return target;
  };
  /** Each write a day after the one before: S3 counts whole days. */
  const nextDay = (): (() => Date) => {
    let day = 0;
    return () => new Date(Date.UTC(2026, 2, ++day, 23, 59, 59));
  };
  const written = async (target: MemoryTarget, which: string): Promise<Date | undefined> => {
    for await (const object of target.list("events", which)) if (object.key === which) return object.modified;
    return undefined;
  };
  const outlasts = async (target: MemoryTarget): Promise<void> => {
    const [record, memory] = [await written(target, key), await written(target, memoryKey)];
    expect(memory?.getTime()).toBeGreaterThanOrEqual(record?.getTime() ?? Infinity);
    const left = [...failedRecords(key, gunzipSync((await target.read("events", { key })) ?? "").toString())];
    const sent = await new Memory(target).sentOf(key);
    expect(left.map((each) => sent.has(each.record.id))).toEqual([true]);
  };

  test("it is never older than they are, or it would expire first and their events be sent again", async () => {
    const target = await replayed();
    await run(target);
    await outlasts(target);
    const before = await written(target, memoryKey);
    await run(target);
    expect(await written(target, memoryKey)).toEqual(before);
  });

  test("nor after a run that was ended at whichever step and gone on with", async () => {
    for (const moment of ["beforeChange", "afterChange"] as const)
      for (let step = 1; step <= 4; step++) {
        const target = await replayed();
        let left = step;
        target[moment] = () => {
          if (--left === 0) throw new Error("killed");
        };
        await expect(run(target)).rejects.toThrow("killed");
        target[moment] = () => undefined;
        await run(target);
        await outlasts(target);
      }
  });

  test("a count changes nothing of it", async () => {
    const target = await replayed();
    target.put("events", key, JSON.stringify(processingFailed({ guestId: "Max" })));
    target.beforeChange = (what) => {
      throw new Error(`it must not ${what}`);
    };
    await run(target, false);
  });
});

test("what is older than its folder's objects are kept is removed, not made young again; what is not so old, or never expires, is rewritten", async () => {
  const dayFolder = (daysAgo: number): string =>
    new Date(Date.now() - daysAgo * 24 * 60 * 60 * 1000).toISOString().slice(0, 13).replace(/[-T]/g, "/");
  const [old, young] = [32, 30].map((days) => `clickstream-data/stay/${dayFolder(days)}/one`);
  const others = stored({ guestId: "Max" });
  for (const [days, kept] of [
    [30, [young]],
    [undefined, [old, young]],
  ] as const) {
    const target = new MemoryTarget([stay]);
    const asked: string[] = [];
    target.expirationDays = (bucket, prefix) => {
      asked.push(`${bucket}/${prefix}`);
      return Promise.resolve(prefix === "clickstream-data/stay/" ? days : 1);
    };
    for (const key of [old, young]) target.put("events", String(key), stored({ guestId: "Zoë" }) + others);
    target.put("events", String(old).replace("one", "without"), others);
    const counted = total(await run(target, false));
    expect(total(await run(target))).toEqual(counted);
    expect(target.texts("events", "clickstream-data/").filter(([key]) => key.endsWith("one"))).toEqual(
      kept.map((key) => [key, others]),
    );
    expect(target.texts("events", "clickstream-data/").some(([key]) => key.endsWith("without"))).toBe(true);
    expect(asked).toContain("backup/clickstream-source/stay/");
  }
});

test("an object of failed records that a stopped replay was sending from is left until it is known what arrived", async () => {
  const target = new MemoryTarget([stay]);
  const key = `errors/stay/processing-failed/${HOUR}/one.gz`;
  target.put("events", key, JSON.stringify(processingFailed({ guestId: "Zoë" })));
  await new Memory(target).intend({ key, event: "stay", records: [] });
  await expect(run(target)).rejects.toThrow(
    /a replay was stopped while it sent records of errors\/.*`clickstream replay --send` ends it/,
  );
});

test("raw records that were kept lose the person's events, and bytes that are no text come out as they went in", async () => {
  const target = new MemoryTarget([stay]);
  const key = `clickstream-source/stay/${HOUR}/one`;
  const bytes = (...parts: readonly (string | readonly number[])[]): Buffer =>
    Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  target.put(
    "events",
    key,
    bytes('{"guestId":"Max é"}', [0xff, 0xfe], '{"guest":"Zoë"}[{"guestId":"Zoë"},{"guestId":"Max","n":1e999}]', "\n"),
  );
  expect(total(await run(target))).toEqual([1, 0, 0, 2]);
  expect(await target.read("events", { key })).toEqual(
    bytes('{"guestId":"Max é"}', [0xff, 0xfe], '[{"guestId":"Max","n":1e999}]', "\n"),
  );
});

test("a Parquet object is rewritten without their rows, with the columns' types as they were", async () => {
  const target = new MemoryTarget([stay]);
  const key = `clickstream-parquet/stay/${HOUR}/one.parquet`;
  const row = (guest: string) =>
    `SELECT '${guest}' AS guestid, 2::INTEGER AS nights, TIMESTAMP '2026-11-20 12:00:00.25' AS "at", NULL::VARCHAR AS extra`;
  target.put("events", key, await parquetOf(`${row("Zoë")} UNION ALL ${row("Max")}`));
  target.put("events", key.replace("one", "two"), await parquetOf(row("Zoë")));
  expect(total(await run(target))).toEqual([1, 1, 0, 2]);
  const left = await target.read("events", { key });
  expect(await parquetRows(left ?? Buffer.alloc(0))).toEqual([
    { guestid: "Max", nights: 2, at: "2026-11-20 12:00:00.25", extra: null },
  ]);
  expect(await target.read("events", { key: key.replace("one", "two") })).toBeUndefined();
});

test("ended before or after whichever step, the others' events are there, and the next run removes what is left of the person's", async () => {
  const others = stored({ guestId: "Max" });
  const filled = (): MemoryTarget => {
    const target = new MemoryTarget([stay]);
    target.put("events", data, stored({ guestId: "Zoë" }) + others);
    target.put("events", `clickstream-data/stay/${HOUR}/two.gz`, stored({ guestId: "Zoë" }));
    return target;
  };
  const counting = filled();
  let steps = 0;
  counting.beforeChange = () => steps++;
  await run(counting);
  expect(steps).toBe(4);
  for (const moment of ["beforeChange", "afterChange"] as const) {
    for (let step = 1; step <= steps; step++) {
      const target = filled();
      let left = step;
      target[moment] = () => {
        if (--left === 0) throw new Error("killed");
      };
      await expect(run(target)).rejects.toThrow("killed");
      expect(target.texts("events", data).at(-1)?.[1]).toContain(others);
      target[moment] = () => undefined;
      await run(target);
      expect(target.texts("events", "clickstream-data/")).toEqual([[data, others]]);
    }
  }
});

test("asked to stop, it ends between two objects", async () => {
  const target = new MemoryTarget([stay]);
  target.put("events", data, stored({ guestId: "Zoë" }));
  target.put("events", `clickstream-data/stay/${HOUR}/two.gz`, stored({ guestId: "Zoë" }));
  const interrupt = { isAsked: false };
  target.afterChange = (what) => (interrupt.isAsked = what.startsWith("remove"));
  expect(total(await run(target, true, ["Zoë"], interrupt))).toEqual([0, 1, 0, 1]);
});

test("a number in place of the person's value is found by the digits that were sent", async () => {
  const target = new MemoryTarget([stay]);
  const events = '[{"guestId":12345678901234567890},{"guestId":12345678901234567891},{"guestId":7.0}]';
  const lines = linesOf(transform(stay, [record(events)]).results[0]);
  target.put("events", data, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  target.put("events", `errors/stay/processing-failed/${HOUR}/one.gz`, JSON.stringify(processingFailed(events)));
  expect(total(await run(target, true, ["12345678901234567890"]))).toEqual([2, 0, 0, 2]);
  expect(total(await run(target, true, ["12345678901234567892"]))).toEqual([0, 0, 0, 0]);
  expect(total(await run(target, true, ["7.0"]))).toEqual([2, 0, 0, 2]);
});

describe("many objects", () => {
  /** What is noted of an erasure that hasn't ended. */
  const left = async (target: MemoryTarget): Promise<readonly string[]> => {
    const keys: string[] = [];
    for await (const { key } of target.list("events", "replay/")) keys.push(key);
    return keys;
  };
  const key = (number: number): string => `clickstream-data/stay/${HOUR}/${String(number).padStart(3, "0")}`;
  const filled = (): MemoryTarget => {
    const target = new MemoryTarget([stay]);
    for (let number = 0; number < 60; number++)
      target.put("events", key(number), stored({ guestId: number % 3 === 0 ? "Zoë" : "Max" }, { nights: number }));
    return target;
  };
  /** Runs with a note after each object; notes of an end that never came stay. */
  const noted = async (target: MemoryTarget, read: string[]): Promise<readonly FolderReport[]> => {
    const checkpoint = await Checkpoint.open(target, ["guestId", "Zoë"], 0);
    const plain = target.read.bind(target);
    target.read = (bucket, object) => {
      if (object.key.startsWith("clickstream-data/")) read.push(object.key);
      return plain(bucket, object);
    };
    try {
      const reports = await erase(target, {
        person: new Person(stay, "guestId", new Set(["Zoë"])),
        delete: true,
        progress: silent,
        interrupt: { isAsked: false },
        atOnce: 8,
        checkpoint,
      });
      await checkpoint.end();
      return reports;
    } finally {
      target.read = plain;
    }
  };

  test("side by side they come out as one by one", async () => {
    const target = filled();
    const reports = await noted(target, []);
    expect(total(reports)).toEqual([20, 0, 0, 20]);
    expect(reports.reduce((sum, { looked }) => sum + looked, 0)).toBe(60);
    expect(JSON.stringify(target.texts("events", ""))).not.toContain("Zoë");
    expect(await left(target)).toEqual([]);
  });

  test("killed half-way, a second run goes on from there: what was looked at is not read again", async () => {
    const target = filled();
    target.beforeChange = (what) => {
      if (what.includes("/045")) throw new Error("the end of the process");
    };
    const first: string[] = [];
    await expect(noted(target, first)).rejects.toThrow("the end of the process");
    await new Promise((resolve) => setTimeout(resolve, 20));
    target.beforeChange = () => undefined;
    const second: string[] = [];
    const reports = await noted(target, second);
    expect(second.length).toBeLessThan(30);
    expect(second).toContain(key(45));
    expect(new Set([...first, ...second]).size).toBe(60);
    expect(JSON.stringify(target.texts("events", ""))).not.toContain("Zoë");
    expect(reports.reduce((sum, { looked }) => sum + looked, 0)).toBeGreaterThanOrEqual(60);
    expect(await left(target)).toEqual([]);
  });

  test("what is noted holds nothing of the person", async () => {
    const target = filled();
    const written: string[] = [];
    const plain = target.write.bind(target);
    target.write = (bucket, name, body, absent) => {
      if (name.startsWith("replay/erase/")) written.push(`${name} ${String(body)}`);
      return plain(bucket, name, body, absent);
    };
    await noted(target, []);
    expect(written.length).toBeGreaterThan(0);
    expect(written.join()).not.toMatch(/Zo\u00eb|Zoë/);
  });
});
