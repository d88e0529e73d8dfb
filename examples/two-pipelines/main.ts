import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { ClickstreamPipeline, defineEvent, int, string } from "clickstream-cdktf";

const seatTaken = defineEvent({
  name: "seat-taken",
  description: "A guest sat down",
  path: "/seats",
  table: "seats_taken",
  fields: { seat: int({ required: true }) },
});
const shiftBegun = defineEvent({
  name: "shift-begun",
  description: "Somebody began to work",
  path: "/shifts",
  table: "shifts",
  fields: { role: string({ required: true }) },
});

const location = { accountId: "111122223333", region: "eu-central-1" };
export const app = new App();
const stack = new TerraformStack(app, "restaurant");
new AwsProvider(stack, "aws", { region: location.region });

export const guests = new ClickstreamPipeline(stack, "guests", {
  ...location,
  name: "guests",
  eventTypes: [seatTaken],
});
/** On the guests' key, with a function that answers for each event. */
export const staff = new ClickstreamPipeline(stack, "staff", {
  ...location,
  name: "staff",
  eventTypes: [shiftBegun],
  keyArn: guests.storage.keyArn,
  ingestion: "lambda",
});
app.synth();
