import { InvalidArgumentError } from "commander";
import { longestWaitSeconds } from "../../basics/freshness";
import type { EventDeclaration } from "../../declaration/event";
import { lakePrefix } from "../../declaration/lake-layout";
import { BATCH_SUFFIX, DATA_ROOT, PARQUET_ROOT, type StorageFormat } from "../../declaration/layout";
import { parquetTable, viewName } from "../../declaration/tables";
import { pipelinesOf, withoutApi } from "../../emulation/api/model";
import { loadCatalog } from "../../emulation/athena/catalog";
import { loadStreams, waitsOf } from "../../emulation/firehose/model";
import { Arguments } from "../../emulation/tree/arguments";
import type { Resource, Tree } from "../../emulation/tree/tree";
import { hasRollups, repeatDaysOf, windowHoursOf } from "../lake/said";
import { type Copy, type Deployed, outputName, type Selection, treeOf } from "./deployed";
import type { Known, Source } from "./options";

/** What the stacks may not say. */
export interface TreeOptions {
  readonly stack?: readonly string[];
  readonly stream?: Readonly<Record<string, string>>;
  readonly resultsBucket?: string;
  readonly copy?: readonly string[];
}

/** The account in ARNs where the stack's provider is held to none. */
const UNKNOWN_ACCOUNT = "000000000000";

/** Any synthesized stacks: what they say, and options for the rest. */
export const TREE: Source = {
  describe: (command) =>
    command
      .argument("[pipeline]", "the pipeline among several in the stacks, by its construct's path")
      .option("--stack <name...>", "stacks that make the pipeline (default: every stack of the folder)")
      .option(
        "--stream <event=name>",
        "the delivery stream of an event type, where it isn't in the stacks; can be repeated",
        addStream,
        {},
      )
      .option("--results-bucket <name>", "the bucket of Athena's results, where its workgroup isn't in the stacks")
      .option(
        "--copy <bucket>",
        "a bucket with a copy of the events, which the stacks don't make; can be repeated",
        (bucket: string, all: readonly string[]) => [...all, bucket],
        [],
      ),
  open: async (construct, options, synthesized) => {
    await synthesized();
    const said = options as TreeOptions & typeof options;
    const { stack: stacks } = said;
    const selection = { ...(stacks && { stacks }), ...(construct !== undefined && { construct }) };
    return readPipeline(treeOf(options.cdktfOut, selection), selection, said);
  },
};

/** @throws Error naming what the stacks lack, and the option that says it */
export function readPipeline(tree: Tree, selection: Selection, options: TreeOptions = {}): Known {
  const api = only(tree, "aws_api_gateway_rest_api");
  const name = new Arguments(api).string("name");
  const tables = tablesOf(tree);
  const [first] = tables;
  if (first === undefined)
    throw new Error("the stacks have no table over events; name those of a pipeline with --stack");
  const eventTypes = tree
    .comments("eventTypes")
    .map((text) => JSON.parse(text) as EventDeclaration)
    .filter((event) => tables.some((each) => each.event === event.name && each.table === tableOf(event, each.format)));
  const streams = { ...streamsOf(tree), ...options.stream };
  const { account, region } = tree.locationOf(first.resource);
  const deployed: Deployed = {
    name,
    said: `the provider of ${first.resource.stack}`,
    accountId: account === UNKNOWN_ACCOUNT ? undefined : account,
    region,
    selection,
    stage: new Arguments(only(tree, "aws_api_gateway_stage")).string("stage_name"),
    apiStack: api.stack,
    outputsOf: (route) => outputsOf(name, route, eventTypes),
    streamOf: (event) => {
      const stream = streams[event.name];
      if (stream !== undefined) return stream;
      throw new Error(
        `no delivery stream of event type "${event.name}" is in the stacks; name it: --stream ${event.name}=…`,
      );
    },
    waitSeconds: Math.max(...loadStreams(tree).map((stream) => longestWaitSeconds(waitsOf(stream))), 0),
    eventBucket: first.bucket,
    prefix: first.prefix,
    copies: [...copiesOf(tree, first.bucket), ...(options.copy ?? []).map((bucket) => ({ bucket }))],
    resultsBucket: options.resultsBucket ?? resultsBucketOf(tree),
    workgroup: workgroupOf(tree),
    ...lakesOf(tree),
    database: first.database,
    storageFormat: Object.fromEntries(tables.map(({ event, format }) => [event, format])),
    ...pseudonymsOf(tree),
  };
  return { deployed, eventTypes };
}

/** @throws Error saying how one among several is named */
function only(tree: Tree, type: string): Resource {
  const all = tree.resources(type);
  const [first, second] = all;
  if (first === undefined) throw withoutApi(tree, "the stacks hold no pipeline; name those of one with --stack");
  if (second !== undefined)
    throw new Error(
      `the stacks have several pipelines, name one: ${pipelinesOf(all.map(({ construct }) => construct)).join(", ")}`,
    );
  return first;
}

/** A table over events, and what its location says. */
interface EventTable {
  readonly resource: Resource;
  readonly table: string;
  readonly database: string;
  readonly event: string;
  readonly format: StorageFormat;
  readonly bucket: string;
  readonly prefix: string;
}

const tableOf = (event: EventDeclaration, format: StorageFormat): string =>
  format === "json" ? event.table : parquetTable(event);

