import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { ClickstreamPipeline, defineEvent, int, string } from "clickstream-cdktf";

const dishOpened = defineEvent({
  name: "dish-opened",
  description: "A guest looked at a dish",
  path: "/dishes",
  table: "dishes_opened",
  fields: { dish: string({ required: true }), seconds: int() },
});

const app = new App();
const stack = new TerraformStack(app, "menu");
new AwsProvider(stack, "aws", { region: "eu-central-1" });
new ClickstreamPipeline(stack, "clicks", {
  accountId: "111122223333",
  region: "eu-central-1",
  name: "menu",
  eventTypes: [dishOpened],
  cors: { allowedOrigins: ["*"] }, // name your page's origin here
});
app.synth();
