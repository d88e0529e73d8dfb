import { execFile } from "node:child_process";
import { cpSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { eventTypes } from "../support/restaurant";
import type { EventDeclaration } from "../../declaration/event";
import { bundleHandlers } from "../../handlers/bundle";
import { createHandler, type FirehoseEvent } from "../../handlers/transform/handler";
import { visit } from "../support/events";
import { linesOf, record, recordedEvent } from "../support/firehose";
import { temporaryFolder } from "../support/tree";

const STREAMS = { "clickstream-dev-menu-click": "menu-click", "clickstream-dev-order": "order" };
const LIMIT_BYTES = 14_000;

/** Bundles into a new folder and returns the transform's file. */
async function bundle(types: readonly EventDeclaration[] = eventTypes): Promise<string> {
  const { transform } = await bundleHandlers({ eventTypes: types, outDir: temporaryFolder() });
  expect(readdirSync(transform)).toEqual(["index.mjs"]);
  return path.join(transform, "index.mjs");
}

const bundleText = async (types?: readonly EventDeclaration[]): Promise<string> =>
  readFileSync(await bundle(types), "utf8");

/** Invokes a bundle's handler with each event in a Node.js of its own, as Lambda does, and returns what it wrote, line by line. */
async function invoke(file: string, streams: object, events: readonly FirehoseEvent[]): Promise<readonly unknown[]> {
  const script = `
    const { handler } = await import(${JSON.stringify(pathToFileURL(file).href)});
    for (const event of ${JSON.stringify(events)}) process.stdout.write(JSON.stringify(await handler(event)) + "\\n");`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
    env: { EVENT_TYPES_BY_STREAM: JSON.stringify(streams) },
    timeout: 20_000,
  });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

/** The same without the moment at which an invocation was counted. */
const timeless = (line: unknown): unknown =>
  JSON.parse(JSON.stringify(line, (key, value: unknown) => (key === "Timestamp" ? typeof value : value)));

test("the bundle answers as the sources do, failures and log included", async () => {
  const broken = { ...recordedEvent("order"), records: [record("junk", "r1"), record("{}", "r2")] };
  const events = [recordedEvent("menu-click"), recordedEvent("order"), broken];
  const written: unknown[] = [];
  const handler = createHandler(eventTypes, JSON.stringify(STREAMS), (entry) => written.push(entry));
  for (const event of events) written.push(await handler(event));
  expect(written).toHaveLength(7);
  expect((await invoke(await bundle(), STREAMS, events)).map(timeless)).toEqual(written.map(timeless));
});

test("the bundle stays small and needs nothing beside Node.js, so a cold start is short", async () => {
  const text = await bundleText();
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT_BYTES);
  expect(text).not.toMatch(/\brequire\s*\(|\bimport\s*\(/);
  const imported = [...text.matchAll(/\bimport\b[^;"]*"([^"]+)"/g)].map(([, module]) => module ?? "");
  expect(imported).not.toEqual([]);
  expect(imported.filter((module) => !module.startsWith("node:") || !builtinModules.includes(module.slice(5)))).toEqual(
    [],
  );
});

test("the same sources and declarations give the same bytes from wherever they lie, so an unchanged function is not deployed anew", async () => {
  const here = await bundleText();
  expect(await bundleText()).toBe(here);

  const copy = temporaryFolder();
  const home = process.cwd();
  try {
    for (const folder of ["basics", "declaration", "handlers"])
      cpSync(folder, path.join(copy, folder), { recursive: true });
    for (const file of ["tsconfig.json", "package.json"]) cpSync(file, path.join(copy, file)); // esbuild reads both
    symlinkSync(path.resolve("node_modules"), path.join(copy, "node_modules"));
    writeFileSync(path.join(copy, "unrelated.ts"), "export const unrelated = 1;\n");
    process.chdir(copy);
    expect(await bundleText()).toBe(here);
  } finally {
    process.chdir(home);
  }
});

test("what a declaration says in words is not in the bundle, so rewording it deploys nothing", async () => {
  const reworded = eventTypes.map((event) => ({
    ...event,
    description: "Other words",
    fields: Object.fromEntries(
      Object.entries(event.fields).map(([name, field]) => [
        name,
        { ...field, description: "Other words", identifying: true as const },
      ]),
    ),
  }));
  expect(await bundleText(reworded)).toBe(await bundleText());
});

test("another team's declaration is handled without a change of the sources, whatever its fields are called", async () => {
  const theirs: EventDeclaration = { ...visit, fields: { ...visit.fields, description: { type: "string" } } };
  const event: FirehoseEvent = {
    ...recordedEvent("order"),
    deliveryStreamArn: "arn:aws:firehose:eu-west-1:111122223333:deliverystream/theirs",
    records: [record('{"title":"menu","seconds":12,"description":"d"}')],
  };
  const [, answer] = (await invoke(await bundle([theirs]), { theirs: "visit" }, [event])) as [
    unknown,
    Awaited<ReturnType<ReturnType<typeof createHandler>>>,
  ];
  expect(linesOf(answer.records[0])).toMatchObject([
    { pagename: "menu", seconds: 12, description: "d", extra: null, problems: null },
  ]);
});

test("patterns of user agents are in the ingest function's bundle where its columns are, and nowhere else", async () => {
  const { transform, ingest, userAgent } = await bundleHandlers({ eventTypes, outDir: temporaryFolder() });
  const bytes = (folder: string): string => readFileSync(path.join(folder, "index.mjs"), "utf8");
  const patterns = /crawl/;
  expect(bytes(ingest)).not.toMatch(patterns);
  expect(bytes(transform)).not.toMatch(patterns);
  if (userAgent === undefined) throw new Error("expected bundles with the columns");
  expect(bytes(userAgent.transform)).not.toMatch(patterns);
  expect(bytes(userAgent.ingest)).toMatch(patterns);
  expect(Buffer.byteLength(bytes(userAgent.ingest)) - Buffer.byteLength(bytes(ingest))).toBeLessThanOrEqual(6000);
});

test("event types with such a column of their own have no bundles with the columns", async () => {
  const own = { ...visit, fields: { ...visit.fields, device: { type: "string" } } } as const;
  const { userAgent } = await bundleHandlers({ eventTypes: [own], outDir: temporaryFolder() });
  expect(userAgent).toBeUndefined();
});
