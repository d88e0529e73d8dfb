import type { KinesisFirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfiguration } from "@cdktf/provider-aws/lib/kinesis-firehose-delivery-stream";
import { Arns, type AwsLocation } from "../shared/arn";
import type { PolicyStatement } from "../shared/policy";
import { allow } from "../shared/statements";
import { isTerraform } from "../shared/terraform-expression";
import { isReference } from "../shared/validate";

/** Firehose's own: https://docs.aws.amazon.com/firehose/latest/APIReference/API_ExtendedS3DestinationConfiguration.html */
export const DEFAULT_PARQUET_BUFFERING_SIZE_MIB = 128;
/** Least MiB of a buffer that becomes Parquet. */
export const LEAST_PARQUET_BUFFERING_SIZE_MIB = 64;

/** The Glue table whose columns the Parquet objects get. */
export interface ParquetSchema {
  /** Its database; account and region are the stream's own. */
  readonly databaseName: string;
  /** Its name; it must be there before the stream delivers. */
  readonly tableName: string;
}

/** Unresolved tokens pass. @throws Error naming the prop, the rule and the value */
export function checkParquetBufferingSize(bufferingSizeMiB: number | undefined): void {
  if (
    bufferingSizeMiB === undefined ||
    isReference(bufferingSizeMiB) ||
    isTerraform(bufferingSizeMiB) ||
    bufferingSizeMiB >= LEAST_PARQUET_BUFFERING_SIZE_MIB
  )
    return;
  throw new Error(
    `\`bufferingSizeMiB\` must be at least ${LEAST_PARQUET_BUFFERING_SIZE_MIB} with Parquet, got ${bufferingSizeMiB}`,
  );
}

/** Turns JSON lines into Parquet with GZIP, which is what queries pay for (decision 0010), and each chunk's repeated values stored once, by the newest version of the table. @param roleArn reads the table */
export function parquetConversion(
  roleArn: string,
  region: string,
  schema: ParquetSchema,
): KinesisFirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfiguration {
  return {
    enabled: true,
    // It takes names in any case and timestamps as the transform writes them; the Hive SerDe would need their format.
    inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
    outputFormatConfiguration: {
      serializer: { parquetSerDe: { compression: "GZIP", enableDictionaryCompression: true } },
    },
    schemaConfiguration: {
      roleArn,
      region,
      databaseName: schema.databaseName,
      tableName: schema.tableName,
      versionId: "LATEST",
    },
  };
}

/** What reads that table: https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-glue */
export function schemaStatement(location: AwsLocation, { databaseName, tableName }: ParquetSchema): PolicyStatement {
  const arns = new Arns(location);
  const table = [arns.glueCatalog(), arns.glueDatabase(databaseName), arns.glueTable(databaseName, tableName)];
  return allow("Schema", ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"], table);
}
