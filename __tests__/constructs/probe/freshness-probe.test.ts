import { ClickstreamPipeline, type ClickstreamPipelineProps } from "../../../constructs/clickstream-pipeline";
import type { ProbeInput } from "../../../declaration/probe";
import { visit } from "../../support/events";
import { bundleFolder, KEY_ARN, LOCATION, statements, synth, type Tree } from "../../support/synth";

const PROBE = { freshnessProbe: { eventType: visit.name } } as const;
const made = (options: Partial<ClickstreamPipelineProps> = {}): Tree =>
  synth(
    (scope) =>
      new ClickstreamPipeline(scope, "shop", {
        ...LOCATION,
        name: "shop",
        eventTypes: [visit],
        keyArn: KEY_ARN,
        handlerBundles: { transform: bundleFolder(), ingest: bundleFolder("ingest"), probe: bundleFolder("probe") },
        ...options,
      }),
  );
const input = (tree: Tree): ProbeInput => {
  const { target } = tree.only("aws_scheduler_schedule") as { readonly target: { readonly input: string } };
  return JSON.parse(target.input) as ProbeInput;
};
const tree = made(PROBE);

test("nothing of it is there unless it is asked for", () => {
  const without = made();
  expect(without.all("aws_scheduler_schedule")).toEqual([]);
  expect(without.json).not.toContain("probe");
});

test("once an hour it is told what to post and where to look, and waits three times what an event waits at most", () => {
  expect(tree.only("aws_scheduler_schedule")).toMatchObject({
    name: "shop-probe",
    schedule_expression: "cron(25 * * * ? *)",
  });
  expect(input(tree)).toMatchObject({
    eventType: visit.name,
    types: [{ eventType: visit.name, tables: [visit.table] }],
    everySeconds: 18,
    longestSeconds: 840, // three times 360, within the 15 minutes of a function
  });
  expect(input(made({ ...PROBE, bufferingIntervalSeconds: 60 }))).toMatchObject({ longestSeconds: 360 });
  expect(input(made({ ...PROBE, freshness: "seconds" }))).toMatchObject({ everySeconds: 5, longestSeconds: 60 });
});

test("the same declarations give the same tree at any time", () => {
  expect(input(made(PROBE))).toEqual(input(tree));
});

test("its role may ask landing's tables and write nothing but results", () => {
  const own = tree
    .all("aws_iam_role_policy")
    .filter(({ name }) => name === "ask")
    .map(({ policy }) => statements(policy))[0];
  expect(own?.["Landing"]).toMatchObject({
    Action: "s3:GetObject",
    Resource: [expect.stringMatching(/\/clickstream-data\/visit\/\*$/) as unknown],
    Condition: { "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } },
  });
  const writers = Object.entries(own ?? {}).filter(([, { Action: action }]) =>
    /Put|Delete|Create|Update/.test(String(action)),
  );
  expect(writers.map(([sid]) => sid)).toEqual(["Results"]);
});

test("with alarms there are two: late at three times the wait, or not measured; silent", () => {
  const alarms = made({ ...PROBE, alarms: {}, bufferingIntervalSeconds: 60 })
    .all("aws_cloudwatch_metric_alarm")
    .filter(
      ({ namespace, dimensions }) => namespace === "Clickstream" && JSON.stringify(dimensions).includes("-probe"),
    );
  expect(alarms).toMatchObject([
    { alarm_name: "shop-answer-late", threshold: 360, treat_missing_data: "breaching" },
    { alarm_name: "shop-traffic-silent", threshold: 0, treat_missing_data: "notBreaching" },
  ]);
});

test.each<[what: string, options: Partial<ClickstreamPipelineProps>, message: string]>([
  [
    "another event type",
    { freshnessProbe: { eventType: "order" } },
    '`freshnessProbe.eventType` must be for event types, which are visit, got "order"',
  ],
  [
    "an API that asks for keys",
    { ...PROBE, apiKeys: ["till"] },
    "`freshnessProbe` must be left out with `apiKeys`: it posts as a client without key, signature or address of its own",
  ],
  [
    "an API that asks for signatures",
    { ...PROBE, authorization: "AWS_IAM" },
    "`freshnessProbe` must be left out with `authorization`",
  ],
  [
    "waits longer than it can",
    { ...PROBE, bufferingIntervalSeconds: 900 },
    "`freshnessProbe` must be left out where an event waits more than 420 seconds, of which `transformIntervalSeconds` and `bufferingIntervalSeconds` make 960",
  ],
  [
    "no bundle",
    { ...PROBE, handlerBundles: { transform: bundleFolder(), ingest: bundleFolder("ingest") } },
    "`handlerBundles.probe` must be given with `freshnessProbe`",
  ],
])("%s is refused", (_what, options, message) => {
  expect(() => made(options)).toThrow(message);
});
