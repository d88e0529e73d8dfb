import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { payment } from "../support/every-type";
import { synthesized } from "../support/local";
import { eventTypes } from "../support/restaurant";
import { temporaryFolder } from "../support/tree";

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function clickstream(...args: readonly string[]): Ran {
  return clickstreamIn(".", ...args);
}
function clickstreamIn(cwd: string, ...args: readonly string[]): Ran {
  const command = ["run.mjs", "cli/main.ts", "contract", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd, encoding: "utf8" });
  return { code: status ?? -1, out: stdout, err: stderr };
}
function file(value: unknown): string {
  const name = path.join(temporaryFolder(), "contract.json");
  writeFileSync(name, JSON.stringify(value));
  return name;
}

test("what breaks is told with whom it breaks, and exits with 2 until it is allowed", () => {
  const rest = Object.fromEntries(Object.entries(payment.fields).filter(([name]) => name !== "amount"));
  const [before, now] = [file([payment]), file([{ ...payment, fields: rest }])];
  const { code, out } = clickstream("diff", before, "--with", now);
  expect([code, out]).toEqual([2, expect.stringContaining("- payment.amount: the field is gone")]);
  expect(out).toContain("breaks questions: the view payment_events has no column amount any more");
  expect(clickstream("diff", before, "--with", now, "--allow", "payment.amount=nobody asks for it").code).toBe(0);
  const json = JSON.parse(clickstream("diff", before, "--with", now, "--format", "json").out) as {
    readonly verdict: string;
  };
  expect(json.verdict).toBe("breaking");
  expect(clickstream("diff", before, "--with", now, "--format", "markdown").out).toMatch(
    /^### Contract\n\n#### Breaking \(1\)/,
  );
});

test("a stack whose pipelines declare an event of one name in different ways has no one contract", () => {
  const both = { [payment.name]: payment, [`${payment.name} of shop/bar/api`]: { ...payment, description: "other" } };
  const texts = Object.entries(both).map(([key, event]): [string, string] => [key, JSON.stringify(event)]);
  const { code, err } = clickstream(
    "diff",
    file({ "//": { eventTypes: Object.fromEntries(texts) } }),
    "--with",
    file([]),
  );
  expect([code, err]).toEqual([
    1,
    expect.stringContaining('declares "payment" in two ways, for several pipelines') as string,
  ]);
});

test("a synthesized tree says what it takes, and nothing differs from the declarations that it was made of", async () => {
  const tree = await synthesized();
  expect(clickstream("diff", tree, "--with", file(eventTypes))).toEqual({
    code: 0,
    out: "The declarations say the same.\n",
    err: "",
  });
  expect(clickstream("diff", tree, "--with", file([...eventTypes, payment])).out).toContain(
    "payment: the event type is new",
  );
});

test("a commit of the repository is compared with what is there", () => {
  const folder = temporaryFolder();
  const git = (...args: readonly string[]): unknown =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
      cwd: folder,
      stdio: "pipe",
    });
  for (const name of [
    "basics",
    "declaration",
    "contract",
    "cli",
    "stacks",
    "constructs",
    "handlers",
    "local",
    "emulation",
    "review",
    "cost",
    "module",
  ])
    cpSync(name, path.join(folder, name), { recursive: true });
  for (const name of ["run.mjs", "package.json", "tsconfig.json"]) cpSync(name, path.join(folder, name));
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
  mkdirSync(path.join(folder, "events"));
  const events = (fields: string): string =>
    `import { defineEvent } from "./declaration/define";\nimport { int, string } from "./declaration/event";\nexport const project = { environments: {}, eventTypes: [defineEvent({ name: "click", description: "", path: "/c", table: "c", fields: { ${fields} } })] };\n`;
  writeFileSync(path.join(folder, "main.ts"), events("a: string(), b: int()"));
  writeFileSync(path.join(folder, ".gitignore"), "node_modules\nbuild\n");
  git("init", "-q");
  git("add", "-A");
  git("commit", "-qm", "before");
  const ask = (place: string): Ran => clickstreamIn(folder, "diff", place);
  expect(ask("HEAD")).toEqual({ code: 0, out: "The declarations say the same.\n", err: "" });
  writeFileSync(path.join(folder, "main.ts"), events("b: int(), a: string({ required: true })"));
  const changed = ask("HEAD");
  expect(changed.code).toBe(2);
  expect(changed.out).toContain("breaks senders: a: is required now");
  expect(changed.out).toContain("breaks storage: b, a instead of a, b: put them back");
  expect(ask("nosuch").err).toContain('"nosuch" is neither a file nor a commit that git knows');
});

test.each([
  ["a file that is no JSON", () => "README.md"],
  ["JSON without declarations", () => file({})],
])("%s is named, and exits with 1", (_, place) => {
  const { code, err } = clickstream("diff", place());
  expect([code, err]).toEqual([
    1,
    expect.stringContaining(place().endsWith("README.md") ? "README.md cannot be read" : "holds no declarations"),
  ]);
});

test("import writes what it can take, and export what was declared", () => {
  const schema = file({ type: "object", properties: { id: { type: "string", format: "uuid" } }, required: ["id"] });
  const out = path.join(path.dirname(schema), "page-view.ts");
  expect(clickstream("import", schema, "--name", "page-view", "--out", out).code).toBe(0);
  expect(readFileSync(out, "utf8")).toContain("fields: { id: string({ required: true }) },");
  expect(clickstream("import", schema, "--name", "page-view", "--out", out).code).toBe(1);
  expect(clickstream("export", "--of", file([payment]), "--id", "shop").out).toContain('id: "shop"');
  expect(clickstream("export", "--of", file([payment]), "--event", "nosuch").err).toContain("there are payment");
});
