import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeWhole } from "../../basics/files";
import { temporaryFolder } from "../support/tree";

test("a file is there whole, in folders that it makes, and nothing else is left", () => {
  const file = path.join(temporaryFolder(), "a", "b", "file");
  writeWhole(file, "first");
  writeWhole(file, "second");
  expect(readFileSync(file, "utf8")).toBe("second");
  expect(readdirSync(path.dirname(file))).toEqual(["file"]);
});

test("where it can't be finished, the old one stays", () => {
  const folder = temporaryFolder();
  const [file, unfinished] = [path.join(folder, "file"), path.join(folder, "unfinished")];
  writeFileSync(file, "old");
  mkdirSync(unfinished);
  expect(() => {
    writeWhole(file, "new", unfinished);
  }).toThrow("EISDIR");
  expect(readFileSync(file, "utf8")).toBe("old");
});
