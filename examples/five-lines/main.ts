import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { ClickstreamPipeline, defineEvent, string, timestamp } from "clickstream-cdktf";

const doorOpened = defineEvent({
  name: "door-opened",
  description: "A guest came in",
  path: "/doors",
  table: "doors_opened",
  fields: { door: string({ required: true }), opened_at: timestamp() },
});

const app = new App();
const stack = new TerraformStack(app, "restaurant");
new AwsProvider(stack, "aws", { region: "eu-central-1" });
new ClickstreamPipeline(stack, "clicks", {
  accountId: "111122223333",
  region: "eu-central-1",
  name: "restaurant",
  eventTypes: [doorOpened],
});
app.synth();
