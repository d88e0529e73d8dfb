import { PipelineLake } from "../../../constructs/lake/pipeline-lake";
import { PipelineNames } from "../../../constructs/shared/pipeline-names";
import type { Lake } from "../../../declaration/lake";
import { visit } from "../../support/events";
import { KEY_ARN, LOCATION, statements, synth, type Tree } from "../../support/synth";

const settings: Lake = { mergeHours: 3, windowHours: 12, repeatDays: 7 };
const made = (lake: Partial<Lake> = {}, format: "json" | "parquet" = "json"): Tree =>
  synth(
    (scope) =>
      new PipelineLake(scope, "lake", {
        ...LOCATION,
        names: new PipelineNames("shop", LOCATION),
        types: [
          { event: visit, format, lake: { ...settings, ...lake } },
          { event: { ...visit, name: "other", table: "others" }, format: "json" },
        ],
        databaseName: "shop",
        bucketName: "events",
        resultsBucketName: "results",
        keyArn: KEY_ARN,
      }),
  );
const tree = made();
interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Retry?: unknown;
}
const definitionOf = (each: Tree) =>
  JSON.parse(String(each.only("aws_sfn_state_machine").definition)) as {
    readonly StartAt: string;
    readonly States: Readonly<Record<string, State>>;
  };
const { States: states, StartAt: start } = definitionOf(tree);

test("an event type without a curated table has no workflow", () => {
  expect(tree.only("aws_sfn_state_machine").name).toBe("shop-lake-visit");
});

test("merges have a workgroup of their own, without a limit of what they may read", () => {
  expect(tree.only("aws_athena_workgroup")).toMatchObject({
    name: "shop-lake",
    configuration: {
      enforce_workgroup_configuration: true,
      result_configuration: {
        output_location: "s3://results/lake/",
        encryption_configuration: { encryption_option: "SSE_KMS", kms_key_arn: KEY_ARN },
      },
    },
  });
  expect(tree.only("aws_athena_workgroup").configuration).not.toHaveProperty("bytes_scanned_cutoff_per_query");
});

describe("the workflow", () => {
  test("names states that there are, and reaches them all", () => {
    const reached = new Set<string>();
    const visitState = (name: string): void => {
      if (reached.has(name)) return;
      reached.add(name);
      const state = states[name];
      if (state === undefined) throw new Error(`no state ${name}`);
      for (const next of [state.Next, state.Default, ...(state.Choices ?? []).map((each) => each.Next)])
        if (next !== undefined) visitState(next);
    };
    visitState(start);
    expect([...reached].sort()).toEqual(Object.keys(states).sort());
  });

  test("tries every task again, with another token for Athena each time", () => {
    const tasks = Object.values(states).filter(({ Type: type }) => type === "Task");
    expect(tasks.length).toBeGreaterThan(8);
    for (const { Retry: retry } of tasks) expect(retry).toBeDefined();
    const asked = tasks.filter(({ Resource: resource }) => resource?.includes("startQueryExecution"));
    for (const { Parameters: parameters, Resource: resource } of asked) {
      expect(resource).toBe("arn:aws:states:::athena:startQueryExecution.sync"); // waits, and fails with the statement
      expect(parameters).toMatchObject({
        WorkGroup: "shop-lake",
        "ClientRequestToken.$": expect.stringMatching(/scheduledTime.*RetryCount/) as unknown,
      });
    }
  });

  test("escapes what its functions would take for theirs", () => {
    const query = String(states["Merge"]?.Parameters?.["QueryString.$"]);
    expect(query).toMatch(/^States\.Format\('MERGE INTO .*', \$\.from, \$\.to, \$\.from\)$/s);
    expect(query).toContain("NOT LIKE \\'smoke-test-%\\'");
  });

  test("deletes old events only where the table does not keep all", () => {
    expect(states).not.toHaveProperty("DeleteOldEvents");
    expect(definitionOf(made({ expirationDays: 90 })).States).toHaveProperty("DeleteOldEvents");
  });
});

test("schedules start it as often as is said, and once a day with upkeep, each run with the time at which it was due", () => {
  const schedules = tree.all("aws_scheduler_schedule");
  expect(schedules.map(({ name, schedule_expression: when }) => [name, when])).toEqual([
    ["shop-lake-merge-visit", "cron(10 0/3 * * ? *)"],
    ["shop-lake-upkeep-visit", "cron(40 3 * * ? *)"],
  ]);
  expect(schedules.map(({ target }) => JSON.parse((target as { input: string }).input) as unknown)).toEqual(
    ["merge", "upkeep"].map((task) => ({ task, scheduledTime: "<aws.scheduler.scheduled-time>", since: "" })),
  );
  const hourly = made({ mergeHours: 1 }).all("aws_scheduler_schedule")[0]?.schedule_expression;
  expect(hourly).toBe("cron(10 0/1 * * ? *)");
  const daily = made({ mergeHours: 24 }).all("aws_scheduler_schedule")[0]?.schedule_expression;
  expect(daily).toBe("cron(10 0 * * ? *)"); // there is no hour 24
});

test("the role reads landing's objects of its own event type, writes its own table's, and nothing else", () => {
  const own = (each: Tree) =>
    statements(each.all("aws_iam_role_policy").find(({ name }) => name === "keep-curated-table")?.policy);
  const { Landing: landing, Files: files, Table: table } = own(tree);
  expect(landing?.Resource).toEqual(["arn:aws:s3:::events/clickstream-data/visit/*"]);
  expect(files?.Resource).toEqual(["arn:aws:s3:::events/clickstream-lake/visits/*"]);
  expect(table?.Resource).toContain("arn:aws:glue:eu-west-1:111122223333:table/shop/visits_lake");
  expect(own(made({}, "parquet"))["Landing"]?.Resource).toEqual([
    "arn:aws:s3:::events/clickstream-data/visit/*",
    "arn:aws:s3:::events/clickstream-parquet/visit/*",
  ]);
});

test("schedules start these workflows and no others", () => {
  const policy = tree.all("aws_iam_role_policy").find(({ name }) => name === "start-workflows")?.policy;
  expect(statements(policy)["Start"]).toMatchObject({
    Action: "states:StartExecution",
    Resource: ["arn:aws:states:eu-west-1:111122223333:stateMachine:shop-lake-visit"],
  });
});
