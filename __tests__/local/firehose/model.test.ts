import { loadStreams, type StreamModel } from "../../../local/firehose/model";
import { type StackJson, treeOf } from "../../support/tree";

const LAMBDA = { parameter_name: "LambdaArn", parameter_value: "arn:aws:lambda:eu-west-1:111122223333:function:transform:$LATEST" };
const AT = "clickstream-dev-one: aws_kinesis_firehose_delivery_stream.s: extended_s3_configuration";

const load = (s3: StackJson, stream: StackJson = {}): StreamModel => {
  const extended = { bucket_arn: "arn:aws:s3:::events", role_arn: "r", prefix: "clicks/", error_output_prefix: "errors/!{firehose:error-output-type}/", ...s3 };
  const [model] = loadStreams(treeOf({ aws_kinesis_firehose_delivery_stream: { s: { name: "clicks", destination: "extended_s3", extended_s3_configuration: extended, ...stream } } }));
  if (model === undefined) throw new Error("no stream");
  return model;
};
const processing = (parameters: readonly object[], type = "Lambda"): StackJson => ({ processing_configuration: { enabled: true, processors: [{ type, parameters }] } });

test("what the Terraform JSON leaves out is as in AWS", () => {
  expect(load({})).toMatchObject({ bucket: "events", bufferBytes: 5 * 1024 * 1024, bufferMilliseconds: 300_000, compression: "UNCOMPRESSED", transform: undefined, region: "eu-west-1" });
});

test("buffering, compression and the transform are taken from the Terraform JSON", () => {
  const parameters = [LAMBDA, { parameter_name: "BufferSizeInMBs", parameter_value: "0.2" }, { parameter_name: "NumberOfRetries", parameter_value: "0" }];
  expect(load({ buffering_size: 2, buffering_interval: 7, compression_format: "GZIP", ...processing(parameters) })).toMatchObject({
    bufferBytes: 2 * 1024 * 1024,
    bufferMilliseconds: 7_000,
    compression: "GZIP",
    transform: { functionArn: "arn:aws:lambda:eu-west-1:111122223333:function:transform", batchBytes: 0.2 * 1024 * 1024, retries: 0 },
  });
});

test("a transform has Firehose's batch size and retries when the JSON names none, and a disabled one does not run", () => {
  expect(load(processing([LAMBDA])).transform).toMatchObject({ batchBytes: 1024 * 1024, retries: 3 });
  expect(load({ processing_configuration: { enabled: false, processors: [{ type: "Lambda", parameters: [LAMBDA] }] } }).transform).toBeUndefined();
});

test.each([
  ["a processor parameter", processing([LAMBDA, { parameter_name: "Colour", parameter_value: "red" }]), `${AT}.processing_configuration.processors.parameters[1].parameter_name "Colour" is not known to the local run, which knows LambdaArn,`],
  ["a batch size that Firehose would refuse", processing([LAMBDA, { parameter_name: "BufferSizeInMBs", parameter_value: "4" }]), "parameters[1].parameter_value must be from 0.2 to 3, got 4"],
  ["retries that are no number", processing([LAMBDA, { parameter_name: "NumberOfRetries", parameter_value: "many" }]), 'parameters[1].parameter_value must be a number, got "many"'],
  ["another processor", processing([LAMBDA], "Decompression"), `${AT}.processing_configuration.processors.type must be "Lambda" to run here, got "Decompression"`],
  ["a transform without its function", processing([]), "processors.parameters has no LambdaArn"],
  ["an argument", { custom_time_zone: "Europe/Paris" }, 'argument "extended_s3_configuration.custom_time_zone" = "Europe/Paris" is not known'],
  ["a compression", { compression_format: "Snappy" }, `${AT}.compression_format must be GZIP or UNCOMPRESSED to run here, got "Snappy"`],
  ["a prefix expression", { prefix: "!{timestamp:ww}/" }, `${AT}.prefix has the expression !{timestamp:ww}, which is not known in a prefix`],
])("%s that is not known stops the start with the resource's address", (_, s3, message) => {
  expect(() => load(s3)).toThrow(message);
});

test("another destination stops the start with the resource's address", () => {
  expect(() => load({}, { destination: "redshift" })).toThrow('aws_kinesis_firehose_delivery_stream.s: destination must be "extended_s3" to run here, got "redshift"');
});
