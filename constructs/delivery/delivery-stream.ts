import { CloudwatchLogStream } from "@cdktf/provider-aws/lib/cloudwatch-log-stream";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import {
  KinesisFirehoseDeliveryStream,
  type KinesisFirehoseDeliveryStreamExtendedS3Configuration,
  type KinesisFirehoseDeliveryStreamExtendedS3ConfigurationS3BackupConfiguration,
} from "@cdktf/provider-aws/lib/kinesis-firehose-delivery-stream";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import type { EventDeclaration } from "../../declaration/event";
import { dataPrefix, errorsPrefix, sourcePrefix } from "../../declaration/layout";
import { atLeast } from "../shared/arithmetic";
import { Arns, type AwsLocation } from "../shared/arn";
import { bucketFolder, type BucketFolder } from "../shared/bucket-folder";
import { grant, type Grantee } from "../shared/grant";
import { holder } from "../shared/placed-role";
import { withoutUndefined } from "../shared/without-undefined";
import { LEAST_SOURCE_BACKUP_SECONDS, waitsOf } from "../../basics/freshness";
import {
  DEFAULT_BUFFERING_SIZE_MIB,
  DEFAULT_TRANSFORM_INTERVAL_SECONDS,
  STREAM_OPTIONS,
  type StreamOptions,
} from "./delivery-options";
import { LogGroup } from "../shared/log-group";
import {
  checkParquetBufferingSize,
  DEFAULT_PARQUET_BUFFERING_SIZE_MIB,
  parquetConversion,
  type ParquetSchema,
  schemaStatement,
} from "./parquet-conversion";
import { policyDocument, trustPolicy, type PolicyStatement, type RoleReference } from "../shared/policy";
import { actionsOf, allow } from "../shared/statements";
import { replacedWhenStopped } from "./source-backup";
import { MeasuredStream } from "./stream-metrics";
import { checkOptions, checkText, isReference, trueOrFalse } from "../shared/validate";

/** By hour of arrival, UTC: what the table's partition projection expects. */
const HOUR = "!{timestamp:yyyy/MM/dd/HH}/";
/**
 * What the transform gets at once, the least that Firehose allows: https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 * An event of 22 bytes, the smallest that the edge lets through, makes about 450 of the answer, so that 1 MB of them would
 * make 20 MB where Lambda's limit is 6 MB.
 */
const TRANSFORM_BUFFER_MB = "0.2";
const ERROR_TYPE = "!{firehose:error-output-type}/";

export interface DeliveryStreamProps extends AwsLocation, StreamOptions, BucketFolder {
  /** Its name, at most 64 letters, digits, hyphens, dots and underscores. */
  readonly streamName: string;
  /** The event type that it carries; it decides the prefixes. */
  readonly event: EventDeclaration;
  /** The bucket that it writes to. */
  readonly bucketName: string;
  /** The KMS key of the buffered records, the objects and the logs. */
  readonly keyArn: string;
  /** ARN of the function that every record goes through, without a version. */
  readonly transformArn: string;
  /** The role that it delivers with; it gets the permissions. @default one of its own */
  readonly role?: RoleReference;
  /** Name of the role of its own. @default the stream's name */
  readonly roleName?: string;
  /** Stores Parquet by this table's columns, below a prefix of its own, instead of gzip JSON lines. @default JSON lines */
  readonly parquet?: ParquetSchema;
  /**
   * Keep the records as they came, too, under a prefix of their own; when it ends another stream takes this one's place, since AWS can't
   * stop it on the same. Their objects wait for 60 seconds at least, however short the others wait: Firehose has no shorter buffer for
   * them. @default false
   */
  readonly sourceBackup?: boolean;
}

/** One event type on its way to S3: Direct PUT, transformed by a Lambda, objects of gzip JSON lines or Parquet by hour, what failed aside. */
export class DeliveryStream extends MeasuredStream {
  readonly stream: KinesisFirehoseDeliveryStream;
  readonly role: RoleReference;
  readonly logs: LogGroup;
  protected readonly streamName: string;

