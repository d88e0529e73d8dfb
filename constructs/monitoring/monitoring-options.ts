import { group, type OptionRules, text, trueOrFalse, wholeNumber } from "../shared/validate";

/** When alarms on an API go off. */
export interface ApiAlarmOptions {
  /** Per cent of requests that may be refused as the client's fault, 1 to 100. @default 20 */
  readonly clientErrorPercent?: number;
}

/** When alarms on a delivery stream go off. */
export interface StreamAlarmOptions {
  /** Minutes that the oldest record may wait beyond the buffering interval, 1 to 1440. @default 15 */
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

/** What whoever watches a pipeline chooses. */
export interface MonitoringOptions {
  /** When alarms go off. @default as each says */
  readonly alarms?: AlarmOptions;
  /** Who gets the notices by mail; AWS asks for a confirmation first. @default nobody */
  readonly notificationEmail?: string;
  /** A dashboard in CloudWatch. @default true */
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

/** What an address of notices must be. */
export const emailAddress = text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an email address");

/** What they must be. */
export const MONITORING_OPTIONS: OptionRules<MonitoringOptions> = {
  alarms: group<AlarmOptions>({
    ...API_ALARM_OPTIONS,
    ...STREAM_ALARM_OPTIONS,
    ...FUNCTION_ALARM_OPTIONS,
    ...BACKUP_ALARM_OPTIONS,
  }),
  notificationEmail: emailAddress,
  dashboard: trueOrFalse,
};
