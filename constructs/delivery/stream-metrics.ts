// @internal
import { Construct } from "constructs";
import { countMetric, streamMetric, type Metric, type MetricOptions } from "../shared/metric";

/** What can be measured of a delivery stream. */
export abstract class MeasuredStream extends Construct {
  /** As the metrics name it. */
  protected abstract readonly streamName: string;

  /** Records put into it. */
  metricIncomingRecords(options?: MetricOptions): Metric {
    return streamMetric("IncomingRecords", this.streamName, options);
  }
  /** Bytes put into it. */
  metricIncomingBytes(options?: MetricOptions): Metric {
    return streamMetric("IncomingBytes", this.streamName, options);
  }
  /** Records that it refused, being over its quota. */
  metricThrottledRecords(options?: MetricOptions): Metric {
    return streamMetric("ThrottledRecords", this.streamName, options);
  }
  /** The share of the transform's invocations that went well, 0 to 1. */
  metricTransformSuccess(options?: MetricOptions): Metric {
    return streamMetric("ExecuteProcessing.Success", this.streamName, options);
  }
  /** Milliseconds of an invocation of the transform, as Firehose sees it. */
  metricTransformDuration(options?: MetricOptions): Metric {
    return streamMetric("ExecuteProcessing.Duration", this.streamName, options);
  }
  /** Records written to S3. */
  metricDeliveredRecords(options?: MetricOptions): Metric {
    return streamMetric("DeliveryToS3.Records", this.streamName, options);
  }
  /** Seconds that the oldest record has waited. */
  metricDataFreshness(options?: MetricOptions): Metric {
    return streamMetric("DeliveryToS3.DataFreshness", this.streamName, options);
  }
  /** Events that the transform made lines of; a record holds up to 500. */
  metricEvents(options?: MetricOptions): Metric {
    return countMetric("Events", this.streamName, options);
  }
  /** Events of these with something in `problems`. */
  metricProblems(options?: MetricOptions): Metric {
    return countMetric("Problems", this.streamName, options);
  }
  /** Records that the transform could not read. */
  metricFailedRecords(options?: MetricOptions): Metric {
    return countMetric("FailedRecords", this.streamName, options);
  }
}
