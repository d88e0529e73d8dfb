import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const FOLDER = "docs/decisions";
const files = readdirSync(FOLDER).filter((name) => name !== "README.md");
const index = readFileSync(path.join(FOLDER, "README.md"), "utf8");

test.each(files)("%s has its number, its status and date, and its line in the list", (file) => {
  const [heading = "", , state = ""] = readFileSync(path.join(FOLDER, file), "utf8").split("\n");
  const [, number = "", title = ""] = /^# (\d+)\. (.+)$/.exec(heading) ?? [];
  expect(file.startsWith(`${number.padStart(4, "0")}-`)).toBe(true);
  expect(state).toMatch(/^(Accepted|Rejected|Superseded by \[\d+\]\(\d{4}-[\w-]+\.md\)), \d{4}-\d{2}-\d{2}$/);
  const [status = "", date = ""] = state.split(", ");
  const word = status.split(" ")[0]?.toLowerCase() ?? "";
  const line = index.split("\n").find((each) => each.includes(`](${file})`));
  expect(line).toMatch(new RegExp(`^\\| ${number} \\| \\[.+\\]\\(${file}\\) \\| ${word}.* \\| ${date} \\|$`));
  expect(line).toContain(`[${title}]`);
});

test("decisions are numbered one after the other", () => {
  expect(files.map((file) => Number(file.slice(0, 4)))).toEqual(files.map((_, index) => index + 1));
});
