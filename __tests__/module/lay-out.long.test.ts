import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bundleHandlers } from "../../handlers/bundle";
import { layOutModule } from "../../module/lay-out";
import type { ShapeOptions } from "../../module/shape";
import { eventTypes } from "../support/restaurant";

const EVERYTHING: ShapeOptions = {
  ingestion: "lambda",
  format: "parquet",
  origins: "several",
  sourceBackup: true,
  with: ["events-expiration", "infrequent-access", "copy", "lake", "domain", "notification-email", "silence"],
};

const BROUGHT: ShapeOptions = {
  existing: ["key", "bucket", "results-bucket", "database", "delivery-role", "ingest-role"],
};

type Files = ReadonlyMap<string, string | Buffer>;
const modules = new Map<string, Files>();

async function layOut(options: ShapeOptions = {}): Promise<Files> {
  const outDir = mkdtempSync(path.join(tmpdir(), "module-"));
  return layOutModule({ eventTypes, handlerBundles: await bundleHandlers({ eventTypes, outDir }) }, options);
}

const read = (files: Files, name: string): Record<string, Record<string, unknown>> =>
  JSON.parse(String(files.get(name))) as Record<string, Record<string, unknown>>;

beforeAll(async () => {
  for (const [name, options] of Object.entries({ least: {}, everything: EVERYTHING, brought: BROUGHT }))
    modules.set(name, await layOut(options));
});

const made = (name: string): Files => modules.get(name) ?? new Map();

test("the same declarations and options make the same bytes, wherever that is", async () => {
  const again = await layOut(EVERYTHING);
  expect([...again.keys()]).toEqual([...made("everything").keys()]);
  for (const [name, content] of made("everything")) expect([name, again.get(name)]).toEqual([name, content]);
});

test.each(["least", "everything"])(
  "%s: it has no provider, no backend, no mark of what stands for a variable",
  (name) => {
    const files = made(name);
    for (const [file, content] of files)
      if (!file.endsWith(".zip")) expect(String(content)).not.toMatch(/[\uE000-\uE00F]|TfToken/);
    for (const file of files.keys())
      if (file.endsWith(".tf.json") && !file.includes("/")) {
        expect(read(files, file)).not.toHaveProperty("provider");
        expect(read(files, file).terraform ?? {}).not.toHaveProperty("backend");
      }
    expect(String(files.get("main.tf.json"))).not.toContain("archive_file");
  },
);

test.each(["least", "everything", "brought"])(
  "%s: every variable is described, and every number and whatever must be given has a rule",
  (name) => {
    for (const [variable, block] of Object.entries(read(made(name), "variables.tf.json").variable ?? {})) {
      expect(block).toMatchObject({ description: expect.stringMatching(/\w{3}/) as string, nullable: false });
      const { type, default: value } = block as { readonly type: string; readonly default?: unknown };
      if (type === "number" || value === undefined)
        expect([variable, (block as { readonly validation?: unknown }).validation]).toEqual([
          variable,
          expect.any(Array),
        ]);
    }
  },
);

test.each(["least", "everything"])("%s: the functions' code lies in it, with its hashes", (name) => {
  const files = made(name);
  const functions = Object.values(read(files, "main.tf.json").resource?.aws_lambda_function ?? {}) as Record<
    string,
    unknown
  >[];
  const zips = [...files].filter(([file]) => file.endsWith(".zip"));
  expect(zips).toHaveLength(functions.length);
  for (const [file, zip] of zips) {
    const hash = (encoding: "base64" | "hex"): string => createHash("sha256").update(zip).digest(encoding);
    expect(functions).toContainEqual(
      expect.objectContaining({ filename: `\${path.module}/${file}`, source_code_hash: hash("base64") }),
    );
    expect(String(files.get("handlers/SHA256SUMS"))).toContain(`${hash("hex")}  ${path.basename(file)}\n`);
  }
});

test.each(["least", "everything"])("%s: its page has a row for each variable, output and resource", (name) => {
  const files = made(name);
  const page = String(files.get("README.md"));
  const anchors = (kind: string, file: string, block: string): void => {
    for (const each of Object.keys(read(files, file)[block] ?? {}))
      expect(page).toContain(`<a name="${kind}_${each}"></a>`);
  };
  anchors("input", "variables.tf.json", "variable");
  anchors("output", "outputs.tf.json", "output");
  for (const [type, blocks] of Object.entries(read(files, "main.tf.json").resource ?? {}))
    for (const each of Object.keys(blocks as object)) expect(page).toContain(`| [${type}.${each}](`);
  expect(page).toContain(
    '| <a name="input_errors_expiration_days"></a> [errors\\_expiration\\_days](#input\\_errors\\_expiration\\_days) | Days until failed records expire: a whole number from 1 to 36500 | `number` | `90` | no |',
  );
});

test.each<readonly [ShapeOptions, string]>([
  [
    { monitoring: "off", with: ["silence"] },
    "`--with silence` must be left out with `--monitoring off`: nothing is watched",
  ],
  [
    { existing: ["bucket"], with: ["copy"] },
    "`--with copy` must be left out with `--existing bucket`: its owner decides that",
  ],
  [
    { existing: ["workgroup", "results-bucket"] },
    "nothing in this module uses results_bucket_name: leave out what asks for it",
  ],
  [{ fixed: { memoryMiB: 256 } }, "`memoryMiB` must be left out of the options: it is the variable memory_mib"],
  [
    { fixed: { apiKeys: ["a till"] } },
    '`apiKeys` must be names of at most 64 letters, digits, hyphens and underscores, got "a till"',
  ],
])("%j is refused", async (options, message) => {
  await expect(layOut(options)).rejects.toThrow(message);
});
