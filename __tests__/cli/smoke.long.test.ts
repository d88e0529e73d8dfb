import { environmentNamed } from "../../cli/shared/project";
import { Progress } from "../../cli/shared/progress";
import { smokeTest, type RequestResult, type SmokeOptions } from "../../cli/smoke/smoke-test";
import { testRequests } from "../../cli/smoke/test-events";
import { deployedEnvironment } from "../../cli/pipelines/project-source";
import { LocalTarget } from "../../cli/pipelines/local";
import { environments, eventTypes } from "../support/restaurant";
import { TEST_EVENT_ID_PREFIX } from "../../declaration/columns";
import { destination, edited, only, type Resources, start, synthesized } from "../support/local";
import { visit } from "../support/events";
import { linesOf, record, transform } from "../support/firehose";

const silent = new Progress({ write: () => true } as unknown as NodeJS.WritableStream);

/** Runs the test against a pipeline that was edited; in the meantime it runs as another process's would. */
async function smoke(
  component?: string,
  edit: (resources: Resources) => unknown = () => undefined,
  options: Partial<SmokeOptions> = {},
): Promise<readonly RequestResult[]> {
  const environment = environmentNamed("dev", environments);
  const cdktfOut = component === undefined ? await synthesized() : await edited(component, edit);
  const run = await start({ cdktfOut });
  const target = await LocalTarget.open({
    deployed: deployedEnvironment(environment),
    dataFolder: run.dataFolder,
    cdktfOut,
  });
  return smokeTest(target, testRequests(eventTypes), {
    deployed: environment,
    headers: {},
    query: true,
    timeoutSeconds: 0,
    progress: silent,
    interrupt: { isAsked: false },
    ...options,
  });
}

const failuresOf = (results: readonly RequestResult[], route: string): string =>
  results
    .filter((each) => each.route.startsWith(route))
    .map(({ failure = "none" }) => failure)
    .join("\n");

test("test events of every type go through every route, to S3 and to a query", async () => {
  const results = await smoke();
  expect(results.map(({ failure }) => failure)).toEqual(results.map(() => undefined));
  expect(results.map(({ route }) => route)).toEqual(eventTypes.flatMap(({ path }) => [path, `${path}/batch`]));
  for (const result of results)
    expect(result).toMatchObject({ status: 200, storedAfterSeconds: expect.any(Number) as number, found: true });
});

test.each<[string, string, (resources: Resources) => unknown, RegExp]>([
  [
    "the edge",
    "ingestion",
    (all) =>
      (only(all, "aws_api_gateway_integration", "route_events_integration").request_templates = {
        "application/json": '{"DeliveryStreamName":"gone","Record":{"Data":"$util.base64Encode($input.body)"}}',
      }),
    /^edge: answered 503 /,
  ],
  [
    "S3",
    "delivery",
    (all) => (destination(all, "order").prefix = "elsewhere/"),
    /^S3: 0 of 1 events are there after \d+ s/,
  ],
  [
    "the transform",
    "delivery",
    (all) =>
      (only(all, "aws_lambda_function").environment = {
        variables: { EVENT_TYPES_BY_STREAM: '{"clickstream-dev-menu-click":"menu-click"}' },
      }),
    /^transform: in errors\/order\/processing-failed\/\S+: Lambda\.FunctionError: .*no delivery stream/,
  ],
  [
    "the query",
    "catalog",
    (all) => {
      const table = only(all, "aws_glue_catalog_table", "lines-clickstream_data");
      Object.assign(
        table,
        JSON.parse(JSON.stringify(table).replaceAll("clickstream-data/order/", "clickstream-data/elsewhere/")),
      );
    },
    /^query: 1 of 1 events are in S3 and not in /,
  ],
])("a failure is put down to its hop: %s", async (_, component, edit, message) => {
  const query = component === "catalog"; // without it, the test ends in S3
  const results = await smoke(component, edit, { query });
  expect(failuresOf(results, "/events")).toMatch(message);
  expect(failuresOf(results, "/poc")).toBe("none\nnone");
  expect(results.every(({ found }) => (found === undefined) !== query)).toBe(true);
});

test("an event type without samples gets events that its declaration lets pass, marked like the others", () => {
  const [single, batch] = testRequests([visit]);
  const events = [JSON.parse(single?.body ?? "") as unknown, ...(JSON.parse(batch?.body ?? "[]") as unknown[])];
  const lines = linesOf(transform(visit, [record(JSON.stringify(events))]).results[0]);
  for (const line of lines)
    expect([line["problems"], String(line["event_id"]).startsWith(TEST_EVENT_ID_PREFIX)]).toEqual([null, true]);
  expect(lines.length).toBe(3);
  expect(new Set(lines.map((line) => line["event_id"])).size).toBe(lines.length);
});
