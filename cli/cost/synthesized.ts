import { FIREHOSE_WAITS } from "../../basics/freshness";
import { isObject } from "../../basics/json";
import { Arguments } from "../../emulation/tree/arguments";
import type { Resource, Tree } from "../../emulation/tree/tree";
import { eventLifecycle } from "./synthesized-lifecycle";
import { type CostSettings, DEFAULT_LAKE, type StreamSettings } from "../../cost/settings";
import { loadCatalog } from "../../emulation/athena/catalog";
import { hasRollups, repeatDaysOf, windowHoursOf } from "../lake/said";

/** What a synthesized pipeline says about its bill. */
export interface SynthesizedSettings {
  readonly region: string;
  readonly settings: Partial<CostSettings>;
  /** What the tree can't say. */
  readonly notes: readonly string[];
}

/** Provider's and AWS's own defaults: https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html */
const BUFFERING = { sizeMib: 5, parquetSizeMib: 128 };
/** https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html */
const TRANSFORM_BATCH_MIB = 1;
/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const MEMORY_MIB = 128;
/** 4XXError, 5XXError, Count, Latency, IntegrationLatency: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
const METRICS_OF_METHOD = 5;
/** Events, Problems, FailedRecords, which the transform counts. */
const METRICS_OF_STREAM = 3;
/** Latency, pending and failed operations, pending bytes, billed like metrics of one's own: https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html */
const METRICS_OF_COPY = 4;
/** What the freshness probe measures. */
const METRICS_OF_PROBE = 2;

/**
 * Reads the settings of the stacks.
 * @throws Error when they deliver nothing, naming what is missing, or with the address of an argument that can't be read
 */
export function readSettings(tree: Tree): SynthesizedSettings {
  const [first, ...others] = tree.resources("aws_kinesis_firehose_delivery_stream");
  if (first === undefined)
    throw new Error(
      "the stacks have no aws_kinesis_firehose_delivery_stream: there is no pipeline to reckon; name the stacks of one with --stack",
    );
  const streams = [first, ...others];
  const copies = tree
    .resources("aws_s3_bucket_replication_configuration")
    .flatMap((each) => new Arguments(each).blocks("rule"))
    .filter((rule) => rule.string("status") === "Enabled");
  const measured = copies.filter(
    (rule) => rule.block("destination").optionalBlock("metrics")?.string("status") === "Enabled",
  );
  const acls = tree.resources("aws_wafv2_web_acl");
  const probes = tree
    .resources("aws_scheduler_schedule")
    .filter((schedule) => new Arguments(schedule).block("target").string("arn").includes(":function:")).length;
  const dashboards = tree.resources("aws_quicksight_dashboard").length;
  const lakes = tree.resources("aws_sfn_state_machine").length;
  const transforms = new Set(streams.flatMap((stream) => transformArn(stream) ?? []));
  const { lake } = lakeSettings(tree);
  return {
    region: tree.attribute(first, "arn").split(":")[3] ?? "",
    settings: {
      mode: tree.resources("aws_api_gateway_integration").some((each) => each.config["type"] === "AWS_PROXY")
        ? "lambda"
        : "firehose",
      streams: streams.map(streamSettings),
      ...eventLifecycle(tree, first),
      replication: copies.length > 0,
      waf: acls.length > 0,
      ...(acls.length > 0 && { wafRules: sum(acls, (acl) => new Arguments(acl).blocks("rule").length) }),
      alarms: sum(tree.resources("aws_cloudwatch_metric_alarm"), watchedMetrics),
      dashboards: tree.resources("aws_cloudwatch_dashboard").length,
      customMetrics:
        METRICS_OF_STREAM * (countsMetrics(tree, transforms) ? transformed(streams) : 0) +
        METRICS_OF_METHOD * measuredMethods(tree) +
        METRICS_OF_COPY * measured.length +
        METRICS_OF_PROBE * probes,
      probes,
      tracing: tree
        .resources("aws_api_gateway_stage")
        .some((stage) => new Arguments(stage).optionalBoolean("xray_tracing_enabled") === true),
      logRetentionDays: logRetention(tree),
      ...memory(tree, transforms),
      kmsKeys: tree.resources("aws_kms_key").length,
      bucketKeys: encryptions(tree).every((rule) => rule.optionalBoolean("bucket_key_enabled") === true),
      ...(lake && { lake }),
      ...savedQueryDays(tree),
      catalogObjects:
        tree.resources("aws_glue_catalog_database").length + tree.resources("aws_glue_catalog_table").length,
    },
    notes: [
      ...(dashboards > 0
        ? [
            `QuickSight has ${dashboards} dashboards: who uses them is said by --quicksight-authors and --quicksight-readers, their SPICE by --quicksight-spice-gb; what fills that, or with DIRECT_QUERY each look at a chart, is one of --queries-per-day${lake?.rollups === true ? ", of --chart-share where it reads hourly figures" : ""}`,
          ]
        : []),
      ...(lakes > 0 && lakes < streams.length
        ? [`${lakes} of ${streams.length} event types have a curated table; it is reckoned as if all had one`]
        : []),
    ],
  };
}

function streamSettings(stream: Resource): StreamSettings {
  const s3 = new Arguments(stream).block("extended_s3_configuration");
  const parquet = s3.optionalBlock("data_format_conversion_configuration");
  const format = parquet !== undefined && parquet.optionalBoolean("enabled") !== false ? "parquet" : "json";
  return {
    format,
    transformIntervalSeconds: Number(
      parameter(stream, "BufferIntervalInSeconds") ?? FIREHOSE_WAITS.transformIntervalSeconds,
    ),
    bufferingIntervalSeconds: s3.optionalNumber("buffering_interval") ?? FIREHOSE_WAITS.bufferingIntervalSeconds,
    bufferingSizeMib:
      s3.optionalNumber("buffering_size") ?? (format === "parquet" ? BUFFERING.parquetSizeMib : BUFFERING.sizeMib),
    transformBatchMib:
      transformArn(stream) === undefined
        ? undefined
        : Number(parameter(stream, "BufferSizeInMBs") ?? TRANSFORM_BATCH_MIB),
    sourceBackup: s3.optionalString("s3_backup_mode") === "Enabled",
  };
}

