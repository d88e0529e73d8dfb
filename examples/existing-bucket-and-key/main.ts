import { DataAwsKmsKey } from "@cdktf/provider-aws/lib/data-aws-kms-key";
import { DataAwsS3Bucket } from "@cdktf/provider-aws/lib/data-aws-s3-bucket";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { ClickstreamPipeline, defineEvent, string } from "clickstream-cdktf";

const dishRated = defineEvent({
  name: "dish-rated",
  description: "A guest rated a dish",
  path: "/ratings",
  table: "ratings",
  fields: { dish: string({ required: true }), words: string({ maxLength: 500 }) },
});

const app = new App();
const stack = new TerraformStack(app, "ratings");
new AwsProvider(stack, "aws", { region: "eu-central-1" });

// The bucket's own policy, lifecycle and encryption stay what they are; the key's policy must admit CloudWatch Logs.
const bucket = new DataAwsS3Bucket(stack, "lake", { bucket: "company-data-lake" });
const key = new DataAwsKmsKey(stack, "key", { keyId: "alias/company" });

new ClickstreamPipeline(stack, "clicks", {
  accountId: "111122223333",
  region: "eu-central-1",
  name: "ratings",
  eventTypes: [dishRated],
  bucketName: bucket.bucket,
  keyArn: key.arn,
});
app.synth();
