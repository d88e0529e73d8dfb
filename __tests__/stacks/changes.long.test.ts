import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { App } from "cdktf";
import { CHANGES, type Said, SETTINGS } from "../../.ci/changes";
import { BACKUP_OPTIONS } from "../../constructs/backup/backup-options";
import { CATALOG_OPTIONS } from "../../constructs/catalog/catalog-options";
import { DELIVERY_OPTIONS } from "../../constructs/delivery/delivery-options";
import { INGESTION_OPTIONS } from "../../constructs/edge/ingestion-options";
import { LAKE_OPTIONS } from "../../constructs/lake/lake-options";
import { MONITORING_OPTIONS } from "../../constructs/monitoring/monitoring-options";
import { PROBE_OPTIONS } from "../../constructs/probe/probe-options";
import { EVENT_OPTIONS } from "../../constructs/shared/event-options";
import { ROLE_SETTINGS } from "../../constructs/shared/role-options";
import { VERSION_SETTINGS } from "../../stacks/configuration/version";
import { STORAGE_OPTIONS } from "../../constructs/storage/storage-options";
import { defineEvents } from "../../declaration/define";
import type { EventDeclaration } from "../../declaration/event";
import { addStacks } from "../../stacks";
import type { Environment } from "../../stacks/configuration/environment";
import { DashboardsStack } from "../../stacks/dashboards-stack";
import { environments as shipped, eventTypes } from "../support/restaurant";
import { bundleFolder, environment } from "../support/synth";
import { temporaryFolder } from "../support/tree";

// What the run on the emulator shows (`npm run test:changes`) by the rules of Terraform: nothing is made while something else has its name.

type Arguments = Readonly<Record<string, unknown>>;
interface Stack {
  readonly resources: ReadonlyMap<string, Arguments>;
  readonly moved: ReadonlyMap<string, string>;
  /** What is none of the resources: Terraform's own settings, outputs, variables, data. */
  readonly rest?: unknown;
}

/** What AWS knows once, by the arguments that name it; another value of these is another resource. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  aws_api_gateway_gateway_response: ["rest_api_id", "response_type"],
  aws_api_gateway_method: ["rest_api_id", "resource_id", "http_method"],
  aws_api_gateway_model: ["rest_api_id", "name"],
  aws_api_gateway_resource: ["parent_id", "path_part"],
  aws_athena_workgroup: ["name"],
  aws_cloudwatch_dashboard: ["dashboard_name"],
  aws_cloudwatch_log_group: ["name"],
  aws_cloudwatch_metric_alarm: ["alarm_name", "provider"],
  aws_glue_catalog_database: ["name"],
  aws_glue_catalog_table: ["database_name", "name"],
  aws_iam_role: ["name"],
  aws_kinesis_firehose_delivery_stream: ["name"],
  aws_kms_alias: ["name", "provider"],
  aws_lambda_function: ["function_name"],
  aws_lambda_permission: ["function_name", "statement_id"],
  aws_quicksight_data_set: ["data_set_id"],
  aws_s3_bucket: ["bucket"],
  aws_sns_topic: ["name", "provider"],
  aws_wafv2_web_acl: ["name"],
};
/** Arguments besides the names that can't be changed in place. */
const ALSO_REPLACED: Readonly<Record<string, readonly string[]>> = {
  aws_iam_role: ["path"],
  aws_api_gateway_model: ["content_type"],
};
const INTEGRATION = "aws_api_gateway_integration";
const OF_INTEGRATIONS = ["type", "credentials", "integration_http_method", "passthrough_behavior"];

const typeOf = (address: string): string => address.split(".")[0] ?? "";
const values = (given: Arguments, names: readonly string[]): string => JSON.stringify(names.map((name) => given[name]));

function read(folder: string): ReadonlyMap<string, Stack> {
  const stacks = path.join(folder, "stacks");
  return new Map(
    readdirSync(stacks).map((name) => {
      const json = JSON.parse(readFileSync(path.join(stacks, name, "cdk.tf.json"), "utf8")) as {
        resource?: Record<string, Record<string, Arguments>>;
        moved?: { from: string; to: string }[];
      };
      const resources = Object.entries(json.resource ?? {}).flatMap(([type, all]) =>
        Object.entries(all).map(([id, given]) => [`${type}.${id}`, given] as const),
      );
      return [
        name,
        {
          resources: new Map(resources),
          moved: new Map((json.moved ?? []).map(({ from, to }) => [from, to])),
          rest: { ...json, "//": undefined, resource: undefined, moved: undefined },
        },
      ];
    }),
  );
}

