import { readFileSync } from "node:fs";
import { releaseNotes, sectionsOf, type Release } from "../../.ci/release";

const RELEASE: Release = {
  tag: "v0.2.0",
  repository: "octo-org/clickstream",
  manifest: { version: "0.2.0", repository: { url: "git+https://github.com/octo-org/clickstream.git" } },
  lock: { version: "0.2.0" },
  changelog:
    "# Changelog\n\n## Unreleased\n\n- Later.\n\n## 0.2.0 (2027-01-31)\n\n- A command.\n\n### Replaced resources\n\n- A key.\n\n## 0.1.0 (2026-11-21)\n\n- All.\n",
};
const notes = (change: Partial<Release> = {}): string => releaseNotes({ ...RELEASE, ...change });

test("a release's notes are what the changelog says of that version, nothing of others", () => {
  expect(notes()).toBe("- A command.\n\n### Replaced resources\n\n- A key.");
});

test.each<[string, Partial<Release>, string]>([
  ["another tag", { tag: "v0.3.0" }, "the tag is v0.3.0, package.json says 0.2.0: tag v0.2.0"],
  [
    "a lock of before",
    { lock: { version: "0.1.0" } },
    "package-lock.json says 0.1.0, package.json 0.2.0: run npm install",
  ],
  [
    "nothing in the changelog",
    { changelog: "## Unreleased\n\n- Later.\n" },
    'CHANGELOG.md has no section "## 0.2.0 (yyyy-MM-dd)"',
  ],
  [
    "a version that only begins alike",
    { changelog: "## 0.2.0-beta (2027-01-01)\n\n- x\n\n## 0.2.01 (2027-01-01)\n\n- y\n" },
    'CHANGELOG.md has no section "## 0.2.0 (yyyy-MM-dd)"',
  ],
  ["no date", { changelog: "## 0.2.0\n\n- A command.\n" }, 'CHANGELOG.md: "0.2.0" needs its date: 0.2.0 (yyyy-MM-dd)'],
  ["an empty section", { changelog: "## 0.2.0 (2027-01-31)\n\n## 0.1.0\n" }, "CHANGELOG.md says nothing of 0.2.0"],
  [
    "another repository",
    { repository: "a-restaurant/clicks" },
    "package.json: repository.url is git+https://github.com/octo-org/clickstream.git, this is a-restaurant/clicks: npm takes no provenance of another",
  ],
])("a release with %s is refused", (_, change, message) => {
  expect(() => notes(change)).toThrow(new Error(message));
});

test("everything that does not fit is said at once", () => {
  expect(() => notes({ tag: "v1", changelog: "" })).toThrow(/the tag is v1.*\n.*no section/);
});

test("the changelog goes by version, the newest first, and the newest is the package's", () => {
  const titles = sectionsOf(readFileSync("CHANGELOG.md", "utf8")).map(({ title }) => title);
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  expect(titles[0]).toBe("Unreleased");
  expect(titles[1]).toMatch(new RegExp(`^${version.replaceAll(".", "\\.")} \\(\\d{4}-\\d\\d-\\d\\d\\)$`));
  const key = (title: string): string =>
    (title.split(" ")[0] ?? "")
      .split(".")
      .map((part) => part.padStart(5, "0"))
      .join(".");
  const released = titles.slice(1).map(key);
  expect(released).toEqual([...released].sort().reverse());
});