  constructor(scope: Construct, id: string, props: DeliveryStreamProps) {
    super(scope, id);
    this.validate(props);
    this.streamName = props.streamName;
    this.logs = this.createLogs(props);
    const logStream = this.createLogStream();
    this.role = props.role ?? this.createRole(props);
    const permissions = this.allowDelivery(props, logStream);
    this.stream = this.createStream(props, logStream, permissions);
  }

  /**
   * Lets a role put records into the stream, one by one and in batches.
   * @param role the role, or the name of one that exists, without its path
   */
  grantPutRecords(role: Grantee): IamRolePolicy {
    return grant(this, "put-records", role, {
      name: `put-records-${this.node.id}`,
      statements: [allow("PutRecords", ["firehose:PutRecord", "firehose:PutRecordBatch"], this.stream.arn)],
    });
  }

  private validate(props: DeliveryStreamProps): void {
    checkText(
      "streamName",
      props.streamName,
      /^[A-Za-z0-9_.-]{1,64}$/,
      "at most 64 letters, digits, hyphens, dots and underscores",
    );
    checkOptions(STREAM_OPTIONS, props);
    trueOrFalse("sourceBackup", props.sourceBackup);
    bucketFolder("prefix", props.prefix);
    if (props.parquet) checkParquetBufferingSize(props.bufferingSizeMiB);
    if (props.role && props.roleName !== undefined) {
      throw new Error(`\`roleName\` must be left out when \`role\` is given, got "${props.roleName}"`);
    }
  }

  private createLogs(props: DeliveryStreamProps): LogGroup {
    return new LogGroup(this, "logs", {
      name: `/aws/kinesisfirehose/${props.streamName}`,
      keyArn: props.keyArn,
      ...withoutUndefined({ retentionDays: props.logRetentionDays }),
    });
  }

  private createLogStream(): CloudwatchLogStream {
    return new CloudwatchLogStream(this, "log-stream", {
      name: "DestinationDelivery",
      logGroupName: this.logs.group.name,
    });
  }

  private createRole(props: DeliveryStreamProps): IamRole {
    return new IamRole(this, "role", {
      name: props.roleName ?? props.streamName,
      description: `Firehose delivers ${props.streamName} with it`,
      // https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#firehose-assume-role
      assumeRolePolicy: trustPolicy("firehose.amazonaws.com", { StringEquals: { "sts:ExternalId": props.accountId } }),
    });
  }

  private allowDelivery(props: DeliveryStreamProps, logStream: CloudwatchLogStream): IamRolePolicy {
    return new IamRolePolicy(this, "delivery", {
      name: `deliver-${props.event.name}`,
      role: holder(this.role),
      policy: policyDocument(
        ...writeStatements(props),
        ...(props.parquet ? [schemaStatement(props, props.parquet)] : []),
        allow("Transform", actionsOf("lambda")("InvokeFunction GetFunctionConfiguration"), [
          props.transformArn,
          `${props.transformArn}:*`,
        ]),
        allow("Key", ["kms:GenerateDataKey", "kms:Decrypt"], props.keyArn, {
          StringEquals: { "kms:ViaService": new Arns(props).serviceHost("s3") },
        }),
        allow("Logs", "logs:PutLogEvents", `${this.logs.group.arn}:log-stream:${logStream.name}`),
      ),
    });
  }