/** What is made before its like is dropped: what says so, and all that it depends on. */
function madeBefore({ resources }: Stack): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (address: string): void => {
    const given = resources.get(address);
    if (given === undefined || found.has(address)) return;
    found.add(address);
    for (const [reference] of JSON.stringify(given).matchAll(/aws_\w+\.[\w-]+/g)) visit(reference);
  };
  for (const [address, { lifecycle }] of resources)
    if ((lifecycle as Arguments | undefined)?.["create_before_destroy"] === true) visit(address);
  return found;
}

/** What of a change would meet what is still there. */
function collisions(before: Stack, after: Stack): readonly string[] {
  const found: string[] = [];
  const first = madeBefore(after);
  const now = new Map([...before.resources].map(([address, given]) => [after.moved.get(address) ?? address, given]));
  const owners = new Map([...now].map(([address, given]) => [keyOf(address, given), address]));
  for (const [address, given] of after.resources) {
    const key = keyOf(address, given);
    const owner = key === undefined ? undefined : owners.get(key);
    if (owner !== undefined && owner !== address && !makesWay(owner, key, address, after))
      found.push(`${address} is made while ${owner} has its name`);
    const was = now.get(address);
    if (was === undefined) continue;
    const type = typeOf(address);
    if (
      type === INTEGRATION &&
      placeOf(was) === placeOf(given) &&
      values(was, OF_INTEGRATIONS) !== values(given, OF_INTEGRATIONS)
    )
      found.push(`${address} is made in its own place, then deleted`);
    const fixed = [...(NAMES[type] ?? []), ...(ALSO_REPLACED[type] ?? [])];
    if (fixed.length > 0 && first.has(address) && values(was, fixed) !== values(given, fixed) && owner === address)
      found.push(`${address} is made while its like has the name`);
    if (fixed.length > 0 && values(was, fixed) !== values(given, fixed))
      found.push(...left(address, was, given, { now, after }));
  }
  return found;
}

/** What would not notice that another takes this one's place, since it knows it by what stays the same: the policies of a role go with it. */
function left(
  address: string,
  was: Arguments,
  given: Arguments,
  { now, after }: { readonly now: ReadonlyMap<string, Arguments>; readonly after: Stack },
): readonly string[] {
  const stays = (text: string): boolean =>
    [...text.matchAll(/\$\{(aws_\w+\.[\w-]+)\.(\w+)\}/g)].some(
      ([, reference, name = ""]) => reference === address && given[name] !== undefined && given[name] === was[name],
    );
  return [...after.resources].flatMap(([other, said]) => {
    const text = JSON.stringify(said);
    return text === JSON.stringify(now.get(other)) && stays(text) ? [`${other} stays, and ${address} goes`] : [];
  });
}

/** Where an integration is. */
const placeOf = (given: Arguments): string => values(given, ["rest_api_id", "resource_id"]);

/** Whether what has a name gets another one first. */
function makesWay(owner: string, key: string | undefined, address: string, { resources }: Stack): boolean {
  const now = resources.get(owner);
  const waitsFor = (resources.get(address)?.["depends_on"] ?? []) as readonly string[];
  return now !== undefined && keyOf(owner, now) !== key && waitsFor.includes(owner);
}

function keyOf(address: string, given: Arguments): string | undefined {
  const type = typeOf(address);
  const names = type === INTEGRATION ? ["rest_api_id", "resource_id", "http_method"] : NAMES[type];
  if (names === undefined) return undefined;
  // A method's own address is no part of its integration's place, what it is for is.
  const verb = (reference: string): string => (reference.includes("preflight") ? "OPTIONS" : "POST");
  return `${type} ${values(given, names).replaceAll(/aws_api_gateway_method\.[\w-]+/g, verb)}`;
}

const dev = shipped.find(({ name }) => name === "dev") ?? environment();
const handlerBundles = {
  transform: bundleFolder(),
  ingest: bundleFolder("ingest"),
  probe: bundleFolder("probe"),
  userAgent: { transform: bundleFolder(), ingest: bundleFolder("ingest") },
};

function synthesize(one: Environment, types: readonly EventDeclaration[]): string {
  const outdir = temporaryFolder();
  const app = new App({ outdir });
  addStacks(app, { environments: [one], eventTypes: types, handlerBundles, dashboards: DashboardsStack });
  app.synth();
  return outdir;
}

const synthesized = new Map<string, ReadonlyMap<string, Stack>>();
function stacksOf({ settings = {}, events = (types) => types }: Said = {}): ReadonlyMap<string, Stack> {
  const types = defineEvents(...events(eventTypes));
  const key = JSON.stringify([settings, types]);
  const known = synthesized.get(key) ?? read(synthesize({ ...dev, ...settings }, types));
  synthesized.set(key, known);
  return known;
}

