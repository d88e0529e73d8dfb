import { Alarm, type AlarmProps } from "../../../constructs/monitoring/alarm";
import { functionMetric, percentage, streamMetric } from "../../../constructs/shared/metric";
import { synth, type Block } from "../../support/synth";

const errors = functionMetric("Errors", "f");
const alarm = (props: Partial<AlarmProps> = {}): Block =>
  synth(
    (scope) =>
      new Alarm(scope, "alarm", {
        alarmName: "a",
        description: "d",
        topicArn: "arn:topic",
        metric: errors,
        comparison: ">",
        threshold: 0,
        ...props,
      }),
  ).only("aws_cloudwatch_metric_alarm");

test("an alarm compares its metric, stays calm while there is no data, and tells its topic", () => {
  expect(alarm()).toMatchObject({
    alarm_name: "a",
    alarm_description: "d",
    namespace: "AWS/Lambda",
    metric_name: "Errors",
    dimensions: { FunctionName: "f" },
    statistic: "Sum",
    period: 300,
    comparison_operator: "GreaterThanThreshold",
    threshold: 0,
    evaluation_periods: 1,
    datapoints_to_alarm: 1,
    treat_missing_data: "notBreaching",
    alarm_actions: ["arn:topic"],
  });
  // One notice for each failure: a new alarm's first data would send another as "OK".
  expect(alarm()).not.toHaveProperty("ok_actions");
});

test("periods, data points and missing data are the caller's to choose", () => {
  const patient = alarm({ comparison: "<", evaluationPeriods: 3, datapointsToAlarm: 2, missingData: "breaching" });
  expect(patient).toMatchObject({
    comparison_operator: "LessThanThreshold",
    evaluation_periods: 3,
    datapoints_to_alarm: 2,
    treat_missing_data: "breaching",
  });
  expect(alarm({ evaluationPeriods: 3 })).toMatchObject({ datapoints_to_alarm: 3 });
});

test("a percentile is asked for as CloudWatch wants it", () => {
  const slow = alarm({ metric: functionMetric("Duration", "f") });
  expect(slow).toMatchObject({ extended_statistic: "p99" });
  expect(slow).not.toHaveProperty("statistic");
});

test("of an expression only the result is compared, and its metrics come along", () => {
  const share = percentage(errors, { of: functionMetric("Invocations", "f"), atLeast: 20, label: "Failed" });
  const shown = alarm({ metric: share });
  expect(shown.metric_query).toEqual([
    { id: "result", expression: "IF(whole >= 20, 100 * part / whole, 0)", label: "Failed", return_data: true },
    {
      id: "part",
      metric: {
        namespace: "AWS/Lambda",
        metric_name: "Errors",
        dimensions: { FunctionName: "f" },
        stat: "Sum",
        period: 300,
      },
    },
    {
      id: "whole",
      metric: {
        namespace: "AWS/Lambda",
        metric_name: "Invocations",
        dimensions: { FunctionName: "f" },
        stat: "Sum",
        period: 300,
      },
    },
  ]);
  expect(shown).not.toHaveProperty("metric_name");
});

test.each<[what: string, props: Partial<AlarmProps>, message: string]>([
  ["a name that CloudWatch refuses", { alarmName: "" }, '`alarmName` must be 1 to 255 characters, got ""'],
  [
    "a description that is cut off",
    { description: "x".repeat(1025) },
    "`description` must be one line of at most 1024 characters, got",
  ],
  [
    "a look further back than a day",
    { metric: { ...errors, periodSeconds: 3600 }, evaluationPeriods: 25 },
    "`evaluationPeriods` must be a whole number from 1 to 24, got 25",
  ],
  [
    "more bad periods than it looks at",
    { evaluationPeriods: 2, datapointsToAlarm: 3 },
    "`datapointsToAlarm` must be a whole number from 1 to 2, got 3",
  ],
  [
    "a period of no whole minutes",
    { metric: { ...errors, periodSeconds: 90 } },
    "`metric.periodSeconds` must be a multiple of 60, got 90",
  ],
  [
    "an expression over two periods",
    {
      metric: percentage(errors, {
        of: streamMetric("IncomingRecords", "s", { periodSeconds: 60 }),
        atLeast: 1,
        label: "l",
      }),
    },
    "`metric` must be computed from metrics of one period, got 300, 60",
  ],
])("an alarm with %s is refused before anything is deployed", (_what, props, message) => {
  expect(() => alarm(props)).toThrow(message);
});

test("an alarm may look back a whole day, as far as CloudWatch does", () => {
  expect(alarm({ metric: { ...errors, periodSeconds: 3600 }, evaluationPeriods: 24 })).toMatchObject({
    evaluation_periods: 24,
  });
});
