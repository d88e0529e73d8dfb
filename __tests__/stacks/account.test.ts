import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { setupJest } from "cdktf/lib/testing/adapters/jest";
import { ApiGatewayLogging } from "../../constructs/edge/api-gateway-logging";
import { StateBucket } from "../../constructs/storage/state-bucket";
import { LOCATION, statements, synth } from "../support/synth";

setupJest();

test("the states are versioned, encrypted, reached over TLS only, and never destroyed", () => {
  const tree = synth((scope) => new StateBucket(scope, "state", { ...LOCATION, bucketName: "states" }));
  expect(tree.json).toHaveResourceWithProperties(S3Bucket, {
    bucket: "states",
    force_destroy: false,
    lifecycle: { prevent_destroy: true },
  });
  expect(tree.json).toHaveResourceWithProperties(S3BucketVersioningA, {
    versioning_configuration: { status: "Enabled" },
  });
  expect(tree.json).toHaveResourceWithProperties(S3BucketServerSideEncryptionConfigurationA, {
    rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }],
  });
  expect(Object.keys(statements(tree.only("aws_s3_bucket_policy").policy))).toEqual(["OnlyOverTls"]);
});

test("an old state goes only when a hundred newer ones are there, and who read the states is known", () => {
  const tree = synth(
    (scope) => new StateBucket(scope, "state", { ...LOCATION, bucketName: "states", accessLogBucketName: "logs" }),
  );
  expect(tree.only("aws_s3_bucket_lifecycle_configuration").rule).toMatchObject([
    { noncurrent_version_expiration: [{ noncurrent_days: 365, newer_noncurrent_versions: 100 }] },
  ]);
  expect(tree.only("aws_s3_bucket_logging")).toMatchObject({ target_bucket: "logs", target_prefix: "states/" });
});

test.each([
  ["eu-west-1", "aws"],
  ["cn-north-1", "aws-cn"],
])("API Gateway in %s may write logs, and its role can before it is tried", (region, partition) => {
  const tree = synth(
    (scope) => new ApiGatewayLogging(scope, "logging", { ...LOCATION, region, role: { name: "gateway-logs" } }),
  );
  expect(tree.only("aws_iam_role").name).toBe("gateway-logs");
  expect(statements(tree.only("aws_iam_role").assume_role_policy).Assume?.Principal).toEqual({
    Service: "apigateway.amazonaws.com",
  });
  expect(tree.json).toHaveResourceWithProperties(IamRolePolicyAttachment, {
    policy_arn: `arn:${partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
  });
  expect(tree.only("aws_api_gateway_account").depends_on).toEqual([
    expect.stringMatching(/^aws_iam_role_policy_attachment\./),
  ]);
});

test("a region can use the role that another region's stack makes", () => {
  const arn = "arn:aws:iam::111122223333:role/gateway-logs";
  const tree = synth((scope) => new ApiGatewayLogging(scope, "logging", { ...LOCATION, role: { arn } }));
  expect(tree.all("aws_iam_role")).toEqual([]);
  expect(tree.only("aws_api_gateway_account").cloudwatch_role_arn).toBe(arn);
});

test("the logs of every API of an account are not silenced by destroying a stack", () => {
  const tree = synth(
    (scope) => new ApiGatewayLogging(scope, "logging", { ...LOCATION, role: { name: "gateway-logs" } }),
  );
  expect(tree.only("aws_api_gateway_account").lifecycle).toEqual({ prevent_destroy: true });
});
