import type { Construct } from "constructs";
import { AlarmGroup, type AlarmGroupProps } from "./alarm-group";
import { workflowMetric } from "../shared/metric";

/** CloudWatch looks back a day at most. */
const LONGEST_HOURS = 24;
const HOUR_SECONDS = 3600;

/** A workflow that keeps a curated table, as monitoring sees it. */
export interface WatchedLake {
  /** ARN of the workflow. */
  readonly workflowArn: string;
  /** Hours of landing that the view reads beside the table. */
  readonly windowHours: number;
}

export interface LakeAlarmsProps extends AlarmGroupProps, WatchedLake {
  /** The event type whose table it is, for the alarms' names. */
  readonly eventName: string;
}

/** Alarms on what keeps a curated table: a run fails, none has succeeded for a third of the time that the view bears. */
export class LakeAlarms extends AlarmGroup {
  constructor(scope: Construct, id: string, { workflowArn, windowHours, eventName, ...props }: LakeAlarmsProps) {
    super(scope, id, props);
    const options = { periodSeconds: HOUR_SECONDS };
    const metrics = {
      failed: workflowMetric("ExecutionsFailed", workflowArn, options),
      late: workflowMetric("ExecutionsTimedOut", workflowArn, options),
      ended: workflowMetric("ExecutionsAborted", workflowArn, options),
    };
    this.add("lake-run-failed", {
      subject: eventName,
      metric: {
        expression: "FILL(failed, 0) + FILL(late, 0) + FILL(ended, 0)",
        metrics,
        label: "Runs that did not succeed",
      },
      comparison: ">",
      threshold: 0,
      notice: `A run of the workflow of ${eventName}'s curated table did not succeed. The next one takes along what it left; if that fails, too, read which statement it was in the workflow's history.`,
    });
    const hours = hoursWithoutMerge(windowHours);
    this.add("lake-merge-late", {
      subject: eventName,
      metric: workflowMetric("ExecutionsSucceeded", workflowArn, options),
      comparison: "<",
      threshold: 1,
      evaluationPeriods: hours,
      missingData: "breaching", // no run is no data
      notice: `Nothing was merged into ${eventName}'s curated table for ${hours} h. After ${windowHours} h its view begins to miss events until a run succeeds: none is lost.`,
    });
  }
}

/** How long nothing may be merged until it is told: a third of the time after which a view misses events, a day at most. */
export const hoursWithoutMerge = (windowHours: number): number => Math.min(LONGEST_HOURS, Math.floor(windowHours / 3));
