import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { clickstream, serving } from "../support/process";
import { temporaryFolder } from "../support/tree";

const DECLARATION = `import { defineEvent } from "./define";
import { int, string, timestamp } from "./event";

/** A guest called for service. */
export const tableCall = defineEvent({
  name: "table-call",
  description: "A guest called for service",
  path: "/table-calls",
  table: "table_calls",
  fields: {
    table_number: int({ required: true, description: "The table" }),
    reason: string({ description: "Why" }),
    called_at: timestamp({ description: "When, by the client's clock, UTC" }),
  },
});
`;

/** A copy of the project as a team has it, with what is installed linked. */
function copyOfProject(): string {
  const folder = temporaryFolder();
  for (const name of readdirSync(".")) {
    if (["node_modules", "build", "cdktf.out", "__tests__", "docs"].includes(name) || name.startsWith(".")) continue;
    cpSync(name, path.join(folder, name), { recursive: true });
  }
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
  return folder;
}

test("a further event type costs one file and a line in events/index.ts, and its events reach a query", async () => {
  const cwd = copyOfProject();
  const index = path.join(cwd, "events/index.ts");
  const before = readFileSync(index, "utf8");
  const after = `import { tableCall } from "./table-call";\n${before.replace(/defineEvents\(/, "defineEvents(tableCall, ")}`;
  expect(after.match(/tableCall/g)).toHaveLength(2);
  writeFileSync(path.join(cwd, "events/table-call.ts"), DECLARATION);
  writeFileSync(index, after);

  const running = clickstream(["local", "--port", "0", "--data", path.join(cwd, "data")], { cwd });
  const url = await serving(running);
  const post = async (route: string, body: unknown): Promise<unknown> => {
    const response = await fetch(url + route, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    return [response.status, ((await response.json()) as { rows?: unknown }).rows];
  };
  expect(await post("/dev/table-calls", { table_number: 12, reason: "the bill", called_at: "2026-11-20T12:00:00+01:00" })).toEqual([200, undefined]);
  expect(await post("/dev/table-calls/batch", [{ table_number: 13 }, { table_number: 14, tip: true }])).toEqual([200, undefined]);
  expect(await post("/dev/table-calls", { reason: "no table" })).toEqual([400, undefined]);
  expect(await post("/_local/flush", {})).toEqual([200, undefined]);
  expect(await post("/_local/query", { sql: "SELECT table_number, reason, called_at, extra, problems FROM table_calls ORDER BY table_number" })).toEqual([
    200,
    [
      [12, "the bill", "2026-11-20 11:00:00", null, null],
      [13, null, null, null, null],
      [14, null, null, '{"tip":true}', null],
    ],
  ]);
  expect(readdirSync(path.join(cwd, "data/firehose"))).toContain("clickstream-dev-table-call");
  expect(running.err()).toBe("");
});
