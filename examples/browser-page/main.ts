import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { ClickstreamPipeline, defineEvent, int, oneOf, string } from "clickstream-cdktf";

/** What every event may carry. */
const context = {
  session_id: string({ description: "The visit" }),
  guest_id: string({ identifying: true, description: "The guest" }),
  menu_variant: oneOf("with-pictures", "plain", { description: "Which menu was shown" }),
};

const dishOpened = defineEvent({
  name: "dish-opened",
  description: "A guest looked at a dish",
  path: "/dishes",
  table: "dishes_opened",
  fields: { dish: string({ required: true }), seconds: int() },
  context,
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
