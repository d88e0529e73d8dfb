import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { until } from "../../support/local";
import { clicks, Lab, line } from "../../support/stream";

const RECORDS = 500;
const EACH = 250;
const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** A folder as a killed process leaves it: 250 records delivered, two segments of 250 that wait, the second of them open. */
async function left(): Promise<Lab> {
  const lab = new Lab();
  let works = true;
  const stream = await lab.stream(clicks(), (event) =>
    works ? Promise.resolve(event).then(okay) : Promise.reject(new Error("no function")),
  );
  const put = async (from: number, to: number): Promise<void> => {
    await Promise.all(numbers(from, to).map((number) => stream.put(line(number))));
  };
  await put(1, EACH);
  await stream.flush();
  works = false;
  await put(EACH + 1, 2 * EACH);
  await expect(stream.flush()).rejects.toThrow("no function");
  await put(2 * EACH + 1, 3 * EACH);
  await stream.close();
  lab.warnings.length = 0;
  return lab;
}

const okay = (event: unknown): unknown => ({
  records: (event as { records: { recordId: string; data: string }[] }).records.map(({ recordId, data }) => ({
    recordId,
    result: "Ok",
    data,
  })),
});

const SEALED = "0000000002.sealed";
const OPEN = "0000000003.open";

type Harm = (file: string, lab: Lab) => void;

const bytes =
  (change: (content: Buffer) => Buffer): Harm =>
  (file) =>
    writeFileSync(file, change(readFileSync(file)));
const lines = (change: (all: string[]) => readonly string[]): Harm =>
  bytes((content) => {
    const all = content.toString("latin1").split("\n").slice(0, -1);
    return Buffer.from(
      change(all)
        .map((each) => `${each}\n`)
        .join(""),
      "latin1",
    );
  });
const flip = (at: (content: Buffer) => number, mask = 1): Harm =>
  bytes((content) => {
    const index = at(content);
    content[index] = (content[index] ?? 0) ^ mask;
    return content;
  });

/** What is done to a journal's file, and how many records can't be there afterwards, at most. */
const JOURNAL: readonly (readonly [kind: string, lost: number, harm: Harm])[] = [
  ["the first byte flipped", 1, flip(() => 0)],
  ["a byte in the middle flipped", 1, flip(({ length }) => length >> 1)],
  ["a byte's high bit flipped", 1, flip(({ length }) => length >> 1, 128)],
  ["a byte near the end flipped", 1, flip(({ length }) => length - 4)],
  ["the last newline flipped", 1, flip(({ length }) => length - 1)],
  ["a newline in the middle flipped", 2, flip((content) => content.indexOf(10, content.length >> 1))],
  [
    "a digit of a sequence changed",
    1,
    lines((all) => all.map((each, at) => (at === 9 ? each.replace(/ \d/, " 9") : each))),
  ],
  ["half gone", EACH / 2 + 1, (file) => truncateSync(file, readFileSync(file).length >> 1)],
  ["the first half gone", EACH / 2 + 1, bytes((content) => content.subarray(content.length >> 1))],
  ["its last byte gone", 1, bytes((content) => content.subarray(0, -1))],
  ["half of its lines gone", EACH / 2, lines((all) => all.slice(0, all.length / 2))],
  ["its last line gone", 1, lines((all) => all.slice(0, -1))],
  ["its first line gone", 1, lines((all) => all.slice(1))],
  ["a line in the middle gone", 1, lines((all) => all.toSpliced(100, 1))],
  ["ten lines gone", 10, lines((all) => all.toSpliced(100, 10))],
  ["a line twice", 0, lines((all) => all.toSpliced(100, 0, all[100] ?? ""))],
  ["every line twice", 0, lines((all) => [...all, ...all])],
  ["two lines swapped", 0, lines((all) => all.with(3, all[200] ?? "").with(200, all[3] ?? ""))],
  ["its lines in reverse", 0, lines((all) => all.toReversed())],
  ["an empty line", 0, lines((all) => all.toSpliced(50, 0, ""))],
  ["text between its lines", 0, lines((all) => all.toSpliced(50, 0, "what is this?"))],
  ["JSON between its lines", 0, lines((all) => all.toSpliced(50, 0, '{"recordId":"1","arrivedAt":1,"data":""}'))],
  ["no bytes", EACH, (file) => truncateSync(file, 0)],
  ["zeros for bytes", EACH, bytes(({ length }) => Buffer.alloc(length))],
  ["zeros in its middle", 60, bytes((content) => content.fill(0, content.length >> 1, (content.length >> 1) + 5000))],
  ["zeros behind its end", 0, bytes((content) => Buffer.concat([content, Buffer.alloc(4096)]))],
  ["noise for bytes", EACH, bytes((content) => content.map((byte, at) => byte ^ (at * 31)) as Buffer)],
  ["other line ends", EACH, lines((all) => all.map((each) => `${each}\r`))],
  ["a byte order mark", 1, bytes((content) => Buffer.concat([Buffer.from("\ufeff"), content]))],
  ["the file gone", EACH, (file) => rmSync(file)],
];

