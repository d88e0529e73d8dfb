import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { clickstream, serving, type Running } from "../support/process";
import { copyOfProject } from "../support/project";
import { edit } from "../support/project-copy";

jest.setTimeout(120_000); // several runs after one another

/** The code blocks of a how-to in a language, without the list's indent. */
const blocksOf = (page: string, language: string): readonly string[] =>
  [...readFileSync(`docs/how-to/${page}.md`, "utf8").matchAll(/^( *)```(\w+)\n([^]*?)^ *```$/gm)]
    .filter(([, , of]) => of === language)
    .map(([, indent = "", , code = ""]) => code.replaceAll(new RegExp(`^${indent}`, "gm"), ""));

/** Does to a project what a block with a diff says. */
function apply(project: string, diff: string): void {
  const [head = "", ...lines] = diff.trimEnd().split("\n");
  const without = (mark: string): string =>
    lines.flatMap((line) => (line.startsWith(mark) ? [] : [`${line.slice(1)}\n`])).join("");
  edit(project, head.replace("--- ", ""), without("+"), () => without("-"));
}

/** The local run on a project as it is now; what was stored before is there. */
class Run {
  private constructor(
    private readonly running: Running,
    private readonly url: string,
  ) {}

  static async of(cwd: string): Promise<Run> {
    const running = clickstream(["local", "--port", "0", "--no-samples", "--data", path.join(cwd, "data")], { cwd });
    return new Run(running, await serving(running));
  }

  async post(route: string, body: unknown): Promise<number> {
    return (await this.ask(route, body)).status;
  }

  async rows(sql: string): Promise<unknown> {
    await this.ask("/_local/flush", {});
    const answer = (await (await this.ask("/_local/query", { sql })).json()) as { rows?: unknown; message?: string };
    return answer.rows ?? answer.message;
  }

  async stop(): Promise<void> {
    this.running.child.kill("SIGTERM");
    expect([await this.running.ended, this.running.err()]).toEqual([0, ""]);
  }

  private ask(route: string, body: unknown): Promise<Response> {
    return fetch(this.url + route, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  }
}

const order = (menuItem: string): object => ({ timestamp: "2026-11-20T12:00:00Z", menuItem, quantity: 1, price: 2 });

test("a column is renamed: what was stored and who sends the old name are found under the new one", async () => {
  const project = copyOfProject();
  const before = await Run.of(project);
  await before.post("/dev/poc", { element_clicked: "a", source_menu: "lunch" });
  await before.rows("SELECT 1");
  await before.stop();

  for (const diff of blocksOf("rename-a-column", "diff")) apply(project, diff);
  const after = await Run.of(project);
  expect(await after.post("/dev/poc", { element_clicked: "b", source_menu: "dinner" })).toBe(200);
  expect(await after.post("/dev/poc", { element_clicked: "c", menu: "brunch" })).toBe(200);
  expect(await after.rows("SELECT element_clicked, menu FROM menu_click_events ORDER BY 1")).toEqual([
    ["a", "lunch"],
    ["b", "dinner"],
    ["c", "brunch"],
  ]);
  await after.stop();
});

test("an event type is retired, and then removed: its events are asked for in between, and erased after", async () => {
  const project = copyOfProject();
  const before = await Run.of(project);
  await before.post("/dev/events", { ...order("soup"), customerId: "ada" });
  await before.rows("SELECT 1");
  await before.stop();

  const [retire = "", ...remove] = blocksOf("remove-an-event-type", "diff");
  apply(project, retire);
  const retired = await Run.of(project);
  expect(await retired.post("/dev/events", order("tea"))).toBe(403);
  expect(await retired.rows("SELECT menuitem FROM order_events")).toEqual([["soup"]]);
  await retired.stop();

  for (const diff of remove) apply(project, diff);
  const [, file = ""] = /^rm (\S+)$/m.exec(blocksOf("remove-an-event-type", "sh").join("")) ?? [];
  expect(existsSync(path.join(project, file))).toBe(true);
  rmSync(path.join(project, file));
  const erase = [
    "erase",
    "--local",
    "--data",
    "data",
    "--field",
    "customerId",
    "--value",
    "ada",
    "--delete",
    "--force",
  ];
  const erased = clickstream([...erase, "--json"], { cwd: project });
  expect([await erased.ended, erased.err()]).toEqual([0, ""]);
  const { folders, formerTypes } = JSON.parse(erased.out()) as {
    readonly folders: readonly { readonly events: number }[];
    readonly formerTypes: readonly string[];
  };
  expect([formerTypes, folders.reduce((sum, { events }) => sum + events, 0)]).toEqual([["order"], 1]);
});

test("a format is changed, and back: every event stays in the view", async () => {
  const project = copyOfProject();
  const steps = ["", ...blocksOf("change-the-format", "ts")];
  for (const [index, setting] of steps.entries()) {
    if (index === steps.length - 1) edit(project, "config/dev.ts", steps[1] ?? "", "");
    if (setting !== "") edit(project, "config/dev.ts", "  protectData: false,\n", (line) => line + setting);
    const run = await Run.of(project);
    expect(await run.post("/dev/events", order(String(index)))).toBe(200);
    expect(await run.rows("SELECT menuitem FROM order_events ORDER BY 1")).toEqual(
      Array.from({ length: index + 1 }, (_, each) => [String(each)]),
    );
    await run.stop();
  }
  expect(steps).toHaveLength(3);
});
