import { docs } from "../need";
import { passed, provider, read, tagsOf, TAGGED, TAGGING, write, type Reader } from "./calls";

const logGroupCalls: Reader = (facts, group) => {
  const arn = facts.arn(group);
  const isExecutionLog = String(group.config.name).startsWith("API-Gateway-Execution-Logs_");
  const walls = isExecutionLog ? TAGGED : [];
  const tags = tagsOf(facts, "aws:ResourceTag/");
  const source = provider("logs");
  // Tags go by the ARN without `:*`, everything else by the one with it: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
  return [
    read("logs", "DescribeLogGroups", source, [facts.regional("logs", "log-group::log-stream:")]),
    read("logs", "ListTagsForResource", source, [arn], tags),
    write(
      "logs",
      "CreateLogGroup TagResource",
      docs("AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html"),
      [`${arn}:log-stream:`],
      tagsOf(facts, "aws:RequestTag/"),
      isExecutionLog ? TAGGING : [],
    ),
    write("logs", "TagResource UntagResource", source, [arn], tags, walls),
    write(
      "logs",
      "AssociateKmsKey DeleteLogGroup DeleteRetentionPolicy DisassociateKmsKey PutRetentionPolicy",
      source,
      [`${arn}:*`],
      tags,
      walls,
    ),
  ];
};

/** Functions, streams and logs. */
export const DELIVERY_CALLS: Readonly<Record<string, Reader>> = {
  terraform_data: () => [], // Terraform's own: nothing but the state has it
  aws_lambda_function: (facts, lambda) => [
    read("lambda", "GetFunction GetFunctionCodeSigningConfig ListVersionsByFunction", provider("lambda"), [
      facts.arn(lambda),
    ]),
    write(
      "lambda",
      "CreateFunction DeleteFunction DeleteFunctionConcurrency GetFunctionConfiguration PutFunctionConcurrency TagResource UntagResource UpdateFunctionCode UpdateFunctionConfiguration",
      provider("lambda"),
      [facts.arn(lambda)],
    ),
    passed(String(lambda.config.role), "lambda.amazonaws.com"),
  ],
  aws_lambda_permission: (facts, { config }) => {
    const name = String(config.function_name);
    const on = [name.startsWith("arn:") ? name : facts.regional("lambda", `function:${name}`)];
    return [
      read("lambda", "GetPolicy", provider("lambda"), on),
      write("lambda", "AddPermission RemovePermission", provider("lambda"), on),
    ];
  },
  aws_kinesis_firehose_delivery_stream: (facts, stream) => {
    const s3 = ([stream.config.extended_s3_configuration].flat()[0] ?? {}) as Record<string, unknown>;
    return [
      read("firehose", "DescribeDeliveryStream ListTagsForDeliveryStream", provider("firehose"), [facts.arn(stream)]),
      write(
        "firehose",
        "CreateDeliveryStream DeleteDeliveryStream StartDeliveryStreamEncryption StopDeliveryStreamEncryption TagDeliveryStream UntagDeliveryStream UpdateDestination",
        provider("firehose"),
        [facts.arn(stream)],
      ),
      write(
        "kms",
        "CreateGrant",
        docs("firehose/latest/dev/encryption.html"),
        [String(s3.kms_key_arn)],
        { ...tagsOf(facts, "aws:ResourceTag/"), "kms:GrantIsForAWSResource": "true" },
        [...TAGGED, "kms:GrantIsForAWSResource"],
      ),
      passed(String(s3.role_arn), "firehose.amazonaws.com"),
    ];
  },
  aws_cloudwatch_log_group: logGroupCalls,
  aws_cloudwatch_log_stream: (facts, { config }) => {
    const group = facts.regional("logs", `log-group:${String(config.log_group_name)}`);
    return [
      read("logs", "DescribeLogStreams", provider("logs"), [`${group}:log-stream:`]),
      write("logs", "CreateLogStream DeleteLogStream", provider("logs"), [
        `${group}:log-stream:${String(config.name)}`,
      ]),
    ];
  },
};
