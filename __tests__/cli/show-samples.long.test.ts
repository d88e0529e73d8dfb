import { showSamples } from "../../cli/show-samples";
import { formatTable } from "../../cli/shared/table";
import { eventTypes } from "../support/restaurant";
import { parquetTable } from "../../declaration/tables";
import { samplesOf } from "../../local/pipeline/samples";
import { click, destination, edited, only, type Resources, start, synthesizedWith } from "../support/local";

/** Shows the samples over a tree and returns whether all was right, and what was printed. */
async function show(
  cdktfOut?: string,
  samples = samplesOf(eventTypes),
): Promise<{ readonly right: boolean; readonly out: string }> {
  const run = await start(cdktfOut === undefined ? {} : { cdktfOut });
  await run.post("/poc", click("of another client"));
  const printed: unknown[] = [];
  const log = jest.spyOn(console, "log").mockImplementation((text: unknown) => void printed.push(text));
  try {
    return { right: await showSamples(run.pipeline, run.url, samples), out: printed.join("\n") };
  } finally {
    log.mockRestore();
  }
}

test("rows of other clients are no reason to call the samples wrong", async () => {
  const { right, out } = await show();
  expect([right, out.includes("WRONG")]).toEqual([true, false]);
});

test("samples that are stored as Parquet are found by a query that Athena takes", async () => {
  const { right, out } = await show(await synthesizedWith({ storageFormat: "parquet" }));
  const sampled = samplesOf(eventTypes);
  expect([right, out.match(/^ {2}s3:\S+\.parquet$/gm)?.length]).toEqual([true, sampled.length]);
  for (const { event } of sampled)
    expect(out).toMatch(
      new RegExp(`FROM ${parquetTable(event)} WHERE datehour >= '\\S+' AND received_at >= timestamp '`),
    );
});

test.each<[string, string, (resources: Resources) => unknown, readonly string[]]>([
  [
    "an object where the table does not look",
    "delivery",
    (all) => (destination(all, "menu-click").prefix = "elsewhere/"),
    ["WRONG: menu-click sample 1 stands 0 times in my_ingested_data, not once"],
  ],
  [
    "an event that its route loses",
    "ingestion",
    (all) =>
      (only(all, "aws_api_gateway_integration", "route_events_integration").request_templates = {
        "application/json":
          '{"DeliveryStreamName":"clickstream-dev-order","Record":{"Data":"$util.base64Encode("{}")"}}',
      }),
    ["WRONG: order sample 1 has problems: ", 'WRONG: order sample 1 came out as {"timestamp":null'],
  ],
  [
    "a refusal",
    "ingestion",
    (all) =>
      (only(all, "aws_api_gateway_integration", "route_events_integration").request_templates = {
        "application/json": '{"DeliveryStreamName":"gone","Record":{"Data":"$util.base64Encode($input.body)"}}',
      }),
    ["WRONG: order sample 1 was answered 503, not 200"],
  ],
])("%s is called wrong", async (_, component, edit, messages) => {
  const { right, out } = await show(await edited(component, edit));
  expect(right).toBe(false);
  for (const message of messages) expect(out).toContain(message);
  expect(out).not.toContain("Every sample came out as it must.");
});

test("an event type without a route is called wrong", async () => {
  const [first] = samplesOf(eventTypes);
  if (first === undefined) throw new Error("no samples");
  const { right, out } = await show(undefined, [{ ...first, event: { ...first.event, path: "/nowhere" } }]);
  expect([right, out]).toEqual([false, expect.stringContaining("WRONG: no route for /nowhere")]);
});

test("a table is aligned, and an empty one shows its columns", () => {
  expect(
    formatTable(
      ["a", "long name"],
      [
        ["x", null],
        ["yyyy", 1.5],
      ],
    ),
  ).toBe("  a     long name\n  x     null\n  yyyy  1.5");
  expect(formatTable(["a", "b"], [])).toBe("  a  b");
});
