// @internal
import { of, prefixed, type Grant, type Reach, type Regional } from "./github-grants";

export const functions = ({ parts }: Reach, regional: Regional): Grant[] => [
  {
    sid: "Functions",
    types: ["aws_lambda_function", "aws_lambda_permission"],
    read: of("lambda")("GetFunction GetFunctionCodeSigningConfig GetPolicy ListVersionsByFunction"),
    write: of("lambda")(`
      AddPermission CreateFunction DeleteFunction DeleteFunctionConcurrency GetFunctionConfiguration
      PutFunctionConcurrency RemovePermission TagResource UntagResource UpdateFunctionCode
      UpdateFunctionConfiguration
    `),
    resources: regional("lambda", `function:${parts}`),
  },
];

export const streams = ({ parts }: Reach, regional: Regional): Grant[] => [
  {
    sid: "Streams",
    types: ["aws_kinesis_firehose_delivery_stream"],
    read: of("firehose")("DescribeDeliveryStream ListTagsForDeliveryStream"),
    write: of("firehose")(`
      CreateDeliveryStream DeleteDeliveryStream StartDeliveryStreamEncryption StopDeliveryStreamEncryption
      TagDeliveryStream UntagDeliveryStream UpdateDestination
    `),
    resources: regional("firehose", `deliverystream/${parts}`),
  },
];

/** Tags are read and changed by a group's ARN without `:*`, all else by the one with it: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html */
export const logGroups = ({ whole, parts, stage, tags }: Reach, regional: Regional): Grant[] => [
  {
    sid: "LogGroups",
    types: ["aws_cloudwatch_log_group", "aws_cloudwatch_log_stream"],
    read: of("logs")("DescribeLogStreams ListTagsForResource"),
    write: of("logs")(`
      AssociateKmsKey CreateLogGroup CreateLogStream DeleteLogGroup DeleteLogStream DeleteRetentionPolicy
      DisassociateKmsKey PutRetentionPolicy TagResource UntagResource
    `),
    resources: regional(
      "logs",
      `log-group:/aws/lambda/${parts}`,
      `log-group:/aws/kinesisfirehose/${parts}`,
      `log-group:/aws/apigateway/${whole}/*`,
      ...(whole.endsWith("*")
        ? [`log-group:aws-waf-logs-${whole}`]
        : [`log-group:aws-waf-logs-${whole}`, `log-group:aws-waf-logs-${whole}:*`]),
    ),
  },
  // Named after an API's id and its stage, like those of any other API with such a stage: whose they are, their tags say.
  {
    sid: "ExecutionLogTags",
    read: of("logs")("ListTagsForResource"),
    resources: regional("logs", `log-group:API-Gateway-Execution-Logs_*/${stage}`),
  },
  {
    sid: "NewExecutionLogs",
    write: of("logs")("CreateLogGroup TagResource"),
    resources: regional("logs", `log-group:API-Gateway-Execution-Logs_*/${stage}:*`),
    condition: { StringEquals: prefixed("aws:RequestTag/", tags) },
  },
  {
    sid: "ExecutionLogs",
    write: of("logs")(`
      AssociateKmsKey DeleteLogGroup DeleteRetentionPolicy DisassociateKmsKey PutRetentionPolicy TagResource UntagResource
    `),
    resources: regional(
      "logs",
      `log-group:API-Gateway-Execution-Logs_*/${stage}`,
      `log-group:API-Gateway-Execution-Logs_*/${stage}:*`,
    ),
    condition: { StringEquals: prefixed("aws:ResourceTag/", tags) },
  },
  {
    sid: "LogGroupList",
    read: of("logs")("DescribeLogGroups"),
    resources: regional("logs", "log-group:*"),
  },
];
