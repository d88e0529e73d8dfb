import { expression, isTerraform } from "./terraform-expression";
import { checkOptions, isReference, type OptionRules, required, text } from "./validate";

/** An account in a region: where the resources that an ARN names live. */
export interface AwsLocation {
  /** 12 digits. */
  readonly accountId: string;
  /** Like `us-east-1`. */
  readonly region: string;
}

/** What a region is called. */
export const awsRegion = text(/^[a-z]{2}(-[a-z]+)+-\d+$/, 'an AWS region, like "us-east-1"');

const LOCATION: OptionRules<AwsLocation> = {
  accountId: required(text(/^\d{12}$/, "12 digits")),
  region: required(awsRegion),
};

/**
 * Checks that both are plain text: names and ARNs are made of them before anything is applied.
 * @throws Error naming the prop, the rule and the value.
 */
export function checkLocation({ accountId, region }: AwsLocation): void {
  for (const [prop, value] of Object.entries({ accountId, region }))
    if (isReference(value))
      throw new Error(`\`${prop}\` must be plain text, got a reference: names and ARNs are made of it`);
  checkOptions(LOCATION, { accountId, region });
}

/** The partition of a region: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionOf(region: string): string {
  if (isTerraform(region))
    return expression`startswith(${region}, "cn-") ? "aws-cn" : startswith(${region}, "us-gov-") ? "aws-us-gov" : "aws"`;
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return "aws";
}

/** What the host names of a region's services end with. */
function domainOf(region: string): string {
  if (isTerraform(region)) return expression`startswith(${region}, "cn-") ? "amazonaws.com.cn" : "amazonaws.com"`;
  return partitionOf(region) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

/** The ARNs of what has a name of our own making, so that one stack can refer to another that does not exist yet. */
export class Arns {
  private readonly partition: string;

  constructor(private readonly location: AwsLocation) {
    this.partition = partitionOf(location.region);
  }

  /** A bucket. */
  bucket(bucketName: string): string {
    return `arn:${this.partition}:s3:::${bucketName}`;
  }
  /** @param path of the role, with slashes at both ends */
  role(roleName: string, path = "/"): string {
    return `arn:${this.partition}:iam::${this.location.accountId}:role${path}${roleName}`;
  }
  /** Whom a stage variable of an API names, from the account on: https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html */
  identityOfStage(variable: string): string {
    // Terraform reads two dollar signs as one.
    return `arn:${this.partition}:iam::${this.location.accountId}:$\${stageVariables.${variable}}`;
  }
  /** The account itself, as a principal: whoever IAM in the account allows. */
  accountRoot(): string {
    return `arn:${this.partition}:iam::${this.location.accountId}:root`;
  }
  /** A delivery stream. */
  deliveryStream(streamName: string): string {
    return this.regional("firehose", `deliverystream/${streamName}`);
  }
  /** An Athena workgroup. */
  workgroup(workgroupName: string): string {
    return this.regional("athena", `workgroup/${workgroupName}`);
  }
  /** Glue's catalog of the account in the region, as Athena calls it. */
  athenaDataCatalog(): string {
    return this.regional("athena", "datacatalog/AwsDataCatalog");
  }
  /** Glue's catalog of the account in the region. */
  glueCatalog(): string {
    return this.regional("glue", "catalog");
  }
  /** A Glue database. */
  glueDatabase(databaseName: string): string {
    return this.regional("glue", `database/${databaseName}`);
  }
  /** @param tableName `*` for every table and view of the database */
  glueTable(databaseName: string, tableName: string): string {
    return this.regional("glue", `table/${databaseName}/${tableName}`);
  }
  /** A Lambda. */
  lambda(functionName: string): string {
    return this.regional("lambda", `function:${functionName}`);
  }
  /** A Step Functions state machine. */
  stateMachine(stateMachineName: string): string {
    return this.regional("states", `stateMachine:${stateMachineName}`);
  }
  /** What a state of a workflow calls, like `athena:startQueryExecution.sync`. */
  integration(call: string): string {
    return `arn:${this.partition}:states:::${call}`;
  }
  /** Every log group of the account in the region. */
  allLogGroups(): string {
    return this.regional("logs", "log-group:*");
  }
  /** An SNS topic. */
  topic(topicName: string): string {
    return this.regional("sns", topicName);
  }
  /** An alarm; `*` stands for all. */
  alarm(alarmName: string): string {
    return this.regional("cloudwatch", `alarm:${alarmName}`);
  }
  /** @param path below `policy/`, like `service-role/AmazonAPIGatewayPushToCloudWatchLogs`. */
  managedPolicy(path: string): string {
    return `arn:${this.partition}:iam::aws:policy/${path}`;
  }
  /** What belongs to the account in no region, like `iam` and `policy/name`. */
  global(service: string, resource: string): string {
    return `arn:${this.partition}:${service}::${this.location.accountId}:${resource}`;
  }
  /** What API Gateway manages, like `restapis/*`. */
  apiGateway(path: string): string {
    return `arn:${this.partition}:apigateway:${this.location.region}::/${path}`;
  }
  /** The tags of what API Gateway manages, which it names by its ARN. @param path up to a last part, like `restapis/`. @param last part; may be a pattern */
  apiGatewayTags(path: string, last: string): string {
    return this.apiGateway(`tags/${encodeURIComponent(this.apiGateway(path))}${last}`);
  }
  /** What an API Gateway integration calls, like `firehose` and `PutRecord`. */
  apiGatewayAction(service: string, action: string): string {
    return `arn:${this.partition}:apigateway:${this.location.region}:${service}:action/${action}`;
  }
  /** What an API Gateway integration or authorizer calls to invoke a function. */
  apiGatewayInvocations(functionArn: string): string {
    return `arn:${this.partition}:apigateway:${this.location.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
  }
  /** The host name of a regional service, as `kms:ViaService` compares it, and CloudWatch Logs' principal is called. */
  serviceHost(service: string): string {
    return `${service}.${this.location.region}.${domainOf(this.location.region)}`;
  }

  /** Anything else of a service in the region, like `glue` and `catalog`. */
  regional(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.location.region}:${this.location.accountId}:${resource}`;
  }
}