/** Those in JSON first: what is stored in both is Parquet now. */
function tablesOf(tree: Tree): readonly EventTable[] {
  const found = tree.resources("aws_glue_catalog_table").flatMap((resource): readonly EventTable[] => {
    const args = new Arguments(resource);
    const location = args.optionalBlock("storage_descriptor")?.optionalString("location");
    const [, bucket = "", prefix = "", root, event = ""] = TABLE_LOCATION.exec(location ?? "") ?? [];
    if (root === undefined) return [];
    const format = root === PARQUET_ROOT ? "parquet" : "json";
    return [
      { resource, table: args.string("name"), database: args.string("database_name"), event, format, bucket, prefix },
    ];
  });
  return [...found.filter(({ format }) => format === "json"), ...found.filter(({ format }) => format === "parquet")];
}

const TABLE_LOCATION = new RegExp(`^s3://([^/]+)/(.*?)(${DATA_ROOT}|${PARQUET_ROOT})([^/]+)/$`);
const DATA_PREFIX = new RegExp(`(?:^|/)(?:${DATA_ROOT}|${PARQUET_ROOT})([^/]+)/`);

/** The delivery streams by the event type whose folder they write. */
function streamsOf(tree: Tree): Readonly<Record<string, string>> {
  return Object.fromEntries(
    tree.resources("aws_kinesis_firehose_delivery_stream").flatMap((resource) => {
      const args = new Arguments(resource);
      const [, event] = DATA_PREFIX.exec(args.block("extended_s3_configuration").optionalString("prefix") ?? "") ?? [];
      return event === undefined ? [] : [[event, args.string("name")]];
    }),
  );
}

function copiesOf(tree: Tree, bucket: string): readonly Copy[] {
  const rules = tree
    .resources("aws_s3_bucket_replication_configuration")
    .map((resource) => new Arguments(resource))
    .filter((args) => args.string("bucket") === bucket)
    .flatMap((args) => args.blocks("rule"));
  return rules.map((rule) => {
    const copy = rule.block("destination").string("bucket").split(":").at(-1) ?? "";
    const made = tree.resources("aws_s3_bucket").find((each) => each.config["bucket"] === copy);
    return { bucket: copy, ...(made && { region: tree.locationOf(made).region }) };
  });
}

/** Every pipeline saves queries, in whichever workgroup. */
function workgroupOf(tree: Tree): string {
  const [query] = tree.resources("aws_athena_named_query");
  if (query === undefined) throw new Error("the stacks have no saved query, which would name the workgroup");
  return new Arguments(query).string("workgroup");
}

/** The curated tables, by what their workflows say. */
function lakesOf(tree: Tree): Pick<Deployed, "lakeWorkgroup" | "lakeOf" | "lakeWorkflowOf"> {
  const machines = tree.resources("aws_sfn_state_machine").map(({ config }) => ({
    name: String(config["name"]),
    definition: String(config["definition"]),
  }));
  const machineOf = (event: EventDeclaration) =>
    machines.find(({ definition }) => definition.includes(`/${lakePrefix(event)}'`));
  return {
    lakeWorkgroup: /"WorkGroup":"([^"]+)"/.exec(machines[0]?.definition ?? "")?.[1],
    lakeWorkflowOf: (event) => machineOf(event)?.name,
    lakeOf: (event) => {
      const workflow = machineOf(event)?.definition;
      const [, count, field = ""] = /bucket\((\d+), `(\w+)`\)/.exec(workflow ?? "") ?? [];
      if (workflow === undefined) return undefined;
      const view = loadCatalog(tree).find(({ name }) => name === viewName(event));
      return {
        windowHours: windowHoursOf(view?.kind === "view" ? view.sql : "") ?? NaN,
        repeatDays: repeatDaysOf(workflow) ?? NaN,
        rollups: hasRollups(workflow),
        ...(count !== undefined && { bucket: { field, count: Number(count) } }),
      };
    },
  };
}

function resultsBucketOf(tree: Tree): string | undefined {
  const [workgroup] = tree.resources("aws_athena_workgroup");
  const results =
    workgroup && new Arguments(workgroup).optionalBlock("configuration")?.optionalBlock("result_configuration");
  return /^s3:\/\/([^/]+)/.exec(results?.optionalString("output_location") ?? "")?.[1];
}

/** What functions are told: the key by its ARN, which stands for the alias beside it, and the versions. */
function pseudonymsOf(tree: Tree): Pick<Deployed, "pseudonymKey" | "pseudonymVersions"> {
  const keys = tree.resources("aws_kms_key").filter((key) => key.config["key_usage"] === "GENERATE_VERIFY_MAC");
  const ids = new Set(keys.map((key) => tree.attribute(key, "key_id")));
  const alias = tree.resources("aws_kms_alias").find((each) => ids.has(String(each.config["target_key_id"])));
  const said = tree
    .resources("aws_lambda_function")
    .map((each) => new Arguments(each).optionalBlock("environment")?.stringMap("variables")["PSEUDONYMS"])
    .find((text) => text !== undefined);
  const versions =
    said === undefined ? undefined : (JSON.parse(said) as { readonly versions: readonly string[] }).versions;
  return {
    pseudonymKey: alias && String(alias.config["name"]),
    ...(versions && { pseudonymVersions: versions }),
  };
}

/** As `outputs: true` calls them, and as a stack of a project does. */
function outputsOf(name: string, route: string, eventTypes: readonly EventDeclaration[]): readonly string[] {
  const event = eventTypes.find(({ path }) => route === path || route === path + BATCH_SUFFIX);
  const own = event && outputName(`${name}_endpoint-${event.name}${route === event.path ? "" : "-batch"}`);
  return [...(own === undefined ? [] : [own]), outputName(`endpoint${route}`)];
}

function addStream(text: string, streams: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, event, name] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (event === undefined || name === undefined)
    throw new InvalidArgumentError("It must be like menu-click=name-of-the-stream.");
  return { ...streams, [event]: name };
}
