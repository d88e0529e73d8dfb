import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { EncryptionKey } from "../../constructs/encryption-key";
import { EventBucket } from "../../constructs/event-bucket";
import { IngestApi } from "../../constructs/ingest-api";
import { defineEvent } from "../../events/define";
import { string, timestamp } from "../../events/event";

export const doorOpened = defineEvent({
  name: "door-opened",
  description: "A guest came in",
  path: "/doors",
  table: "doors_opened",
  fields: {
    door: string({ required: true, description: "Which door" }),
    opened_at: timestamp({ aliases: ["openedAt"] }),
  },
});

export class Doors extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const location = { accountId: "123456789012", region: "eu-central-1" };
    new AwsProvider(this, "aws", { region: location.region });
    const key = new EncryptionKey(this, "key", { ...location, alias: "alias/doors" });
    new EventBucket(this, "events", {
      ...location,
      bucketName: "doors-123456789012",
      keyArn: key.arn,
      deliveryRoleNames: ["doors-delivery"],
    });
    new IngestApi(this, "api", {
      ...location,
      apiName: "doors",
      stageName: "live",
      keyArn: key.arn,
      sources: [{ event: doorOpened, streamName: "doors" }],
    });
  }
}
