import { checkStack, type Counts, type Stack } from "./check";

type Block = Record<string, unknown>;

/** What is wrong on purpose, each edits one resource of a type. */
const EDITS: Readonly<Record<string, readonly [type: string, edit: (resource: Block) => void]>> = {
  "an argument that 6.x no longer has": ["aws_s3_bucket", (bucket) => (bucket["region_name"] = "eu-west-1")],
  "a value that only AWS makes": ["aws_kms_key", (key) => (key["arn"] = "arn:aws:kms:eu-west-1:111122223333:key/k")],
  "a required argument is missing": ["aws_lambda_function", (one) => delete one["function_name"]],
  "a number is text": ["aws_lambda_function", (one) => (one["memory_size"] = "256")],
  "a list is one value": ["aws_lambda_function", (one) => (one["architectures"] = "arm64")],
  "a block within a block has an unknown argument": [
    "aws_kinesis_firehose_delivery_stream",
    (stream) => ((stream["extended_s3_configuration"] as Block)["buffer_size"] = 5),
  ],
  "a block that stands once stands twice": [
    "aws_kinesis_firehose_delivery_stream",
    (stream) => (stream["extended_s3_configuration"] = [stream["extended_s3_configuration"], {}]),
  ],
};

/** Whether each fault is noticed, planted into a copy of the first resource of its type. */
export const FAULTS: Readonly<Record<string, (stacks: readonly Stack[]) => boolean>> = Object.fromEntries(
  Object.entries(EDITS).map(([fault, [type, edit]]) => [
    fault,
    (stacks) => {
      const [first] = stacks.flatMap(({ resource }) => Object.values(resource?.[type] ?? {}));
      if (first === undefined) throw new Error(`no stack has an ${type}`);
      const copy = structuredClone(first) as Block;
      edit(copy);
      const counts: Counts = { types: new Set(), resources: 0, arguments: 0, blocks: 0, untyped: 0 };
      return checkStack("fault", { resource: { [type]: { copy } } }, counts).length > 0;
    },
  ]),
);

const stackWith = (type: string, one: object): Stack => ({ resource: { [type]: { one } } });

/** Stacks of which the documentation says that something is wrong. */
export const DOCUMENTED_FAULTS: Readonly<Record<string, Stack>> = {
  "a deprecated argument": stackWith("aws_s3_bucket", { bucket: "b", acl: "private" }),
  "a deprecated argument within a block": stackWith("aws_s3_bucket", {
    bucket: "b",
    server_side_encryption_configuration: { rule: { bucket_key_enabled: true } },
  }),
  "a value that there is not": stackWith("aws_kinesis_firehose_delivery_stream", {
    extended_s3_configuration: { compression_format: "BROTLI" },
  }),
};
