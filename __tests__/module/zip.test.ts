import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { zipOf } from "../../module/zip";

const content = Buffer.from("export const handler = async () => ({ records: [] }); // é\n");

test("a zip is read by others, with the file as everybody may read it", () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "zip-")), "a.zip");
  writeFileSync(file, zipOf(["index.mjs", content]));
  const script =
    "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\ni, = z.infolist()\nprint(i.filename, oct(i.external_attr >> 16), i.date_time)\nsys.stdout.write(z.read(i).decode())";
  expect(
    execFileSync("python3", ["-c", script, file], { encoding: "utf8", env: { ...process.env, PYTHONUTF8: "1" } }),
  ).toBe(`index.mjs 0o100644 (1980, 1, 1, 0, 0, 0)\n${content.toString()}`);
});

test("several files stand in folders", () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "zip-")), "a.zip");
  writeFileSync(file, zipOf(["main.tf.json", Buffer.from("{}")], ["handlers/a.zip", content]));
  const script =
    "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint([(i.filename, i.file_size) for i in z.infolist()])";
  expect(execFileSync("python3", ["-c", script, file], { encoding: "utf8" })).toBe(
    `[('main.tf.json', 2), ('handlers/a.zip', ${content.length})]\n`,
  );
});

test("its bytes are written down: they are the same on any machine", () => {
  expect(
    createHash("sha256")
      .update(zipOf(["index.mjs", content]))
      .digest("hex"),
  ).toBe("ed66fd11d3064067b886827afcaffa0e25539f9c13ada73147f957176975cfa7");
});
