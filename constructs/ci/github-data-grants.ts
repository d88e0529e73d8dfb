// @internal
import type { Arns } from "../shared/arn";
import { locate, of, prefixed, words, type Grant, type Reach, type Regional } from "./github-grants";

export const buckets = ({ parts }: Reach, arns: Arns): Grant[] => [
  {
    sid: "Buckets",
    types: words(`
      aws_s3_bucket aws_s3_bucket_lifecycle_configuration aws_s3_bucket_logging aws_s3_bucket_metric
      aws_s3_bucket_ownership_controls aws_s3_bucket_policy aws_s3_bucket_public_access_block
      aws_s3_bucket_server_side_encryption_configuration aws_s3_bucket_versioning
    `),
    read: of("s3")(`
      ListBucket ListTagsForResource GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLocation
      GetBucketLogging GetBucketObjectLockConfiguration GetBucketOwnershipControls
      GetBucketPolicy GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning
      GetBucketWebsite GetEncryptionConfiguration GetLifecycleConfiguration GetMetricsConfiguration
      GetReplicationConfiguration
    `),
    write: of("s3")(`
      CreateBucket DeleteBucketPolicy PutBucketLogging PutBucketOwnershipControls
      PutBucketPolicy PutBucketPublicAccessBlock PutBucketTagging PutBucketVersioning PutEncryptionConfiguration
      PutLifecycleConfiguration PutMetricsConfiguration TagResource UntagResource
    `),
    resources: [arns.bucket(parts)],
  },
];

/** Whoever may say where copies go can have them anywhere: only where there is a copy. */
export const copies = ({ parts, backupRegions = [] }: Reach, arns: Arns): Grant[] =>
  backupRegions.length === 0
    ? []
    : [
        {
          sid: "Copies",
          types: ["aws_s3_bucket_replication_configuration"],
          write: of("s3")("PutReplicationConfiguration"),
          resources: [arns.bucket(parts)],
        },
      ];

/**
 * Those that carry the tags, and no others: whoever may tag a key may rewrite its policy next. While it makes a key KMS asks for the right to
 * tag it and to give it its policy "for all KMS keys in the account and Region", as `key/*`: a pattern of one character is that and no key
 * that there is (https://docs.aws.amazon.com/kms/latest/developerguide/manage-tags-api.html).
 */
export const keys = (
  { whole, backupRegions = [], tags, ...reach }: Reach,
  here: Regional,
  regional: Regional,
): Grant[] => [
  {
    sid: "Keys",
    types: ["aws_kms_key"],
    read: of("kms")("DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags"),
    write: of("kms")(`
      CreateAlias DeleteAlias EnableKeyRotation PutKeyPolicy TagResource UntagResource UpdateAlias UpdateKeyDescription
    `),
    resources: regional("kms", "key/*"),
    condition: { StringEquals: prefixed("aws:ResourceTag/", tags) },
  },
  {
    sid: "KeyAliases",
    types: ["aws_kms_alias"],
    write: of("kms")("CreateAlias DeleteAlias UpdateAlias"),
    resources: [
      ...here("kms", `alias/${whole}`),
      ...locate(reach, backupRegions).regional("kms", `alias/${whole}-backup`),
    ],
  },
  // Firehose makes itself a grant in the name of whoever turns a stream's encryption on.
  {
    sid: "KeyGrants",
    write: of("kms")("CreateGrant"),
    resources: here("kms", "key/*"),
    condition: { StringEquals: prefixed("aws:ResourceTag/", tags), Bool: { "kms:GrantIsForAWSResource": "true" } },
  },
  {
    sid: "NewKeys",
    write: of("kms")("CreateKey"),
    resources: ["*"],
    condition: { StringEquals: prefixed("aws:RequestTag/", tags) },
  },
  { sid: "NewKeyTags", write: of("kms")("PutKeyPolicy TagResource"), resources: regional("kms", "key/?") },
  { sid: "AliasList", read: of("kms")("ListAliases"), resources: ["*"] },
];

export const catalog = ({ database }: Reach, regional: Regional): Grant[] => [
  {
    sid: "Catalog",
    types: ["aws_glue_catalog_database", "aws_glue_catalog_table"],
    read: of("glue")("GetDatabase GetPartitionIndexes GetTable GetTags"),
    write: of("glue")(`
      CreateDatabase CreateTable DeleteDatabase DeleteTable TagResource UntagResource UpdateDatabase UpdateTable
    `),
    resources: regional("glue", "catalog", `database/${database}`, `table/${database}/*`),
  },
  {
    sid: "CatalogFunctions",
    write: of("glue")("DeleteDatabase"),
    resources: regional("glue", `userDefinedFunction/${database}/*`),
  },
];

export const queries = ({ whole }: Reach, regional: Regional): Grant[] => [
  {
    sid: "Queries",
    types: ["aws_athena_workgroup", "aws_athena_named_query"],
    read: of("athena")("GetNamedQuery GetWorkGroup ListTagsForResource"),
    write: of("athena")(`
      CreateNamedQuery CreateWorkGroup DeleteNamedQuery DeleteWorkGroup TagResource UntagResource UpdateNamedQuery
      UpdateWorkGroup
    `),
    resources: regional(
      "athena",
      `workgroup/${whole}`,
      ...(whole.endsWith("*") ? [] : [`workgroup/${whole}-lake`]), // the one of the curated tables
    ),
  },
];
