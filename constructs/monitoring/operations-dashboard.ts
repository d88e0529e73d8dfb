import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import { ERRORS_ROOT } from "../../declaration/layout";
import type { AwsLocation } from "../shared/arn";
import { alarmStates, dashboardBody, graph, heading, type Line, type Widget } from "./dashboard-widgets";
import {
  apiMetric,
  countMetric,
  firewallMetric,
  functionMetric,
  percentage,
  replicationMetric,
  requestMetric,
  probeMetric,
  streamMetric,
  type ReplicationScope,
} from "../shared/metric";
import type { WatchedProbe } from "./probe-alarms";
import { checkName } from "../shared/validate";

export interface PipelineDashboardProps extends AwsLocation {
  /** At most 255 letters, digits, hyphens and underscores. */
  readonly dashboardName: string;
  /** Name of the API. */
  readonly apiName: string;
  /** Name of its stage. */
  readonly stageName: string;
  /** The delivery stream of each event type, by the event's name. */
  readonly streams: Readonly<Record<string, string>>;
  /** The functions on the way, by what they do. */
  readonly functions: Readonly<Record<string, string>>;
  /** The bucket of the events. */
  readonly bucketName: string;
  /** The request filter of failed records that are written. */
  readonly errorsFilterId: string;
  /** The folder of that, with its trailing slash. @default `errors/` */
  readonly errorsFolder?: string;
  /** How the bucket is copied into another region. @default it isn't */
  readonly replication?: ReplicationScope & { readonly destinationRegion: string };
  /** How the firewall's metrics name it. @default no firewall */
  readonly firewallMetricName?: string;
  /** What measures how fresh answers are. @default nothing does */
  readonly probe?: WatchedProbe;
  /** The alarms whose state stands on top, all of this region. */
  readonly alarmArns: readonly string[];
}

/** A CloudWatch dashboard that follows an event from the edge to its table: a row for each place that it passes. */
export class PipelineDashboard extends Construct {
  readonly dashboard: CloudwatchDashboard;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelineDashboardProps,
  ) {
    super(scope, id);
    checkName("dashboardName", props.dashboardName, 255);
    this.dashboard = new CloudwatchDashboard(this, "dashboard", {
      dashboardName: props.dashboardName,
      dashboardBody: dashboardBody([
        [alarmStates("Alarms", props.alarmArns)],
        [heading("## 1. The edge: requests and answers")],
        this.edge(),
        ...Object.entries(props.streams).flatMap(([eventName, streamName]) => [
          [heading(`## 2. ${eventName}: Firehose, transform, table`)],
          ...this.stream(streamName),
        ]),
        [heading("## 3. Functions")],
        ...Object.entries(props.functions).map(([purpose, functionName]) => this.function(purpose, functionName)),
        [heading("## 4. The bucket")],
        this.storage(),
        ...(props.probe ? [[heading("## 5. From a click to an answer")], this.answers(props.probe)] : []),
      ]),
    });
  }

  private graph(title: string, unit: string, ...lines: readonly Line[]): Widget {
    return graph(title, this.props.region, unit, lines);
  }

  private edge(): Widget[] {
    const { apiName, stageName, firewallMetricName: acl, region } = this.props;
    const api = { apiName, stageName };
    const blocked: readonly Line[] =
      acl === undefined ? [] : [["blocked by the firewall", firewallMetric("BlockedRequests", acl, region)]];
    return [
      this.graph("Requests", "requests", ["requests", apiMetric("Count", api)], ...blocked),
      this.graph(
        "Refused and failed",
        "requests",
        ["refused, 4xx", apiMetric("4XXError", api)],
        ["failed, 5xx", apiMetric("5XXError", api)],
      ),
      this.graph(
        "Time to the answer",
        "ms",
        ["p95", apiMetric("Latency", api)],
        ["p99", apiMetric("Latency", api, { statistic: "p99" })],
        ["p95 behind the API", apiMetric("IntegrationLatency", api)],
      ),
    ];
  }

  private stream(streamName: string): Widget[][] {
    const [events, problems, failed] = [
      countMetric("Events", streamName),
      countMetric("Problems", streamName),
      countMetric("FailedRecords", streamName),
    ];
    const share = percentage(problems, { of: events, atLeast: 1, label: "with problems" });
    return [
      [
        this.graph(
          "Records",
          "records",
          ["put", streamMetric("IncomingRecords", streamName)],
          ["throttled", streamMetric("ThrottledRecords", streamName)],
          ["failed", failed],
        ),
        this.graph("Bytes", "bytes", ["put", streamMetric("IncomingBytes", streamName)]),
        this.graph("Transform", "ms", ["longest", streamMetric("ExecuteProcessing.Duration", streamName)]),
      ],
      [
        this.graph("Events", "events", ["events", events], ["with problems", problems]),
        this.graph("Share with problems", "per cent", ["with problems", share]),
        this.graph("Oldest undelivered record", "seconds", [
          "age",
          streamMetric("DeliveryToS3.DataFreshness", streamName),
        ]),
      ],
    ];
  }

  private function(purpose: string, functionName: string): Widget[] {
    return [
      this.graph(
        `${purpose}: invocations`,
        "invocations",
        ["invocations", functionMetric("Invocations", functionName)],
        ["errors", functionMetric("Errors", functionName)],
        ["throttles", functionMetric("Throttles", functionName)],
      ),
      this.graph(
        `${purpose}: duration`,
        "ms",
        ["p99", functionMetric("Duration", functionName)],
        ["average", functionMetric("Duration", functionName, { statistic: "Average" })],
      ),
      this.graph(`${purpose}: at once`, "executions", [
        "executions",
        functionMetric("ConcurrentExecutions", functionName),
      ]),
    ];
  }

  private answers({ functionName }: WatchedProbe): Widget[] {
    const hour = { periodSeconds: 3600 };
    return [
      this.graph("Click to answer", "seconds", [
        "click to answer",
        probeMetric("ClickToAnswerSeconds", functionName, hour),
      ]),
      this.graph("Silent where some usually come", "event types", [
        "silent",
        probeMetric("SilentEventTypes", functionName, hour),
      ]),
    ];
  }

  private storage(): Widget[] {
    const { bucketName, errorsFilterId, errorsFolder = ERRORS_ROOT, replication } = this.props;
    const errors = this.graph(`Objects written under ${errorsFolder}`, "objects", [
      "objects",
      requestMetric("PutRequests", bucketName, errorsFilterId),
    ]);
    if (!replication) return [errors];
    const { destinationRegion } = replication;
    return [
      errors,
      this.graph("The copy: failed", "operations", [
        "failed",
        replicationMetric("OperationsFailedReplication", replication),
      ]),
      graph("The copy: lag", destinationRegion, "seconds", [
        ["lag", replicationMetric("ReplicationLatency", replication)],
      ]),
      graph("The copy: pending", destinationRegion, "operations", [
        ["pending", replicationMetric("OperationsPendingReplication", replication)],
      ]),
    ];
  }
}
