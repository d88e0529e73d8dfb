import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { batchPath } from "../declaration/layout";
import type { ClickstreamPipeline, ClickstreamPipelineProps } from "./clickstream-pipeline";

/** What whoever sends, asks and watches needs, as Terraform's outputs: their names begin with the pipeline's. */
export function addOutputs(
  pipeline: ClickstreamPipeline,
  { name, eventTypes }: Pick<ClickstreamPipelineProps, "name" | "eventTypes">,
): void {
  const scope = new Construct(pipeline, "outputs");
  const say = (what: string, description: string, value: string | undefined): void => {
    if (value === undefined) return;
    const output = new TerraformOutput(scope, what, { description, value });
    output.overrideLogicalId(`${name}_${what}`.replace(/[^A-Za-z0-9]+/g, "_"));
  };
  for (const event of eventTypes) {
    say(`endpoint-${event.name}`, `POST one event: ${event.description}`, pipeline.urlForPath(event.path));
    say(`endpoint-${event.name}-batch`, `POST a batch: ${event.description}`, pipeline.urlForPath(batchPath(event)));
  }
  const { storage, catalog, backup, monitoring } = pipeline;
  say("bucket", "Bucket of the delivered events and the failed records", storage.bucketName);
  say("database", "Glue database of the tables and views", catalog.databaseName);
  say("workgroup", "Athena workgroup with the saved queries", catalog.queries.workgroupName);
  say("backup_bucket", "Copy of the bucket in the other region", backup?.backup.bucket.bucket);
  say("notices", "Topic of the notices; whoever subscribes gets them", monitoring?.notices.topic.arn);
  say("backup_notices", "Topic of the notices from the other region", monitoring?.backupNotices?.topic.arn);
  say("dashboard", "CloudWatch dashboard", monitoring?.dashboard?.dashboard.dashboardName);
}
