import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { clickstream, serving } from "../support/process";
import { copyOfProject } from "../support/project";

const DECLARATION = `import { defineEvent } from "../declaration/define";
import { int, string, timestamp } from "../declaration/event";

/** A guest asked for the bill. */
export const billRequest = defineEvent({
  name: "bill-request",
  description: "A guest asked for the bill",
  path: "/bill-requests",
  table: "bill_requests",
  fields: {
    table_number: int({ required: true, description: "The table" }),
    reason: string({ description: "Why" }),
    asked_at: timestamp({ description: "When, by the client's clock, UTC" }),
  },
});
`;

test("a further event type costs one file and a line in events/index.ts, and its events reach a query", async () => {
  const cwd = copyOfProject();
  const index = path.join(cwd, "events/index.ts");
  const before = readFileSync(index, "utf8");
  const after = `import { billRequest } from "./bill-request";\n${before.replace(/defineEvents\(/, "defineEvents(billRequest, ")}`;
  expect(after.match(/billRequest/g)).toHaveLength(2);
  writeFileSync(path.join(cwd, "events/bill-request.ts"), DECLARATION);
  writeFileSync(index, after);

  const running = clickstream(["local", "--port", "0", "--no-samples", "--data", path.join(cwd, "data")], { cwd });
  const url = await serving(running);
  const post = async (route: string, body: unknown): Promise<unknown> => {
    const response = await fetch(url + route, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return [response.status, ((await response.json()) as { rows?: unknown }).rows];
  };
  expect(
    await post("/dev/bill-requests", { table_number: 12, reason: "in a hurry", asked_at: "2026-11-20T12:00:00+01:00" }),
  ).toEqual([200, undefined]);
  expect(await post("/dev/bill-requests/batch", [{ table_number: 13 }, { table_number: 14, tip: true }])).toEqual([
    200,
    undefined,
  ]);
  expect(await post("/dev/bill-requests", { reason: "no table" })).toEqual([400, undefined]);
  expect(await post("/_local/flush", {})).toEqual([200, undefined]);
  expect(
    await post("/_local/query", {
      sql: "SELECT table_number, reason, asked_at, extra, problems FROM bill_requests ORDER BY table_number",
    }),
  ).toEqual([
    200,
    [
      [12, "in a hurry", "2026-11-20 11:00:00", null, null],
      [13, null, null, null, null],
      [14, null, null, '{"tip":true}', null],
    ],
  ]);
  expect(readdirSync(path.join(cwd, "data/firehose"))).toContain("clickstream-dev-bill-request");
  expect(running.err()).toBe("");
});
