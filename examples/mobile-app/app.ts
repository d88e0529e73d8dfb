import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, type AppConfig, TerraformStack } from "cdktf";
import { ClickstreamPipeline } from "clickstream-cdktf";
import { eventTypesOf } from "./events";

/** How requests reach the streams, and how events are stored. */
export interface Way {
  readonly ingestion: "firehose" | "lambda";
  readonly storageFormat: "json" | "parquet";
}

export function appOf({ ingestion, storageFormat }: Way, config: AppConfig = {}): App {
  const app = new App(config);
  const stack = new TerraformStack(app, "mobile");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  new ClickstreamPipeline(stack, "app", {
    accountId: "111122223333",
    region: "eu-central-1",
    name: "mobile",
    eventTypes: eventTypesOf(ingestion === "firehose"),
    ingestion,
    storageFormat,
  });
  return app;
}
