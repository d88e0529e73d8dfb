import path from "node:path";
import { destination, edited, synthesized } from "../support/local";
import { clickstream, type Running, serving } from "../support/process";
import { temporaryFolder } from "../support/tree";

const demo = (tree: string, ...args: readonly string[]): Running =>
  clickstream(["local", "--demo", "--no-synth", "--cdktf-out", tree, "--env", "dev", "--port", "0", ...args]);

test("a month of guests arrives hour by hour, every chart shows it, and it exits 0", async () => {
  const running = demo(await synthesized(), "--once");
  expect(await running.ended).toBe(0);
  expect(running.out()).toMatch(/^ {2}menu-click +\d{3,} +2[89] +\d{4}-/m);
  expect(running.out()).toMatch(/^ {2}order +\d{3,} +2[89] +\d{4}-/m);
  expect(running.out()).toContain("every chart can be drawn.");
});

test("it exits 1 when what it shows is wrong", async () => {
  const tree = await edited(
    "delivery",
    (resources) => (destination(resources, "menu-click").prefix = "elsewhere/!{timestamp:yyyy/MM/dd/HH}/"),
  );
  const running = demo(tree, "--once");
  expect(await running.ended).toBe(1);
  expect(running.out()).toMatch(/WRONG: menu-click: 0 events of 0 ids arrived on \d{4}-\d\d-\d\d, not \d+/);
});

test("where something has arrived before it says so, and changes nothing", async () => {
  const [tree, data] = [await synthesized(), path.join(temporaryFolder(), "data")];
  const before = clickstream([
    "local",
    "--once",
    "--no-synth",
    "--cdktf-out",
    tree,
    "--env",
    "dev",
    "--port",
    "0",
    "--data",
    data,
  ]);
  expect(await before.ended).toBe(0);
  const running = demo(tree, "--once", "--data", data);
  expect([await running.ended, running.err()]).toEqual([
    1,
    "clickstream: --demo fills what is empty, and here something has arrived; leave --data out, or name another folder\n",
  ]);
});

test("without --once it goes on serving, and what arrives then arrives now", async () => {
  const running = demo(await synthesized());
  const url = await serving(running);
  while (!running.out().includes("Ctrl-C stops")) await new Promise((resolve) => setTimeout(resolve, 50));
  await fetch(`${url}/dev/poc`, { method: "POST", body: '{"element_clicked":"now"}' });
  await fetch(`${url}/_local/flush`, { method: "POST" });
  const sql =
    "SELECT date_diff('minute', received_at, localtimestamp) FROM menu_click_events WHERE element_clicked = 'now'";
  const answer = await fetch(`${url}/_local/query`, { method: "POST", body: JSON.stringify({ sql }) });
  expect(((await answer.json()) as { rows: readonly number[][] }).rows).toEqual([[0]]);
  running.child.kill("SIGTERM");
  expect(await running.ended).toBe(0);
});
