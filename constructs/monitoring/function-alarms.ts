import type { Construct } from "constructs";
import { AlarmGroup, type AlarmGroupProps, TWO_OF_THREE } from "./alarm-group";
import { functionMetric } from "../shared/metric";
import { checkOptions } from "../shared/validate";
import { FUNCTION_ALARM_OPTIONS, type FunctionAlarmOptions } from "./monitoring-options";

/** Of a function's time-out: nearer than this, the next larger batch fails. */
const SLOW_SHARE = 0.8;
const HOUR_SECONDS = 3600;

export interface FunctionAlarmsProps extends AlarmGroupProps, FunctionAlarmOptions {
  /** Name of the function. */
  readonly functionName: string;
  /** What it does, one word for the alarms' names. */
  readonly purpose: string;
  /** Seconds after which an invocation of it is ended. */
  readonly timeoutSeconds: number;
}

/** Alarms on a Lambda: it fails, it is held back, it nears its time-out, it isn't called. */
export class FunctionAlarms extends AlarmGroup {
  constructor(
    scope: Construct,
    id: string,
    { functionName, purpose, timeoutSeconds, silentHours, ...props }: FunctionAlarmsProps,
  ) {
    super(scope, id, props);
    checkOptions<{ readonly silentHours: number | undefined }>(FUNCTION_ALARM_OPTIONS, { silentHours });
    this.add("function-errors", {
      subject: purpose,
      metric: functionMetric("Errors", functionName),
      comparison: ">",
      threshold: 0,
      notice: `${functionName} ended with an error, ran out of time or of memory. Read its log; if it began with a deployment, deploy the version before.`,
    });
    this.add("function-throttled", {
      subject: purpose,
      metric: functionMetric("Throttles", functionName),
      comparison: ">",
      threshold: 0,
      ...TWO_OF_THREE,
      notice: `${functionName} is held back: the account's or its own concurrency is used up. See what else runs in the account, or ask AWS for more.`,
    });
    const slow = Math.round(SLOW_SHARE * timeoutSeconds * 1000);
    this.add("function-slow", {
      subject: purpose,
      metric: functionMetric("Duration", functionName),
      comparison: ">",
      threshold: slow,
      ...TWO_OF_THREE,
      notice: `${functionName} takes more than ${slow} of its ${timeoutSeconds * 1000} milliseconds. Give it more memory, which is more CPU, before it runs out of time.`,
    });
    if (silentHours !== undefined) {
      this.add("silence", {
        metric: functionMetric("Invocations", functionName, { periodSeconds: HOUR_SECONDS }),
        comparison: "<",
        threshold: 1,
        evaluationPeriods: silentHours,
        missingData: "breaching", // no invocation is no data
        notice: `No event reached ${functionName} for ${silentHours} h. Send one with the smoke test: if it arrives, ask the clients, else follow it from the edge.`,
      });
    }
  }
}
