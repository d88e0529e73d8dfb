import type { Construct } from "constructs";
import { AlarmGroup, type AlarmGroupProps, TWO_OF_THREE } from "./alarm-group";
import { waitsOf } from "../../basics/freshness";
import type { StreamOptions } from "../delivery/delivery-options";
import { ERRORS_ROOT } from "../../declaration/layout";
import type { BucketFolder } from "../shared/bucket-folder";
import { plus, times } from "../shared/arithmetic";
import { countMetric, percentage, streamMetric } from "../shared/metric";
import { checkOptions } from "../shared/validate";
import { STREAM_ALARM_OPTIONS, type StreamAlarmOptions } from "./monitoring-options";

/** Minutes that the oldest record may wait beyond the waits of the stream. */
export const DEFAULT_DELIVERY_DELAY_MINUTES = 15;
/** Per cent of events that may have problems. */
export const DEFAULT_PROBLEM_PERCENT = 5;
/** Fewer events in five minutes than this say nothing about a share. */
const FEWEST_EVENTS = 20;

export interface StreamAlarmsProps
  extends
    AlarmGroupProps,
    BucketFolder,
    StreamAlarmOptions,
    Pick<StreamOptions, "freshness" | "transformIntervalSeconds" | "bufferingIntervalSeconds"> {
  /** Name of the stream. */
  readonly streamName: string;
  /** The event type that it carries, for the alarms' names. */
  readonly eventName: string;
}

/** Alarms on a delivery stream, from what it takes to what it writes. */
export class StreamAlarms extends AlarmGroup {
  constructor(scope: Construct, id: string, props: StreamAlarmsProps) {
    super(scope, id, props);
    const { streamName, eventName: subject, prefix = "" } = props;
    const folder = `${prefix}${ERRORS_ROOT}`;
    const { deliveryDelayMinutes = DEFAULT_DELIVERY_DELAY_MINUTES, problemPercent = DEFAULT_PROBLEM_PERCENT } = props;
    checkOptions(STREAM_ALARM_OPTIONS, { deliveryDelayMinutes, problemPercent });
    this.add("stream-throttled", {
      subject,
      metric: streamMetric("ThrottledRecords", streamName),
      comparison: ">",
      threshold: 0,
      ...TWO_OF_THREE,
      notice: `${streamName} refuses records: it gets more than its quota. Clients are told to retry. Ask AWS for a higher quota, or throttle the routes.`,
    });
    // Tells what Lambda's own errors don't: that Firehose can't invoke the function at all.
    this.add("transform-failing", {
      subject,
      metric: streamMetric("ExecuteProcessing.Success", streamName),
      comparison: "<",
      threshold: 1,
      ...TWO_OF_THREE,
      notice: `Firehose fails to run the transform for ${streamName}; after three tries records go to ${folder}. Look into the transform's log, repair, then replay.`,
    });
    this.add("records-failed", {
      subject,
      metric: countMetric("FailedRecords", streamName),
      comparison: ">",
      threshold: 0,
      notice: `${streamName} got records that are no JSON; they are kept under ${folder}. See why with the saved query of failed records, then replay what can be repaired.`,
    });
    this.add("events-with-problems", {
      subject,
      metric: percentage(countMetric("Problems", streamName), {
        of: countMetric("Events", streamName),
        atLeast: FEWEST_EVENTS,
        label: "Events with problems, per cent",
      }),
      comparison: ">",
      threshold: problemPercent,
      ...TWO_OF_THREE,
      notice: `More than ${problemPercent} % of the events of ${streamName} have problems; they are stored, but the view leaves them out. Find the field and the client that sends it.`,
    });
    const { transformIntervalSeconds, bufferingIntervalSeconds } = waitsOf(props);
    const oldest = plus(transformIntervalSeconds, bufferingIntervalSeconds, times(deliveryDelayMinutes, 60));
    this.add("delivery-late", {
      subject,
      metric: streamMetric("DeliveryToS3.DataFreshness", streamName),
      comparison: ">",
      threshold: oldest,
      notice: `${streamName} holds records older than ${oldest} seconds. Firehose retries for 24 hours, then they are lost. Check its log, the bucket, the key and its role now.`,
    });
  }
}
