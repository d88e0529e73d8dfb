import assert from "node:assert/strict";
import { test } from "node:test";
import { startLocal } from "clickstream-cdktf/testing";
import { guests, staff } from "./main";

test("guests' seats arrive in their pipeline", async () => {
  const local = await startLocal({ construct: guests });
  try {
    await local.post("/seats", { seat: 4 });
    await local.expectEvents(1);
    await local.expectNoFailures();
    assert.deepEqual(await local.query("SELECT seat FROM seats_taken"), [{ seat: 4 }]);
  } finally {
    await local.close();
  }
});

test("the staff's API answers for each event, and knows nothing of seats", async () => {
  const local = await startLocal({ construct: staff });
  try {
    const answer = (await (await local.post("/shifts/batch", [{ role: "cook" }, { nobody: true }])).json()) as {
      accepted: number;
      rejected: number;
    };
    assert.deepEqual([answer.accepted, answer.rejected], [1, 1]);
    await local.expectEvents(1);
    assert.equal((await local.post("/seats", { seat: 4 })).status, 403);
  } finally {
    await local.close();
  }
});
