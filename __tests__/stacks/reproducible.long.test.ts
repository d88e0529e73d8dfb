import { mkdtempSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { environments } from "../support/restaurant";
import { filesOf } from "../support/synth";
import { synthPipeline } from "../support/synth-pipeline";

const home = process.cwd();

/** Synthesizes from another working directory; the output and the bundle are in new folders each time anyway. */
function synthFrom(folder: string): { outdir: string; files: Readonly<Record<string, string>> } {
  process.chdir(folder);
  try {
    const outdir = synthPipeline(environments);
    return { outdir, files: filesOf(outdir) };
  } finally {
    process.chdir(home);
  }
}

const here = synthFrom(home);
const elsewhere = synthFrom(mkdtempSync(path.join(tmpdir(), "elsewhere-")));

test("a synthesis in another folder is the same byte for byte, so a plan's differences are changes", () => {
  expect(Object.keys(here.files)).toEqual(
    expect.arrayContaining(["manifest.json", "stacks/clickstream-dev-delivery/cdk.tf.json"]),
  );
  expect(elsewhere.files).toEqual(here.files);
});

test("nothing of the machine gets into the tree, so it plans on another", () => {
  for (const [name, text] of Object.entries(here.files)) {
    for (const machine of [home, here.outdir, tmpdir() + path.sep, homedir() + path.sep]) {
      expect({ name, holds: text.includes(machine) && machine }).toEqual({ name, holds: false });
    }
  }
});

test("the function's code is inside the tree, and every path in it is relative", () => {
  const { data } = JSON.parse(here.files["stacks/clickstream-dev-delivery/cdk.tf.json"] ?? "") as {
    data: { archive_file: Record<string, { source_dir: string; output_path: string }> };
  };
  const archives = Object.values(data.archive_file);
  expect(archives).toHaveLength(1);
  for (const { source_dir: source, output_path: output } of archives) {
    expect(Object.keys(here.files)).toContain(`stacks/clickstream-dev-delivery/${source}/index.mjs`);
    expect(path.isAbsolute(output)).toBe(false);
  }
});