test.each([...CHANGES])("%s changes in one go: nothing is made while something else has its name", (_, change) => {
  const [before, after] = [stacksOf(change.before), stacksOf(change.after)];
  expect(before.size).toBeGreaterThan(4);
  for (const [name, stack] of after) {
    const was = before.get(name);
    if (was) expect([name, ...collisions(was, stack)]).toEqual([name]);
  }
});

test("each change is one, beside what the environment says already", () => {
  const alike = [...CHANGES].filter(([, { before, after }]) => told(stacksOf(before)) === told(stacksOf(after)));
  expect(alike.map(([name]) => name)).toEqual([]);
});
const told = (stacks: ReadonlyMap<string, Stack>): string =>
  JSON.stringify([...stacks].map(([name, { resources, rest }]) => [name, [...resources], rest]));

test("every setting that the constructs and an environment know has a change", () => {
  const options = [
    STORAGE_OPTIONS,
    EVENT_OPTIONS,
    DELIVERY_OPTIONS,
    CATALOG_OPTIONS,
    LAKE_OPTIONS,
    INGESTION_OPTIONS,
    MONITORING_OPTIONS,
    BACKUP_OPTIONS,
    PROBE_OPTIONS,
    ROLE_SETTINGS,
    VERSION_SETTINGS,
  ].flatMap((rules) => Object.keys(rules));
  expect(Object.keys(SETTINGS).sort()).toEqual([...new Set([...options, "quickSight"])].sort());
  for (const changes of Object.values(SETTINGS)) expect(changes.length).toBeGreaterThan(0);
});

describe("what the rules notice", () => {
  const stack = (resource: Record<string, Record<string, Arguments>>, more: Partial<Stack> = {}): Stack => ({
    resources: new Map(
      Object.entries(resource).flatMap(([type, all]) =>
        Object.entries(all).map(([id, given]) => [`${type}.${id}`, given] as const),
      ),
    ),
    moved: new Map(),
    ...more,
  });
  const model = (id: string, name: string) => ({ aws_api_gateway_model: { [id]: { rest_api_id: "a", name } } });

  test("a model of the same name at another address, unless it was moved there", () => {
    expect(collisions(stack(model("old", "M")), stack(model("new", "M")))).toHaveLength(1);
    const moved = new Map([["aws_api_gateway_model.old", "aws_api_gateway_model.new"]]);
    expect(collisions(stack(model("old", "M")), stack(model("new", "M"), { moved }))).toEqual([]);
    expect(collisions(stack(model("old", "M")), stack(model("new", "N")))).toEqual([]);
  });

  test("a role of another path under the same name, when it is made first", () => {
    const role = (rolePath: string, lifecycle?: object) =>
      stack({ aws_iam_role: { r: { name: "r", path: rolePath, ...(lifecycle && { lifecycle }) } } });
    expect(collisions(role("/a/"), role("/b/"))).toEqual([]);
    expect(collisions(role("/a/"), role("/b/", { create_before_destroy: true }))).toHaveLength(1);
  });

  test("a policy that knows its role by a name which stays, when the role is replaced", () => {
    const role = (rolePath: string, reference: string) =>
      stack({
        aws_iam_role: { r: { name: "r", path: rolePath } },
        aws_iam_role_policy: { p: { name: "p", role: `\${aws_iam_role.r.${reference}}` } },
      });
    expect(collisions(role("/a/", "name"), role("/b/", "name"))).toHaveLength(1);
    expect(collisions(role("/a/", "id"), role("/b/", "id"))).toEqual([]);
    expect(collisions(role("/a/", "name"), role("/a/", "name"))).toEqual([]);
  });

  test("an integration that is replaced in its place", () => {
    const integration = (id: string, type: string) => ({
      aws_api_gateway_integration: { [id]: { rest_api_id: "a", resource_id: "b", http_method: "POST", type } },
    });
    expect(collisions(stack(integration("i", "AWS")), stack(integration("i", "AWS_PROXY")))).toHaveLength(1);
    expect(collisions(stack(integration("i", "AWS")), stack(integration("j", "AWS_PROXY")))).toHaveLength(1);
    const elsewhere = stack({
      aws_api_gateway_integration: {
        i: { rest_api_id: "a", resource_id: "c", http_method: "POST", type: "AWS_PROXY" },
      },
    });
    expect(collisions(stack(integration("i", "AWS")), elsewhere)).toEqual([]);
  });
});
