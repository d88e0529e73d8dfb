import { checkOptions, group, oneOf, type OptionRules, text, trueOrFalse, wholeNumber } from "../shared/validate";

/** When alarms on an API go off. */
export interface ApiAlarmOptions {
  /** Per cent of requests that may be refused as the client's fault, 1 to 100. @default 20 */
  readonly clientErrorPercent?: number;
}

/** When alarms on a delivery stream go off. */
export interface StreamAlarmOptions {
  /** Minutes that the oldest record may wait beyond the waits of the stream, 1 to 1440. @default 15 */
  readonly deliveryDelayMinutes?: number;
  /** Per cent of events that may have problems, 1 to 100. @default 5 */
  readonly problemPercent?: number;
}

/** When alarms on a function go off. */
export interface FunctionAlarmOptions {
  /** Hours without an invocation, where there should be some at all times, 1 to 24. @default no alarm */
  readonly silentHours?: number;
}

/** When the alarm on a copy in another region goes off. */
export interface BackupAlarmOptions {
  /** Minutes that the copy in the other region may lag, 1 to 1440. @default 60 */
  readonly replicationLagMinutes?: number;
}

/** When alarms go off. */
export interface AlarmOptions extends ApiAlarmOptions, StreamAlarmOptions, FunctionAlarmOptions, BackupAlarmOptions {}

/** How much is watched, from nothing to everything. */
const MONITORING = ["none", "essential", "full"] as const;
/** One of them. */
export type Monitoring = (typeof MONITORING)[number];

/** What whoever watches a pipeline chooses. */
export interface MonitoringOptions {
  /**
   * How much is watched. "full": every alarm, the transform's own metrics, those of the copy and the dashboard; two event types make it about
   * 7 USD a month, with a copy 8. "essential": the alarms that say that events are lost or late, over metrics that cost nothing,
   * 0.10 USD each a month; nothing tells that the copy misses objects. "none": the topic of the notices alone. @default "full"
   */
  readonly monitoring?: Monitoring;
  /** When alarms go off. @default as each says */
  readonly alarms?: AlarmOptions;
  /** Who gets the notices by mail; AWS asks for a confirmation first. @default nobody */
  readonly notificationEmail?: string;
  /** A dashboard in CloudWatch, 3 USD a month; it shows what is measured when `monitoring` is "full". @default true then */
  readonly dashboard?: boolean;
}

const percent = wholeNumber(1, 100);
/** A day at most. */
const minutes = wholeNumber(1, 1440);

/** What they must be. */
export const API_ALARM_OPTIONS: OptionRules<ApiAlarmOptions> = { clientErrorPercent: percent };
/** What they must be. */
export const STREAM_ALARM_OPTIONS: OptionRules<StreamAlarmOptions> = {
  deliveryDelayMinutes: minutes,
  problemPercent: percent,
};
/** What they must be. */
export const FUNCTION_ALARM_OPTIONS: OptionRules<FunctionAlarmOptions> = { silentHours: wholeNumber(1, 24) };
/** What they must be. */
export const BACKUP_ALARM_OPTIONS: OptionRules<BackupAlarmOptions> = { replicationLagMinutes: minutes };

/** What an address of notices must be: https://html.spec.whatwg.org/#valid-e-mail-address, of a domain that has a dot. */
export const emailAddress = text(
  /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
  "an email address",
);

/** What they must be. */
export const MONITORING_OPTIONS: OptionRules<MonitoringOptions> = {
  monitoring: oneOf(...MONITORING),
  alarms: group<AlarmOptions>({
    ...API_ALARM_OPTIONS,
    ...STREAM_ALARM_OPTIONS,
    ...FUNCTION_ALARM_OPTIONS,
    ...BACKUP_ALARM_OPTIONS,
  }),
  notificationEmail: emailAddress,
  dashboard: trueOrFalse,
};

/** The alarms that say that events are lost or late, by their kinds. */
export const ESSENTIAL_ALARMS: readonly string[] = [
  "requests-failed",
  "delivery-late",
  "function-errors",
  "errors-stored",
  "lake-run-failed",
  "lake-merge-late",
  "silence",
  "answer-late",
  "traffic-silent",
];

/** What belongs to alarms that are not made unless everything is watched. */
const OF_FULL = ["clientErrorPercent", "problemPercent", "replicationLagMinutes"] as const;

/** @throws Error naming the option, the rule and the value */
export function checkMonitoringOptions(options: MonitoringOptions): void {
  checkOptions<MonitoringOptions>(MONITORING_OPTIONS, options);
  const { monitoring = "full", alarms, dashboard } = options;
  if (monitoring === "full") return;
  if (dashboard === true)
    throw new Error(
      `\`dashboard\` must be left out when \`monitoring\` is "${monitoring}": most of what it shows is measured with "full" only`,
    );
  if (alarms === undefined) return;
  if (monitoring === "none")
    throw new Error(
      '`alarms` must be left out when `monitoring` is "none": no alarm is made; "essential" makes the few',
    );
  const stray = OF_FULL.find((option) => alarms[option] !== undefined);
  if (stray !== undefined)
    throw new Error(`\`alarms.${stray}\` must be left out unless \`monitoring\` is "full", got ${alarms[stray]}`);
}

/** Whether what costs a metric each is measured: what the transform counts, and the copy. */
export const measuresAll = ({ monitoring = "full" }: MonitoringOptions): boolean => monitoring === "full";
