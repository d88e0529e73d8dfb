import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { Arns, type AwsLocation } from "../shared/arn";
import { policyDocument, type PolicyStatement } from "../shared/policy";
import { checkText, trueOrFalse } from "../shared/validate";

export interface PrivateBucketProps extends AwsLocation {
  /** Its name, 3 to 63 lower-case letters, digits and hyphens. */
  readonly bucketName: string;
  /** The KMS key of its objects. @default S3's own key (SSE-S3) */
  readonly keyArn?: string;
  /** Refuse to destroy it; without, destroying it deletes its objects too. @default true */
  readonly protectData?: boolean;
  /** Name of the bucket that gets its access logs, below this one's name; in the same region. @default no access logs */
  readonly accessLogBucketName?: string;
  /** What its policy says besides "only over TLS". @default nothing */
  readonly policyStatements?: readonly PolicyStatement[];
}

/** A bucket that is private, encrypted and versioned, owns what is put into it, and is reached over TLS only. */
export class PrivateBucket extends Construct {
  readonly bucket: S3Bucket;
  readonly versioning: S3BucketVersioningA;
  readonly policy: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    checkText(
      "bucketName",
      props.bucketName,
      /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      "3 to 63 lower-case letters, digits and hyphens",
    );
    trueOrFalse("protectData", props.protectData);
    this.bucket = this.createBucket(props);
    const publicAccess = this.blockPublicAccess();
    this.enforceOwnership();
    this.versioning = this.enableVersioning();
    this.encrypt(props);
    this.logAccess(props);
    this.policy = this.createPolicy(props, publicAccess);
  }

  private createBucket({ bucketName, protectData = true }: PrivateBucketProps): S3Bucket {
    return new S3Bucket(this, "bucket", {
      bucket: bucketName,
      forceDestroy: !protectData,
      lifecycle: { preventDestroy: protectData },
    });
  }

  private blockPublicAccess(): S3BucketPublicAccessBlock {
    return new S3BucketPublicAccessBlock(this, "public-access", {
      bucket: this.bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  }

  private enforceOwnership(): void {
    new S3BucketOwnershipControls(this, "ownership", {
      bucket: this.bucket.id,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
  }

  private enableVersioning(): S3BucketVersioningA {
    return new S3BucketVersioningA(this, "versioning", {
      bucket: this.bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
  }

  private encrypt({ keyArn }: PrivateBucketProps): void {
    const withKey = {
      applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn ?? "" },
      bucketKeyEnabled: true,
    };
    const withoutKey = { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: this.bucket.id,
      rule: [keyArn === undefined ? withoutKey : withKey],
    });
  }

  private logAccess({ bucketName, accessLogBucketName }: PrivateBucketProps): void {
    if (accessLogBucketName === undefined) return;
    new S3BucketLoggingA(this, "access-logs", {
      bucket: this.bucket.id,
      targetBucket: accessLogBucketName,
      targetPrefix: `${bucketName}/`,
    });
  }

  private createPolicy(props: PrivateBucketProps, publicAccess: S3BucketPublicAccessBlock): S3BucketPolicy {
    const bucketArn = new Arns(props).bucket(props.bucketName);
    const onlyOverTls: PolicyStatement = {
      Sid: "OnlyOverTls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn, `${bucketArn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    return new S3BucketPolicy(this, "policy", {
      bucket: this.bucket.id,
      policy: policyDocument(onlyOverTls, ...(props.policyStatements ?? [])),
      dependsOn: [publicAccess], // S3 refuses two changes to a bucket's access at once
    });
  }
}
