import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App } from "cdktf";
import { validateEnvironment, type Environment } from "../../stacks/configuration/environment";
import { eventTypes } from "../support/restaurant";
import type { EventDeclaration } from "../../declaration/event";
import { viewName } from "../../declaration/tables";
import { addStacks, loadDashboards } from "../../stacks";
import { DashboardsStack } from "../../stacks/dashboards-stack";
import { visit } from "../support/events";
import { visitWithCharts } from "../support/quicksight";
import { bundleFolder, environment, KEY_ARN, stackOf, type Tree } from "../support/synth";

type QuickSight = NonNullable<Environment["quickSight"]>;
const quickSight: QuickSight = { ownerArns: ["arn:aws:quicksight:us-east-1:111122223333:group/default/analysts"] };
const STACK = "clickstream-dev-dashboards";
const newApp = (): App => new App({ outdir: mkdtempSync(path.join(tmpdir(), "cdktf-")) });

/** Synthesizes every stack like main.ts does, and returns the folder. */
async function synthAll(settings: Partial<Environment>): Promise<string> {
  const environments = [environment(settings)];
  const app = newApp();
  addStacks(app, {
    environments,
    eventTypes: types,
    handlerBundles: { transform: bundleFolder(), ingest: bundleFolder("ingest") },
    dashboards: await loadDashboards(environments),
  });
  app.synth();
  return app.outdir;
}

/** The dashboards alone. */
function dashboards(settings: QuickSight, of: readonly EventDeclaration[]): Tree {
  const app = newApp();
  new DashboardsStack(app, {
    environment: { ...environment(), quickSight: settings },
    eventTypes: of,
    keyArn: KEY_ARN,
  });
  app.synth();
  return stackOf(app.outdir, STACK);
}

const types: readonly EventDeclaration[] = [...eventTypes, visit, visitWithCharts];
/** By name, as resources stand in the JSON. */
const charted = types
  .filter(({ charts }) => charts !== undefined && charts.length > 0)
  .sort((a, b) => (a.name < b.name ? -1 : 1));
const whole = synthAll({ quickSight });

test("an environment that asks for dashboards gets one for each event type with charts, its own included, and none for others", async () => {
  const stack = stackOf(await whole, STACK);
  expect(charted.length).toBeLessThan(types.length);
  for (const [type, id] of [
    ["data_set", "data_set_id"],
    ["analysis", "analysis_id"],
    ["dashboard", "dashboard_id"],
  ] as const) {
    expect(stack.all(`aws_quicksight_${type}`).map((block) => block[id])).toEqual(
      charted.map(({ name }) => `clickstream-dev-${name}`),
    );
  }
  expect(stack.all("aws_quicksight_refresh_schedule")).toHaveLength(charted.length);
});

test("the dashboards ask the workgroup and the views that the catalog makes, and are applied after it", async () => {
  const [catalog, stack] = [stackOf(await whole, "clickstream-dev-catalog"), stackOf(await whole, STACK)];
  expect(stack.only("aws_quicksight_data_source").parameters).toEqual({
    athena: { work_group: catalog.only("aws_athena_workgroup").name },
  });
  const database = String(catalog.only("aws_glue_catalog_database").name);
  const tables = catalog.all("aws_glue_catalog_table").map(({ name }) => name);
  expect(tables).toEqual(expect.arrayContaining(charted.map(viewName)));
  const queries = stack
    .all("aws_quicksight_data_set")
    .map(({ physical_table_map: map }) => (map as [{ custom_sql: { sql_query: string } }])[0].custom_sql.sql_query);
  expect(queries).toEqual(
    charted.map((event) => expect.stringContaining(`FROM "${database}"."${viewName(event)}"`) as unknown),
  );
  const { stacks } = JSON.parse(readFileSync(path.join(await whole, "manifest.json"), "utf8")) as {
    stacks: Record<string, { dependencies: string[] }>;
  };
  expect(stacks[STACK]?.dependencies).toContain("clickstream-dev-catalog");
});

test("outputs say where each dashboard is, and which policy QuickSight's role needs", async () => {
  const { output } = JSON.parse(stackOf(await whole, STACK).json) as { output: Record<string, { value: string }> };
  expect(output.quicksight_policy?.value).toMatch(/^\$\{aws_iam_policy\.\w+\.arn\}$/);
  for (const { name } of charted) {
    expect(output[`dashboard_${name.replaceAll("-", "_")}`]?.value).toMatch(
      /^https:\/\/eu-west-1\.quicksight\.aws\.amazon\.com\/sn\/dashboards\/\$\{aws_quicksight_dashboard\.[\w-]+\.dashboard_id\}$/,
    );
  }
});

test("what the environment says of QuickSight reaches it", () => {
  const hourly = dashboards({ ...quickSight, refreshInterval: "HOURLY", serviceRoleName: "quicksight-role" }, [
    visitWithCharts,
  ]);
  expect(hourly.only("aws_quicksight_refresh_schedule").schedule).toMatchObject([
    { schedule_frequency: [{ interval: "HOURLY" }] },
  ]);
  expect(hourly.only("aws_iam_role_policy_attachment").role).toBe("quicksight-role");
  const direct = dashboards({ ...quickSight, importMode: "DIRECT_QUERY" }, [visitWithCharts]);
  expect(direct.only("aws_quicksight_data_set").import_mode).toBe("DIRECT_QUERY");
  for (const type of ["data_set", "analysis", "dashboard"])
    expect(JSON.stringify(direct.only(`aws_quicksight_${type}`).permissions)).toContain(
      '"principal":"arn:aws:quicksight:us-east-1:111122223333:group/default/analysts"',
    );
});

test("dashboards of nothing are refused, with what to do about it", () => {
  expect(() => dashboards(quickSight, [visit])).toThrow(
    "`quickSight` asks for dashboards, but no event type declares charts; declare some (there are visit) or leave quickSight out",
  );
});

test("an environment that doesn't ask has no such stack, and QuickSight's bindings stay unloaded", async () => {
  expect(readdirSync(path.join(await synthAll({}), "stacks"))).not.toContain(STACK);
  expect(await loadDashboards([environment()])).toBeUndefined();
});

test("whoever synthesizes without loading the stack is told how", () => {
  const props = {
    environments: [environment({ quickSight })],
    eventTypes,
    handlerBundles: { transform: bundleFolder(), ingest: bundleFolder("ingest") },
  };
  expect(() => addStacks(newApp(), props)).toThrow(
    "pass `dashboards: await loadDashboards(environments)` to addStacks",
  );
});

test("a role's path, or an owner that QuickSight doesn't know, is refused in the configuration", () => {
  const configured = (settings: QuickSight) => () =>
    validateEnvironment(environment({ quickSight: settings }), "config/dev.ts", ["visit"]);
  expect(configured({ ...quickSight, serviceRoleName: "service-role/quicksight" })).toThrow(
    "config/dev.ts: `quickSight.serviceRoleName` must be the name of an IAM role without its path",
  );
  expect(configured({ ownerArns: ["arn:aws:iam::111122223333:user/ann"] })).toThrow(
    "config/dev.ts: `quickSight.ownerArns` must be ARNs of QuickSight users or groups",
  );
  expect(configured({ ...quickSight, serviceRoleName: "aws-quicksight-service-role-v0" })).not.toThrow();
});
