import type { Resource } from "../../../../emulation/tree/tree";
import { regionOf } from "../facts";
import { docs, knows } from "../need";
import { passed, provider, read, tagsOf, TAGGED, TAGGING, write, type Reader } from "./calls";

const bucketArn = ({ config }: Resource): readonly string[] => [`arn:aws:s3:::${String(config.bucket)}`];
const bucketPart =
  (readActions: string, writeActions: string): Reader =>
  (_facts, resource) => [
    read("s3", readActions, provider("s3"), bucketArn(resource)),
    write("s3", writeActions, provider("s3"), bucketArn(resource)),
  ];

/** Buckets, keys, the catalog and its workgroup. */
export const DATA_CALLS: Readonly<Record<string, Reader>> = {
  aws_s3_bucket: (_facts, bucket) => [
    read(
      "s3",
      `ListBucket ListTagsForResource GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging
       GetBucketObjectLockConfiguration GetBucketPolicy GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite
       GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration`,
      provider("s3"),
      bucketArn(bucket),
    ),
    write("s3", "CreateBucket PutBucketTagging TagResource UntagResource", provider("s3"), bucketArn(bucket)),
  ],
  aws_s3_bucket_lifecycle_configuration: bucketPart("GetLifecycleConfiguration", "PutLifecycleConfiguration"),
  aws_s3_bucket_logging: bucketPart("GetBucketLogging", "PutBucketLogging"),
  aws_s3_bucket_metric: bucketPart("GetMetricsConfiguration", "PutMetricsConfiguration"),
  aws_s3_bucket_ownership_controls: bucketPart("GetBucketOwnershipControls", "PutBucketOwnershipControls"),
  aws_s3_bucket_policy: bucketPart("GetBucketPolicy", "DeleteBucketPolicy PutBucketPolicy"),
  aws_s3_bucket_public_access_block: bucketPart("GetBucketPublicAccessBlock", "PutBucketPublicAccessBlock"),
  aws_s3_bucket_replication_configuration: (facts, replication) => [
    ...bucketPart("GetReplicationConfiguration", "PutReplicationConfiguration")(facts, replication),
    passed(String(replication.config.role), "s3.amazonaws.com"),
  ],
  aws_s3_bucket_server_side_encryption_configuration: bucketPart(
    "GetEncryptionConfiguration",
    "PutEncryptionConfiguration",
  ),
  aws_s3_bucket_versioning: bucketPart("GetBucketVersioning", "PutBucketVersioning"),

  aws_kms_key: (facts, key) => {
    const arn = facts.arn(key);
    const tags = tagsOf(facts, "aws:ResourceTag/");
    return [
      write(
        "kms",
        "PutKeyPolicy TagResource",
        docs("kms/latest/developerguide/manage-tags-api.html"), // a new key has no id yet
        [arn.replace(/:key\/.*/, ":key/*")],
        tagsOf(facts, "aws:RequestTag/"),
      ),
      read(
        "kms",
        "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
        provider("kms"),
        [arn],
        tags,
        TAGGED,
      ),
      write(
        "kms",
        "EnableKeyRotation PutKeyPolicy TagResource UntagResource UpdateKeyDescription",
        provider("kms"),
        [arn],
        tags,
        TAGGED,
      ),
      write("kms", "CreateKey", knows("awskeymanagementservice"), ["*"], tagsOf(facts, "aws:RequestTag/"), TAGGING),
    ];
  },
  aws_kms_alias: (facts, { config }) => {
    const key =
      facts
        .all("aws_kms_key")
        .map((each) => facts.arn(each))
        .find((arn) => arn.endsWith(String(config.target_key_id))) ?? "";
    const alias = `arn:aws:kms:${regionOf(key)}:${facts.environment.accountId}:${String(config.name)}`;
    const source = docs("kms/latest/developerguide/alias-access.html");
    return [
      read("kms", "ListAliases", source, ["*"]),
      write("kms", "CreateAlias DeleteAlias UpdateAlias", source, [alias]),
      write("kms", "CreateAlias DeleteAlias UpdateAlias", source, [key], tagsOf(facts, "aws:ResourceTag/"), TAGGED),
    ];
  },

  aws_glue_catalog_database: (facts, { config }) => {
    const name = String(config.name);
    const [catalog, database] = [facts.regional("glue", "catalog"), facts.regional("glue", `database/${name}`)];
    const source = docs("glue/latest/dg/glue-specifying-resource-arns.html");
    return [
      read("glue", "GetDatabase", source, [catalog, database]),
      read("glue", "GetTags", provider("glue"), [database]),
      write("glue", "CreateDatabase UpdateDatabase", source, [catalog, database]),
      write("glue", "DeleteDatabase", source, [
        catalog,
        database,
        facts.regional("glue", `table/${name}/menu_click`),
        facts.regional("glue", `userDefinedFunction/${name}/any`),
      ]),
      write("glue", "TagResource UntagResource", provider("glue"), [database]),
    ];
  },
  aws_glue_catalog_table: (facts, { config }) => {
    const database = String(config.database_name);
    const on = [
      facts.regional("glue", "catalog"),
      facts.regional("glue", `database/${database}`),
      facts.regional("glue", `table/${database}/${String(config.name)}`),
    ];
    const source = docs("glue/latest/dg/glue-specifying-resource-arns.html");
    return [
      read("glue", "GetPartitionIndexes GetTable", source, on),
      write("glue", "CreateTable DeleteTable UpdateTable", source, on),
    ];
  },
  aws_athena_workgroup: (facts, workgroup) => [
    read("athena", "GetWorkGroup ListTagsForResource", provider("athena"), [facts.arn(workgroup)]),
    write("athena", "CreateWorkGroup DeleteWorkGroup TagResource UntagResource UpdateWorkGroup", provider("athena"), [
      facts.arn(workgroup),
    ]),
  ],
  aws_athena_named_query: (facts, { config }) => {
    const on = [facts.regional("athena", `workgroup/${String(config.workgroup)}`)];
    return [
      read("athena", "GetNamedQuery", provider("athena"), on),
      write("athena", "CreateNamedQuery DeleteNamedQuery UpdateNamedQuery", provider("athena"), on),
    ];
  },
};
