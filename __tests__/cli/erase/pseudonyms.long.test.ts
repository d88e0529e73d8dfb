import { readFileSync } from "node:fs";
import path from "node:path";
import { clickstream, serving } from "../../support/process";
import { copyOfProject } from "../../support/project";
import { edit } from "../../support/project-copy";
import { filesIn, storedLines } from "../../support/local";

const JO = "jo@example.com";
const MAX = "max@example.com";
const ORDER = { timestamp: "2026-11-20T10:00:00Z", menuItem: "Pasta", quantity: 1, price: 9.5 };

test("erase finds a person by the clear value, whichever version of the key hashed it, and misspelt names too", async () => {
  const cwd = copyOfProject();
  const data = path.join(cwd, "data");
  edit(cwd, "events/order.ts", "identifying: true,", "pseudonym: true,");
  edit(cwd, "events/order.ts", 'path: "/events",', 'path: "/events",\n  clearValueInStream: true, // in test and prod');
  edit(cwd, "config/dev.ts", "protectData: false,", 'protectData: false,\n  ingestion: "lambda",');
  edit(cwd, "events/order.ts", "import { double,", "import { double, list, object,");
  edit(
    cwd,
    "events/order.ts",
    "  fields: {",
    "  fields: {\n    sharers: list(object({ mail: string({ pseudonym: true }) })),",
  );
  const printed: string[] = [];
  const run = async (...events: readonly object[]): Promise<void> => {
    const running = clickstream(["local", "--port", "0", "--no-samples", "--data", data], { cwd });
    const url = await serving(running);
    const post = async (route: string, body: unknown): Promise<number> => {
      const headers = { "Content-Type": "application/json" };
      const response = await fetch(url + route, { method: "POST", headers, body: JSON.stringify(body) });
      printed.push(await response.text());
      return response.status;
    };
    for (const event of events) expect(await post("/dev/events", { ...ORDER, ...event })).toBe(200);
    expect(await post("/_local/flush", {})).toBe(200);
    running.child.kill("SIGINT");
    expect(await running.ended).toBe(0);
    printed.push(running.out(), running.err());
  };
  const erase = async (field: string, ...args: readonly string[]): Promise<unknown> => {
    const common = ["erase", "--local", "--data", data, "--field", field, "--value", JO, "--force", "--json"];
    const running = clickstream([...common, ...args], { cwd });
    expect([await running.ended, running.out() === "" ? running.err() : ""]).toEqual([0, ""]);
    const { folders } = JSON.parse(running.out()) as { readonly folders: readonly { readonly events: number }[] };
    return folders.reduce((sum, { events }) => sum + events, 0);
  };
  const people = (): readonly unknown[] =>
    storedLines(data, "clickstream-data/order").map(({ customerid }) => customerid);

  await run({ customerId: JO }, { customerId: MAX });
  edit(cwd, "config/dev.ts", 'ingestion: "lambda",', 'ingestion: "lambda",\n  pseudonymVersions: ["2", "1"],');
  await run({ customerId: JO }, { CustomerID: JO }, { customerId: MAX, sharers: [{ mail: MAX }, { mail: JO }] });

  expect(
    people()
      .map((each) => String(each).slice(0, 5))
      .toSorted(),
  ).toEqual(["null", "ps.1.", "ps.1.", "ps.2.", "ps.2."]);
  for (const file of filesIn(data))
    expect([file, readFileSync(path.join(data, file)).includes(JO)]).toEqual([file, false]);
  expect(printed.join("\n")).not.toContain("@example.com");

  const before = people();
  expect(await erase("customerId")).toBe(3);
  expect(people()).toEqual(before);
  expect(await erase("customerId", "--delete")).toBe(3);
  expect(
    people()
      .map((each) => String(each).slice(0, 5))
      .toSorted(),
  ).toEqual(["ps.1.", "ps.2."]);
  expect(await erase("customerId")).toBe(0);

  expect(await erase("sharers.mail", "--delete")).toBe(1);
  expect(people().map((each) => String(each).slice(0, 5))).toEqual(["ps.1."]);
}, 120_000);
