import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
  type CloudwatchMetricAlarmMetricQuery,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import type { Metric, MetricMath } from "../shared/metric";
import { checkText, checkWholeNumber } from "../shared/validate";

const OPERATORS = {
  ">": "GreaterThanThreshold",
  ">=": "GreaterThanOrEqualToThreshold",
  "<": "LessThanThreshold",
} as const;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const LONGEST_NAME = 255;
const LONGEST_DESCRIPTION = 1024;
const LONGEST_LOOK_SECONDS = 86_400;

/** When an alarm goes off. */
export interface AlarmCondition {
  /** What is watched. */
  readonly metric: Metric | MetricMath;
  /** How the metric compares to the threshold when it is bad. */
  readonly comparison: keyof typeof OPERATORS;
  /** The number that it is compared with, in the metric's unit. */
  readonly threshold: number;
  /** Periods that are looked at; with the metric's period at most a day. @default 1 */
  readonly evaluationPeriods?: number;
  /** How many of these must be bad. @default all */
  readonly datapointsToAlarm?: number;
  /** What a period without data counts as. @default "notBreaching", since most metrics are silent when nothing happens */
  readonly missingData?: "notBreaching" | "breaching";
}

export interface AlarmProps extends AlarmCondition {
  /** At most 255 characters. */
  readonly alarmName: string;
  /** What happened and what to do first, with where to read on: all that the notice says. At most 1024 characters. */
  readonly description: string;
  /** The topic that gets the notice. */
  readonly topicArn: string;
}

/** An alarm on one metric, or on a number computed from several. It tells when it goes off, not when it is over. */
export class Alarm extends Construct {
  readonly alarm: CloudwatchMetricAlarm;
  readonly alarmName: string;

  /** @throws Error naming the prop, the rule and the value. */
  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id);
    validate(props);
    this.alarmName = props.alarmName;
    const { metric, evaluationPeriods = 1 } = props;
    this.alarm = new CloudwatchMetricAlarm(this, "alarm", {
      alarmName: props.alarmName,
      alarmDescription: props.description,
      comparisonOperator: OPERATORS[props.comparison],
      threshold: props.threshold,
      evaluationPeriods,
      datapointsToAlarm: props.datapointsToAlarm ?? evaluationPeriods,
      treatMissingData: props.missingData ?? "notBreaching",
      alarmActions: [props.topicArn],
      ...("expression" in metric ? { metricQuery: queries(metric) } : single(metric)),
    });
  }
}

function single(metric: Metric): Partial<CloudwatchMetricAlarmConfig> {
  const { namespace, metricName, dimensions, statistic, periodSeconds } = metric;
  const percentile = statistic.startsWith("p");
  return {
    namespace,
    metricName,
    dimensions,
    period: periodSeconds,
    ...(percentile ? { extendedStatistic: statistic } : { statistic }),
  };
}

/** The metrics that the expression names, and the expression, which is what is compared. */
function queries({ expression, label, metrics }: MetricMath): CloudwatchMetricAlarmMetricQuery[] {
  return [
    { id: "result", expression, label, returnData: true },
    ...Object.entries(metrics).map(([id, { namespace, metricName, dimensions, statistic, periodSeconds }]) => ({
      id,
      metric: { namespace, metricName, dimensions, stat: statistic, period: periodSeconds },
    })),
  ];
}

function validate({ alarmName, description, metric, evaluationPeriods = 1, datapointsToAlarm }: AlarmProps): void {
  checkText("alarmName", alarmName, new RegExp(`^.{1,${LONGEST_NAME}}$`), `1 to ${LONGEST_NAME} characters`);
  checkText(
    "description",
    description,
    new RegExp(`^.{1,${LONGEST_DESCRIPTION}}$`),
    `one line of at most ${LONGEST_DESCRIPTION} characters`,
  );
  const periods = [
    ...new Set(
      ("expression" in metric ? Object.values(metric.metrics) : [metric]).map(({ periodSeconds }) => periodSeconds),
    ),
  ];
  const [period, ...others] = periods;
  if (period === undefined || others.length > 0)
    throw new Error(`\`metric\` must be computed from metrics of one period, got ${periods.join(", ") || "none"}`);
  if (period % 60 !== 0 || period <= 0)
    throw new Error(`\`metric.periodSeconds\` must be a multiple of 60, got ${period}`);
  checkWholeNumber("evaluationPeriods", evaluationPeriods, 1, Math.floor(LONGEST_LOOK_SECONDS / period));
  checkWholeNumber("datapointsToAlarm", datapointsToAlarm, 1, evaluationPeriods);
}
