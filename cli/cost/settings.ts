import { Tree, type Resource } from "../../local/tree/tree";
import type { Workload } from "./workload";

type Block = Readonly<Record<string, unknown>>;

/** What the synthesized stacks of an environment say of it. @throws Error naming the folder or the environments that there are */
export function settingsOf(cdktfOut: string, environment: string): Partial<Workload> {
  const tree = Tree.load(cdktfOut, environment);
  const streams = tree.resources("aws_kinesis_firehose_delivery_stream").map((stream) => blockOf(stream.config, "extended_s3_configuration"));
  const functions = tree.resources("aws_lambda_function");
  const memory = (part: string): number | undefined => numberOf(functions.find(({ config }) => String(config["function_name"]).endsWith(part))?.config["memory_size"]);
  const acls = tree.resources("aws_wafv2_web_acl");
  const [first] = streams;
  return known({
    mode: memory("-ingest") === undefined ? "firehose" : "lambda",
    format: streams.some((stream) => stream["data_format_conversion_configuration"] !== undefined) ? "parquet" : "json",
    streams: streams.length,
    keys: tree.resources("aws_kms_key").length,
    bufferingIntervalSeconds: numberOf(first?.["buffering_interval"]),
    bufferingSizeMiB: numberOf(first?.["buffering_size"]),
    retentionDays: eventDays(tree.resources("aws_s3_bucket_lifecycle_configuration")),
    replication: tree.resources("aws_s3_bucket_replication_configuration").length > 0,
    wafRules: acls.reduce((sum, { config }) => sum + listOf(config["rule"]).length, 0),
    alarms: tree.resources("aws_cloudwatch_metric_alarm").length,
    dashboards: tree.resources("aws_cloudwatch_dashboard").length,
    transformMemoryMiB: memory("-transform"),
    ingestMemoryMiB: memory("-ingest"),
    logRetentionDays: numberOf(tree.resources("aws_cloudwatch_log_group")[0]?.config["retention_in_days"]),
  });
}

/** Of the rule that delivered events expire by; undefined when they never do. */
function eventDays(lifecycles: readonly Resource[]): number | undefined {
  const rules = lifecycles.flatMap(({ config }) => listOf(config["rule"]));
  const rule = rules.find(({ id }) => id === "events");
  return numberOf(listOf(rule?.["expiration"])[0]?.["days"]);
}

const listOf = (value: unknown): readonly Block[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]).filter((each): each is Block => typeof each === "object" && each !== null);
const blockOf = (config: Block, name: string): Block => listOf(config[name])[0] ?? {};
const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

/** Without what is not known. */
function known<T extends object>(values: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
