// @internal
import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { batchPath } from "../declaration/layout";
import type { EventDeclaration } from "../declaration/event";
import type { PipelineBackup } from "./backup/pipeline-backup";
import type { PipelineCatalog } from "./catalog/pipeline-catalog";
import type { PipelineIngestion } from "./edge/pipeline-ingestion";
import type { PipelineMonitoring } from "./monitoring/pipeline-monitoring";
import { isTerraform } from "./shared/terraform-expression";
import type { PipelineStorage } from "./storage/pipeline-storage";

/** The parts of a pipeline that somebody outside of it asks for. */
export interface PipelineParts {
  /** The buckets. */
  readonly storage: PipelineStorage;
  /** The database and the workgroup. */
  readonly catalog: PipelineCatalog;
  /** The API. */
  readonly ingestion: PipelineIngestion;
  /** The copy; undefined without one. */
  readonly backup: PipelineBackup | undefined;
  /** The alarms; undefined without any. */
  readonly monitoring: PipelineMonitoring | undefined;
}

/** What whoever sends, asks and watches needs, as Terraform's outputs. @param name what their names begin with, unless it is a variable */
export function addOutputs(
  pipeline: Construct,
  name: string,
  eventTypes: readonly EventDeclaration[],
  { storage, catalog, ingestion, backup, monitoring }: PipelineParts,
): void {
  const scope = new Construct(pipeline, "outputs");
  const say = (what: string, description: string, value: string | undefined): void => {
    if (value === undefined) return;
    const output = new TerraformOutput(scope, what, { description, value });
    output.overrideLogicalId((isTerraform(name) ? what : `${name}_${what}`).replace(/[^A-Za-z0-9]+/g, "_"));
  };
  for (const event of eventTypes) {
    say(`endpoint-${event.name}`, `POST one event: ${event.description}`, ingestion.api.urlForPath(event.path));
    say(
      `endpoint-${event.name}-batch`,
      `POST a batch: ${event.description}`,
      ingestion.api.urlForPath(batchPath(event)),
    );
  }
  say("bucket", "Bucket of the delivered events and the failed records", storage.bucketName);
  say("database", "Glue database of the tables and views", catalog.databaseName);
  say("workgroup", "Athena workgroup with the saved queries", catalog.queries.workgroupName);
  say("backup_bucket", "Copy of the bucket in the other region", backup?.backup.bucket.bucket);
  say("notices", "Topic of the notices; whoever subscribes gets them", monitoring?.notices.topic.arn);
  say("backup_notices", "Topic of the notices from the other region", monitoring?.backupNotices?.topic.arn);
  say("dashboard", "CloudWatch dashboard", monitoring?.dashboard?.dashboard.dashboardName);
}