/** What is done to the books beside it: no record is lost by it. */
const BOOKS: readonly (readonly [kind: string, harm: Harm])[] = [
  ...[1, -1, 500].map((by): readonly [string, Harm] => [
    `lastDelivered ${by}`,
    bytes((content) =>
      Buffer.from(
        content
          .toString()
          .replace(/"lastDelivered":(\d+)/, (_, last: string) => `"lastDelivered":${Number(last) + by}`),
      ),
    ),
  ]),
  [
    "lastRecord 500",
    bytes((content) => Buffer.from(content.toString().replace(/"lastRecord":\d+/, '"lastRecord":500'))),
  ],
  ["a byte flipped", flip(({ length }) => length >> 1)],
  ["half gone", (file) => truncateSync(file, readFileSync(file).length >> 1)],
  ["no bytes", (file) => truncateSync(file, 0)],
  ["zeros for bytes", bytes(({ length }) => Buffer.alloc(length))],
  ["another JSON", (file) => writeFileSync(file, "{}")],
  ["the file gone", (file) => rmSync(file)],
];

/** Opens the folder, delivers, and finds each record answered delivered or named. */
async function account(lab: Lab, mostLost: number): Promise<void> {
  const stream = await lab.stream();
  await stream.flush();
  const delivered = lab.lines() as number[];
  expect(new Set(delivered).size).toBe(delivered.length);
  const lost = numbers(1, 3 * EACH).filter((number) => !delivered.includes(number));
  expect(lost.length).toBeLessThanOrEqual(mostLost);
  expect(numbers(1, EACH).filter((number) => lost.includes(number))).toEqual([]); // they were delivered before
  const named = new Set(lab.warnings.flatMap(recordsNamed));
  expect(lost.filter((number) => !named.has(number))).toEqual([]);
  expect(stream.status).toMatchObject({ buffered: 0, delivered: 3 * EACH - lost.length, failed: 0 });
  expect(stream.status.damaged ?? 0).toBe(lost.length);
  // and it goes on
  await stream.put(line("new"));
  await stream.flush();
  expect(lab.lines()).toContain("new");
  await stream.close();
  lab.warnings.length = 0;
  const next = await lab.stream();
  await next.put(line("newer"));
  await next.flush();
  expect(lab.lines()).toContain("newer");
  expect(lab.warnings).toEqual([]); // all was told once
}

function recordsNamed(warning: string): readonly number[] {
  const { first, last } = / records? (?<first>\d+)(?: to (?<last>\d+))? of the stream/.exec(warning)?.groups ?? {};
  return first === undefined ? [] : numbers(Number(first), Number(last ?? first));
}