  private createStream(
    props: DeliveryStreamProps,
    logStream: CloudwatchLogStream,
    permissions: IamRolePolicy,
  ): KinesisFirehoseDeliveryStream {
    return new KinesisFirehoseDeliveryStream(this, "stream", {
      name: props.streamName,
      destination: "extended_s3",
      serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: props.keyArn },
      extendedS3Configuration: this.destination(props, logStream),
      dependsOn: [permissions], // Firehose tries the role when the stream is made, later gaps fail deliveries
      ...replacedWhenStopped(this, props),
    });
  }

  private destination(
    props: DeliveryStreamProps,
    logStream: CloudwatchLogStream,
  ): KinesisFirehoseDeliveryStreamExtendedS3Configuration {
    return {
      bucketArn: new Arns(props).bucket(props.bucketName),
      roleArn: this.role.arn,
      kmsKeyArn: props.keyArn,
      prefix: `${folders(props).data}${HOUR}`,
      errorOutputPrefix: `${folders(props).errors}${ERROR_TYPE}${HOUR}`,
      ...(props.parquet
        ? {
            compressionFormat: "UNCOMPRESSED",
            dataFormatConversionConfiguration: parquetConversion(this.role.arn, props.region, props.parquet),
          } // Parquet compresses itself
        : { compressionFormat: "GZIP" }),
      bufferingInterval: waitsOf(props).bufferingIntervalSeconds,
      bufferingSize:
        props.bufferingSizeMiB ?? (props.parquet ? DEFAULT_PARQUET_BUFFERING_SIZE_MIB : DEFAULT_BUFFERING_SIZE_MIB),
      cloudwatchLoggingOptions: { enabled: true, logGroupName: this.logs.group.name, logStreamName: logStream.name },
      ...(props.sourceBackup === true && {
        s3BackupMode: "Enabled",
        s3BackupConfiguration: this.sourceBackup(props, logStream),
      }),
      processingConfiguration: {
        enabled: true,
        // No more parameters: the provider shows those that equal its defaults as a change in every plan.
        processors: [
          {
            type: "Lambda",
            parameters: [
              { parameterName: "LambdaArn", parameterValue: `${props.transformArn}:$LATEST` },
              { parameterName: "BufferSizeInMBs", parameterValue: TRANSFORM_BUFFER_MB },
              ...transformInterval(props),
            ],
          },
        ],
      },
    };
  }

  /** Without an expression in the prefix Firehose puts yyyy/MM/dd/HH/ behind it: https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html */
  private sourceBackup(
    props: DeliveryStreamProps,
    logStream: CloudwatchLogStream,
  ): KinesisFirehoseDeliveryStreamExtendedS3ConfigurationS3BackupConfiguration {
    return {
      bucketArn: new Arns(props).bucket(props.bucketName),
      roleArn: this.role.arn,
      kmsKeyArn: props.keyArn,
      prefix: folders(props).source,
      compressionFormat: "GZIP",
      bufferingInterval: sourceInterval(waitsOf(props).bufferingIntervalSeconds),
      bufferingSize: props.bufferingSizeMiB ?? DEFAULT_BUFFERING_SIZE_MIB,
      cloudwatchLoggingOptions: { enabled: true, logGroupName: this.logs.group.name, logStreamName: logStream.name },
    };
  }
}

/** The wait for the transform, where it is not Firehose's own. */
function transformInterval(props: DeliveryStreamProps): { parameterName: string; parameterValue: string }[] {
  const { transformIntervalSeconds: seconds } = waitsOf(props);
  if (seconds === DEFAULT_TRANSFORM_INTERVAL_SECONDS) return [];
  const parameterValue = isReference(seconds) ? Token.asString(seconds) : String(seconds);
  return [{ parameterName: "BufferIntervalInSeconds", parameterValue }];
}

/** A reference stays: what it holds is known at the apply. */
const sourceInterval = (seconds: number): number =>
  isReference(seconds) ? seconds : atLeast(LEAST_SOURCE_BACKUP_SECONDS, seconds);

/** Where its objects lie, each with its trailing slash. */
const folders = ({ event, prefix = "", ...props }: DeliveryStreamProps) => ({
  data: prefix + dataPrefix(event, props.parquet ? "parquet" : "json"),
  errors: prefix + errorsPrefix(event),
  source: prefix + sourcePrefix(event),
});

/** The bucket's part of the role: its own event's folders and no other's. */
function writeStatements(props: DeliveryStreamProps): PolicyStatement[] {
  const bucketArn = new Arns(props).bucket(props.bucketName);
  const { data, errors, source } = folders(props);
  const written = [data, errors, ...(props.sourceBackup === true ? [source] : [])];
  const s3 = actionsOf("s3");
  return [
    allow("Bucket", s3("GetBucketLocation ListBucket ListBucketMultipartUploads"), bucketArn),
    allow(
      "Objects",
      s3("AbortMultipartUpload GetObject PutObject"),
      written.map((folder) => `${bucketArn}/${folder}*`),
    ),
  ];
}
