import { AthenaNamedQuery } from "@cdktf/provider-aws/lib/athena-named-query";
import { AthenaWorkgroup } from "@cdktf/provider-aws/lib/athena-workgroup";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { NamedQuery } from "../../declaration/pipeline-queries";
import { times } from "../shared/arithmetic";
import { ENGINE_VERSION } from "../shared/athena";
import type { AwsLocation } from "../shared/arn";
import type { BucketFolder } from "../shared/bucket-folder";
import { grant, type Grantee } from "../shared/grant";
import { queryStatements } from "./query-permissions";
import { scanLimit, workgroupName } from "./catalog-options";

const MIB = 1024 * 1024;
/** 10 GiB, at 5 USD for each TB scanned: 5 cents. What S3 asks for listing and opening objects comes on top. https://aws.amazon.com/athena/pricing/ */
export const DEFAULT_SCAN_LIMIT_MIB = 10_240;

export interface QueryWorkgroupProps extends AwsLocation, BucketFolder {
  /** Its name, at most 128 letters, digits, dots, hyphens and underscores. */
  readonly workgroupName: string;
  /** Whether there is a workgroup of this name: then queries are saved there and roles let in, its settings stay yours. @default false */
  readonly exists?: boolean;
  /** The bucket of the results; it belongs to the same account. @default none: the workgroup must exist, and no role can be let in */
  readonly resultsBucketName?: string;
  /** The KMS key of the results and of the data. */
  readonly keyArn: string;
  /** The Glue database that is queried. */
  readonly databaseName: string;
  /** The bucket of the events and the failed records. */
  readonly dataBucketName: string;
  /** A query that reads more is ended, in MiB, 10 to 10485760. @default 10240 */
  readonly scanLimitMiB?: number;
  /** Whether there are curated tables, which whoever is let in may read, too. @default false */
  readonly lake?: boolean;
  /** Refuse to destroy it while it holds queries or their history. @default true */
  readonly protectData?: boolean;
}

/** Where an environment's queries run: its own settings hold whatever a client asks for, results are encrypted, a scan has its limit. */
export class QueryWorkgroup extends Construct {
  /** Undefined when the workgroup existed. */
  readonly workgroup: AthenaWorkgroup | undefined;
  readonly workgroupName: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: QueryWorkgroupProps,
  ) {
    super(scope, id);
    workgroupName("workgroupName", props.workgroupName);
    scanLimit("scanLimitMiB", props.scanLimitMiB);
    this.workgroup = props.exists === true ? undefined : this.createWorkgroup(props);
    this.workgroupName = this.workgroup?.name ?? props.workgroupName;
  }

  /** Keeps a query under its name, for everyone who may use the workgroup. */
  saveQuery({ name, description, sql }: NamedQuery): AthenaNamedQuery {
    return new AthenaNamedQuery(this, `query-${name}`, {
      name,
      description,
      database: this.props.databaseName,
      workgroup: this.workgroupName,
      query: sql,
    });
  }

  /**
   * Lets a role run queries here over the events and the failed records, read the results, and no more.
   * @param role the role, or the name of one that exists, without its path
   * @throws Error when the bucket of the results was not named
   */
  grantRunQueries(role: Grantee): IamRolePolicy {
    const resultsBucketName = this.resultsBucketName("to let a role run queries");
    return grant(this, "run-queries", role, {
      name: `run-queries-${this.props.workgroupName}`,
      statements: queryStatements({ ...this.props, resultsBucketName }),
    });
  }

  private resultsBucketName(why: string): string {
    const { resultsBucketName, workgroupName } = this.props;
    if (resultsBucketName === undefined)
      throw new Error(`\`resultsBucketName\` of workgroup "${workgroupName}" must be given ${why}`);
    return resultsBucketName;
  }

  private createWorkgroup(props: QueryWorkgroupProps): AthenaWorkgroup {
    const resultsBucketName = this.resultsBucketName("unless the workgroup exists");
    return new AthenaWorkgroup(this, "workgroup", {
      name: props.workgroupName,
      description: `Queries over ${props.databaseName}`,
      forceDestroy: !(props.protectData ?? true),
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: times(props.scanLimitMiB ?? DEFAULT_SCAN_LIMIT_MIB, MIB),
        engineVersion: { selectedEngineVersion: ENGINE_VERSION },
        resultConfiguration: {
          outputLocation: `s3://${resultsBucketName}/`,
          expectedBucketOwner: props.accountId, // a bucket of this name in other hands gets nothing
          encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: props.keyArn },
        },
      },
    });
  }
}
