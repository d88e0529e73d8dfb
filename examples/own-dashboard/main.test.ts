import { readFileSync } from "node:fs";
import { startLocal, type LocalRun } from "clickstream-cdktf/testing";
import "./main"; // synthesizes into cdktf.out

let local: LocalRun;
beforeAll(async () => {
  local = await startLocal();
});
afterAll(() => local.close());

interface Chart {
  readonly title: string;
  readonly rows: readonly (readonly unknown[])[];
}

test("the declared charts count what guests reserved", async () => {
  await local.post("/views/batch", [
    { free: 2, session_id: "one" },
    { free: 0, session_id: "two" },
    { free: 1, session_id: "three" },
  ]);
  await local.expectEvents(3);
  await local.post("/reservations/batch", [
    { guests: 4, channel: "phone", reservedAt: "2026-11-21 18:00:00" },
    { guests: 2, channel: "web", session_id: "one" },
    { guests: 3, channel: "web" },
  ]);
  await local.expectEvents(6);
  await local.expectNoFailures();
  const { sections } = (await (await fetch(`${local.url}/_local/charts`)).json()) as {
    sections: readonly { charts: readonly Chart[] }[];
  };
  const charts = sections.flatMap((section) => section.charts);
  expect(charts.find(({ title }) => title === "Reservations")?.rows).toEqual([[3]]);
  expect(charts.find(({ title }) => title === "Guests by channel")?.rows).toEqual([
    ["web", 5],
    ["phone", 4],
  ]);
  expect(charts.find(({ title }) => title === "From looking to reserving")?.rows).toEqual([
    ["1. Found a free table", 2],
    ["2. Reserved", 1],
  ]);
});

test("the same charts are on the QuickSight dashboard", () => {
  const { resource } = JSON.parse(readFileSync("cdktf.out/stacks/reservations/cdk.tf.json", "utf8")) as {
    resource: { aws_quicksight_dashboard: object };
  };
  for (const title of ["Reservations", "Guests by channel", "Reservations over time", "From looking to reserving"])
    expect(JSON.stringify(resource.aws_quicksight_dashboard)).toContain(title);
});
