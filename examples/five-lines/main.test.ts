import { startLocal, type LocalRun } from "clickstream-cdktf/testing";
import "./main"; // synthesizes into cdktf.out

let local: LocalRun;
beforeAll(async () => {
  local = await startLocal();
});
afterAll(() => local.close());

test("a guest who comes in is counted", async () => {
  await local.post("/doors", { door: "north", opened_at: "2026-11-21T12:00:00+01:00" });
  await local.post("/doors/batch", [{ door: "south" }, { door: "south" }]);
  await local.expectEvents(3);
  await local.expectNoFailures();
  expect(
    await local.query("SELECT door, count(*) AS guests FROM door_opened_events GROUP BY door ORDER BY door"),
  ).toEqual([
    { door: "north", guests: 1 },
    { door: "south", guests: 2 },
  ]);
});

test("an event without its door is refused, with the reason", async () => {
  await local.reset();
  expect((await local.post("/doors", { window: "open" })).status).toBe(400);
  await expect(local.expectNoFailures()).rejects.toThrow("1 requests were refused");
});
