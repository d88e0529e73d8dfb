import type { Construct } from "constructs";
import { probeSeconds } from "../probe/probe-options";
import type { PipelineNames } from "../shared/pipeline-names";
import { probeMetric } from "../shared/metric";
import { AlarmGroup, type AlarmGroupProps } from "./alarm-group";

const HOUR_SECONDS = 3600;

/** The freshness probe, as monitoring sees it. */
export interface WatchedProbe {
  /** Name of its function. */
  readonly functionName: string;
  /** Seconds after which it asks no more. */
  readonly longestSeconds: number;
}

/** The probe of a pipeline. */
export const watchedProbe = (
  names: Pick<PipelineNames, "probeFunction">,
  options: Parameters<typeof probeSeconds>[0],
): WatchedProbe => ({
  functionName: names.probeFunction(),
  longestSeconds: probeSeconds(options).longestSeconds,
});

export interface ProbeAlarmsProps extends AlarmGroupProps, WatchedProbe {}

/** Alarms on what the freshness probe measures: an answer comes late or not at all, nobody sends where somebody usually does. */
export class ProbeAlarms extends AlarmGroup {
  constructor(scope: Construct, id: string, { functionName, longestSeconds, ...props }: ProbeAlarmsProps) {
    super(scope, id, props);
    const options = { periodSeconds: HOUR_SECONDS };
    this.add("answer-late", {
      metric: probeMetric("ClickToAnswerSeconds", functionName, options),
      comparison: ">=",
      threshold: longestSeconds,
      missingData: "breaching", // it measures each hour
      notice: `SQL did not answer for the event of ${functionName} within ${longestSeconds} seconds, or the function did not run. Its log says what failed; the smoke test says where an event stops.`,
    });
    this.add("traffic-silent", {
      metric: probeMetric("SilentEventTypes", functionName, options),
      comparison: ">",
      threshold: 0,
      notice: `An event type brought nothing in an hour of the week that brought some in each of four weeks. The log of ${functionName} says which. If the smoke test passes, ask whoever releases the pages.`,
    });
  }
}