describe.each([SEALED, OPEN])("a journal's file %s with", (name) => {
  test.each(JOURNAL)("%s: what is lost is named, the rest is delivered", async (kind, lost, harm) => {
    const lab = await left();
    const file = path.join(lab.streamFolder, name);
    const before = readFileSync(file);
    harm(file, lab);
    const changed = existsSync(file) && !readFileSync(file).equals(before);
    expect([kind, changed || !existsSync(file)]).toEqual([kind, true]);
    const after = existsSync(file) ? readFileSync(file) : undefined;
    await account(lab, lost);
    const kept = lab.files.filter((each) => each.startsWith(`damaged/${name}`)).map((each) => lab.read(each));
    if (kept.length > 0) expect(kept).toEqual([after?.toString()]);
  });
});

describe.each(["ledger.json", "ledger.copy.json", "told"])("the file %s with", (name) => {
  test.each(BOOKS.filter(([kind]) => name !== "told" || !kind.startsWith("last")))(
    "%s: nothing is lost",
    async (_, harm) => {
      const lab = await left();
      harm(path.join(lab.streamFolder, name), lab);
      await account(lab, 0);
    },
  );
});

test("each damage is told with its file and line, and kept in a list", async () => {
  const lab = await left();
  const file = path.join(lab.streamFolder, SEALED);
  lines((all) => all.with(4, "gone").toSpliced(10, 0, all[2] ?? ""))(file, lab);
  await lab.stream();
  const kept = expect.stringMatching(/; the file is kept as .*damaged\/0000000002\.sealed\.\d+$/) as string;
  expect(lab.warnings).toEqual([
    expect.stringContaining(`clicks: ${file}:5 is damaged: it is not what its checksum says`),
    expect.stringContaining(`clicks: ${file}:11 is damaged: it repeats record 253`),
    `clicks: ${lab.streamFolder}: no segment holds record 255 of the stream: taken, and not known to be delivered`,
  ]);
  expect(lab.warnings.slice(0, 2)).toEqual([kept, kept]);
  expect(lab.read("damaged/findings.txt").split("\n")).toHaveLength(4);
});

test("both ledgers damaged: what waits is delivered, and the counters start anew", async () => {
  const lab = await left();
  for (const name of ["ledger.json", "ledger.copy.json"]) writeFileSync(path.join(lab.streamFolder, name), "{");
  const stream = await lab.stream();
  await stream.flush();
  expect([...(lab.lines() as number[])].sort((one, other) => one - other)).toEqual(numbers(1, 3 * EACH));
  expect(stream.status).toEqual({ buffered: 0, delivered: RECORDS, failed: 0, events: RECORDS });
  expect(lab.warnings).toEqual([
    expect.stringMatching(/ledger\.json:1 is damaged: .*; counters start anew$/),
    expect.stringMatching(/ledger\.copy\.json:1 is damaged: .*; counters start anew$/),
  ]);
});

test("files under each other's names, and one that was delivered before, change nothing", async () => {
  const lab = await left();
  const file = (name: string): string => path.join(lab.streamFolder, name);
  renameSync(file(SEALED), file("0000000009.sealed"));
  copyFileSync(file(OPEN), file("0000000008.sealed"));
  await account(lab, 0);
});

test("what is damaged while the stream runs is told as well, and does not stop it", async () => {
  const lab = new Lab();
  let works = false;
  const stream = await lab.stream(clicks(), (event) =>
    works ? Promise.resolve(okay(event)) : Promise.reject(new Error("no function")),
  );
  for (let segment = 0; segment < 3; segment++) {
    for (let each = 1; each <= 10; each++) await stream.put(line(segment * 10 + each));
    await expect(stream.flush()).rejects.toThrow("no function");
  }
  await until(() => lab.files.filter((name) => name.endsWith(".sealed")).length === 3);
  flip(() => 100)(path.join(lab.streamFolder, "0000000001.sealed"), lab);
  rmSync(path.join(lab.streamFolder, "0000000002.sealed"));
  works = true;
  await stream.flush();
  expect([...(lab.lines() as number[])].sort((one, other) => one - other)).toEqual([
    ...numbers(2, 10),
    ...numbers(21, 30),
  ]);
  expect(stream.status).toEqual({ buffered: 0, delivered: 19, failed: 0, damaged: 11, events: 19 });
  expect(lab.warnings.flatMap(recordsNamed)).toEqual([1, ...numbers(11, 20)]);
});
