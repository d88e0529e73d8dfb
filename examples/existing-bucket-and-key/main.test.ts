import { readFileSync } from "node:fs";
import { startLocal, type LocalRun } from "clickstream-cdktf/testing";
import "./main"; // synthesizes into cdktf.out

let local: LocalRun;
beforeAll(async () => {
  local = await startLocal();
});
afterAll(() => local.close());

test("no key and no bucket of events is made", () => {
  const { resource } = JSON.parse(readFileSync("cdktf.out/stacks/ratings/cdk.tf.json", "utf8")) as {
    resource: Record<string, Record<string, { bucket?: string }>>;
  };
  expect(resource["aws_kms_key"]).toBeUndefined();
  expect(
    Object.values(resource["aws_s3_bucket"] ?? {})
      .map(({ bucket }) => bucket)
      .filter((name) => name?.includes("events")),
  ).toEqual([]);
});

test("ratings are stored in the company's bucket", async () => {
  await local.post("/ratings", { dish: "Pasta", words: "again!" });
  await local.expectEvents(1);
  await local.expectNoFailures();
  expect(await local.query("SELECT dish, words FROM dish_rated_events")).toEqual([{ dish: "Pasta", words: "again!" }]);
});
