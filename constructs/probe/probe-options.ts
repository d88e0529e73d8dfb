import { longestWaitSeconds, waitsOf } from "../../basics/freshness";
import type { StreamOptions } from "../delivery/delivery-options";
import type { EdgeOptions } from "../edge/edge-options";
import { checkEventNames } from "../shared/event-options";
import { checkOptions, group, must, type OptionRules, required, text } from "../shared/validate";

/** What is chosen of the freshness probe. */
export interface ProbeSettings {
  /** Name of the event type that it posts. */
  readonly eventType: string;
}

/** What whoever wants to know how fresh answers are chooses. */
export interface ProbeOptions {
  /**
   * Each hour a function posts a marked event, which no view has, asks until SQL answers for it, and tells CloudWatch how many seconds that took and how
   * many event types are silent in an hour that brings some each week. Where there are `alarms`, two come with it. @default none
   */
  readonly freshnessProbe?: ProbeSettings;
}

type Surroundings = Pick<StreamOptions, "freshness" | "transformIntervalSeconds" | "bufferingIntervalSeconds"> &
  Pick<EdgeOptions, "apiKeys" | "authorization" | "allowedNetworks">;

/** A Lambda's 15 minutes, less one for what follows: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LONGEST_SECONDS = 840;
/** A question by itself takes seconds. */
const LEAST_SECONDS = 60;
const SHARE_OF_TARGET = 3;
const QUESTIONS_WITHIN_TARGET = 20;
const LEAST_EVERY_SECONDS = 5;

/** What it must be. */
export const PROBE_OPTIONS: OptionRules<ProbeOptions> = {
  freshnessProbe: group<ProbeSettings>({ eventType: required(text(/^[a-z][a-z0-9-]*$/, "the name of an event type")) }),
};

/** @param eventNames the event types that there are. @throws Error naming the option, the rule and the value */
export function checkProbeOptions(options: ProbeOptions & Surroundings, eventNames: readonly string[]): void {
  const { freshnessProbe } = options;
  checkOptions<ProbeOptions>(PROBE_OPTIONS, options);
  if (freshnessProbe === undefined) return;
  checkEventNames("freshnessProbe.eventType", [freshnessProbe.eventType], eventNames);
  const { apiKeys, authorization = "NONE", allowedNetworks } = options;
  const closed = Object.entries({ apiKeys, allowedNetworks, ...(authorization !== "NONE" && { authorization }) });
  for (const [option, value] of closed)
    must(
      `left out with \`${option}\`: it posts as a client without key, signature or address of its own`,
      () => value === undefined,
    )("freshnessProbe", freshnessProbe);
  const target = longestWaitSeconds(waitsOf(options));
  must(
    `left out where an event waits more than ${LONGEST_SECONDS / 2} seconds, of which \`transformIntervalSeconds\` and \`bufferingIntervalSeconds\` make ${target}`,
    () => target <= LONGEST_SECONDS / 2,
  )("freshnessProbe", freshnessProbe);
}

/** How long and how often it asks, in seconds: until three times what an event may wait, within what a function may take. */
export function probeSeconds(options: Surroundings): {
  readonly everySeconds: number;
  readonly longestSeconds: number;
} {
  const target = longestWaitSeconds(waitsOf(options));
  return {
    everySeconds: Math.max(LEAST_EVERY_SECONDS, Math.ceil(target / QUESTIONS_WITHIN_TARGET)),
    longestSeconds: Math.max(LEAST_SECONDS, Math.min(LONGEST_SECONDS, SHARE_OF_TARGET * target)),
  };
}
