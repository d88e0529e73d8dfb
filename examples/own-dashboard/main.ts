import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { ClickstreamPipeline } from "clickstream-cdktf";
import { AthenaSource } from "clickstream-cdktf/constructs/dashboards/athena-source";
import { AnalysisDashboard, EventDashboard } from "clickstream-cdktf/constructs/dashboards/event-dashboard";
import { eventTypes, tableReserved } from "./events";

const location = { accountId: "111122223333", region: "eu-central-1" };
const ownerArns = [`arn:aws:quicksight:${location.region}:${location.accountId}:group/default/analysts`];

const app = new App();
const stack = new TerraformStack(app, "reservations");
new AwsProvider(stack, "aws", { region: location.region });
const { catalog, storage } = new ClickstreamPipeline(stack, "clicks", {
  ...location,
  name: "reservations",
  eventTypes,
  storageFormat: "parquet",
});

const source = new AthenaSource(stack, "athena", {
  ...location,
  sourceName: "reservations",
  ownerArns,
  policyName: "reservations-quicksight",
  workgroupName: catalog.queries.workgroupName,
  databaseName: catalog.databaseName,
  dataBucketName: storage.bucketName,
  resultsBucketName: storage.resultsBucketName ?? "",
  keyArn: storage.keyArn,
});
const shown = { dataSourceArn: source.source.arn, databaseName: catalog.databaseName, ownerArns };
for (const event of eventTypes)
  new EventDashboard(stack, `dashboard-${event.name}`, {
    event,
    dashboardName: `reservations-${event.name}`,
    ...shown,
  });
new AnalysisDashboard(stack, "view-to-reservation", {
  name: "view_to_reservation",
  asked: tableReserved.analyses.view_to_reservation,
  eventTypes,
  dashboardName: "reservations-view-to-reservation",
  ...shown,
});
app.synth();
