import { FIREHOSE_WAITS, type Waits } from "../../basics/freshness";
import { Arguments } from "../tree/arguments";
import type { Resource, Tree } from "../tree/tree";
import { type ConversionModel, loadConversion } from "./conversion-model";
import type { Prefix } from "./prefix";
import { loadSourceBackup } from "./source-backup-model";
import { loadPlace, loadPrefix, type StoredPlace } from "./stored-place";

/** A Direct PUT delivery stream as it is synthesized. */
export interface StreamModel extends StoredPlace {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly errorPrefix: Prefix;
  readonly bufferBytes: number;
  readonly bufferMilliseconds: number;
  /** undefined delivers records as they came. */
  readonly transform: TransformModel | undefined;
  /** undefined stores lines as they are. */
  readonly conversion: ConversionModel | undefined;
  /** Where records are kept as they came. @default nowhere */
  readonly sourceBackup?: StoredPlace | undefined;
}

/** How a stream's records pass through a Lambda function. */
export interface TransformModel {
  readonly functionArn: string;
  /** Most bytes of records, before base64, in one invocation. */
  readonly batchBytes: number;
  /** Milliseconds that records are gathered before an invocation; what they become waits for the stream's own buffer after that. @default 0 */
  readonly bufferMilliseconds?: number;
  /** Further attempts after the first. */
  readonly retries: number;
}

const MIB = 1024 * 1024;
/** Firehose's own defaults: https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html */
const DEFAULT_BUFFER_MIB = 5;
/** Defaults and ranges: https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html */
const TRANSFORM_MIB = { otherwise: 1, least: 0.2, most: 3 };
const TRANSFORM_SECONDS = { otherwise: FIREHOSE_WAITS.transformIntervalSeconds, least: 0, most: 900 };
const TRANSFORM_RETRIES = { otherwise: 3, least: 0, most: 300 };
const PARAMETERS = ["LambdaArn", "BufferSizeInMBs", "BufferIntervalInSeconds", "NumberOfRetries", "RoleArn"];

/** Reads every delivery stream of the tree. @throws Error with the resource's address for what the local run does not know. */
export function loadStreams(tree: Tree): readonly StreamModel[] {
  return tree
    .resources("aws_kinesis_firehose_delivery_stream")
    .map((resource) => loadStream(resource, tree.attribute(resource, "arn"), tree));
}

function loadStream(resource: Resource, arn: string, tree: Tree): StreamModel {
  const args = new Arguments(resource).ignore("server_side_encryption", "tags");
  const destination = args.string("destination");
  if (destination !== "extended_s3")
    args.fail("destination", `must be "extended_s3" to run here, got "${destination}"`);
  const s3 = args.block("extended_s3_configuration").ignore("role_arn", "kms_key_arn", "cloudwatch_logging_options");
  const model: StreamModel = {
    name: args.string("name"),
    arn,
    region: arn.split(":")[3] ?? "",
    ...loadPlace(s3),
    errorPrefix: loadPrefix(s3, "error_output_prefix", "error"),
    bufferBytes: (s3.optionalNumber("buffering_size") ?? DEFAULT_BUFFER_MIB) * MIB,
    bufferMilliseconds: (s3.optionalNumber("buffering_interval") ?? FIREHOSE_WAITS.bufferingIntervalSeconds) * 1000,
    transform: loadTransform(s3.optionalBlock("processing_configuration")),
    conversion: loadConversion(s3, arn, tree),
    sourceBackup: loadSourceBackup(s3),
  };
  args.done();
  return model;
}

function loadTransform(processing: Arguments | undefined): TransformModel | undefined {
  if (processing?.optionalBoolean("enabled") !== true) {
    processing?.ignore("processors"); // left out, `enabled` is false
    return undefined;
  }
  const [processor, second] = processing.blocks("processors");
  if (processor === undefined) return undefined;
  if (second !== undefined) second.fail("type", "is a second processor; the local run knows one");
  const type = processor.string("type");
  if (type !== "Lambda") processor.fail("type", `must be "Lambda" to run here, got "${type}"`);
  const parameters = new Map<string, Arguments>();
  for (const parameter of processor.blocks("parameters")) {
    const name = parameter.string("parameter_name");
    if (!PARAMETERS.includes(name))
      parameter.fail("parameter_name", `"${name}" is not known to the local run, which knows ${PARAMETERS.join(", ")}`);
    parameter.string("parameter_value");
    parameters.set(name, parameter);
  }
  return {
    functionArn:
      parameters
        .get("LambdaArn")
        ?.string("parameter_value")
        .replace(/:\$LATEST$/, "") ?? processor.fail("parameters", "has no LambdaArn"),
    batchBytes: within(parameters.get("BufferSizeInMBs"), TRANSFORM_MIB) * MIB,
    bufferMilliseconds: within(parameters.get("BufferIntervalInSeconds"), TRANSFORM_SECONDS) * 1000,
    retries: Math.floor(within(parameters.get("NumberOfRetries"), TRANSFORM_RETRIES)),
  };
}

function within(
  parameter: Arguments | undefined,
  { otherwise, least, most }: { readonly otherwise: number; readonly least: number; readonly most: number },
): number {
  const value = parameter?.optionalNumber("parameter_value") ?? otherwise;
  if (value < least || value > most)
    parameter?.fail("parameter_value", `must be from ${least} to ${most}, got ${value}`);
  return value;
}

/** A stream that waits otherwise than its stack says. */
export const withWaits = (
  stream: StreamModel,
  { transformIntervalSeconds, bufferingIntervalSeconds }: Waits,
): StreamModel => ({
  ...stream,
  bufferMilliseconds: bufferingIntervalSeconds * 1000,
  transform: stream.transform && { ...stream.transform, bufferMilliseconds: transformIntervalSeconds * 1000 },
});

/** What records wait for at most: first for the transform, then for the object. */
export const waitsOf = ({ transform, bufferMilliseconds }: StreamModel): Waits => ({
  transformIntervalSeconds: (transform?.bufferMilliseconds ?? 0) / 1000,
  bufferingIntervalSeconds: bufferMilliseconds / 1000,
});