function parameter(stream: Resource, name: string): string | undefined {
  const processing = new Arguments(stream).block("extended_s3_configuration").optionalBlock("processing_configuration");
  if (processing?.optionalBoolean("enabled") !== true) return undefined;
  const parameters = processing.blocks("processors").flatMap((processor) => processor.blocks("parameters"));
  return parameters.find((each) => each.string("parameter_name") === name)?.string("parameter_value");
}

const transformArn = (stream: Resource): string | undefined =>
  parameter(stream, "LambdaArn")?.replace(/:\$LATEST$/, "");

const transformed = (streams: readonly Resource[]): number =>
  streams.filter((stream) => transformArn(stream) !== undefined).length;

/** Whether CloudWatch makes metrics of what the transform counts: it does unless the function is told otherwise. */
function countsMetrics(tree: Tree, transforms: ReadonlySet<string>): boolean {
  const own = tree.resources("aws_lambda_function").filter((each) => transforms.has(tree.attribute(each, "arn")));
  return !own.some((each) => variablesOf(each)["EVENT_METRICS"] === "false");
}

function variablesOf(resource: Resource): Readonly<Record<string, unknown>> {
  const variables = (resource.config["environment"] as { variables?: unknown } | undefined)?.variables;
  return isObject(variables) ? variables : {};
}

/** An alarm that computes is billed for each metric that it computes with: https://aws.amazon.com/cloudwatch/pricing/ */
function watchedMetrics(alarm: Resource): number {
  const queries = new Arguments(alarm).blocks("metric_query");
  return queries.length === 0 ? 1 : queries.filter((query) => query.optionalBlock("metric") !== undefined).length;
}

/** Methods that clients post to, where the stage measures each by itself. */
function measuredMethods(tree: Tree): number {
  const detailed = tree
    .resources("aws_api_gateway_method_settings")
    .some((each) => new Arguments(each).block("settings").optionalBoolean("metrics_enabled") === true);
  return detailed
    ? tree.resources("aws_api_gateway_method").filter((method) => method.config["http_method"] !== "OPTIONS").length
    : 0;
}

/** The longest; null when some lines are never deleted. */
function logRetention(tree: Tree): number | null {
  const days = tree
    .resources("aws_cloudwatch_log_group")
    .map((group) => new Arguments(group).optionalNumber("retention_in_days") ?? 0);
  return days.includes(0) || days.length === 0 ? null : Math.max(...days);
}

function memory(
  tree: Tree,
  transforms: ReadonlySet<string>,
): Partial<Pick<CostSettings, "transformMemoryMib" | "ingestMemoryMib">> {
  const functions = tree.resources("aws_lambda_function").map((each) => ({
    isTransform: transforms.has(tree.attribute(each, "arn")),
    mib: new Arguments(each).optionalNumber("memory_size") ?? MEMORY_MIB,
  }));
  const transform = functions.find(({ isTransform }) => isTransform);
  const ingest = functions.find(({ isTransform }) => !isTransform);
  return { ...(transform && { transformMemoryMib: transform.mib }), ...(ingest && { ingestMemoryMib: ingest.mib }) };
}

/** How the curated tables are kept, by a schedule, a view and a workflow; nothing when there are none. */
function lakeSettings(tree: Tree): Partial<Pick<CostSettings, "lake">> {
  const [machine] = tree.resources("aws_sfn_state_machine");
  if (machine === undefined) return {};
  const hours = tree
    .resources("aws_scheduler_schedule")
    .map(({ config }) => /0\/(\d+)/.exec(String(config["schedule_expression"]))?.[1])
    .find((found) => found !== undefined);
  const windows = loadCatalog(tree).flatMap((each) => (each.kind === "view" ? (windowHoursOf(each.sql) ?? []) : []));
  return {
    lake: {
      mergeHours: Number(hours ?? DEFAULT_LAKE.mergeHours),
      windowHours: Math.max(...windows, 0) || DEFAULT_LAKE.windowHours,
      repeatDays: repeatDaysOf(String(machine.config["definition"])) ?? DEFAULT_LAKE.repeatDays,
      ...(hasRollups(String(machine.config["definition"])) && { rollups: true }),
    },
  };
}

/** Days that the saved queries look back, on average; nothing when none has a filter on its days. */
function savedQueryDays(tree: Tree): Partial<Pick<CostSettings, "daysPerQuery">> {
  const days = tree
    .resources("aws_athena_named_query")
    .flatMap((each) => /INTERVAL '(\d+)' DAY/.exec(new Arguments(each).string("query"))?.[1] ?? [])
    .map(Number);
  return days.length === 0 ? {} : { daysPerQuery: Math.ceil(days.reduce((total, each) => total + each) / days.length) };
}

/** Rules that encrypt with a key of KMS. */
function encryptions(tree: Tree): readonly Arguments[] {
  const rules = tree
    .resources("aws_s3_bucket_server_side_encryption_configuration")
    .flatMap((each) => new Arguments(each).blocks("rule"));
  return rules.filter(
    (rule) => rule.optionalBlock("apply_server_side_encryption_by_default")?.string("sse_algorithm") === "aws:kms",
  );
}

function sum(resources: readonly Resource[], of: (resource: Resource) => number): number {
  return resources.reduce((total, resource) => total + of(resource), 0);
}
