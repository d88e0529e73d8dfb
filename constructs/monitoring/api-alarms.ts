import type { Construct } from "constructs";
import { AlarmGroup, type AlarmGroupProps, TWO_OF_THREE } from "./alarm-group";
import { apiMetric, percentage } from "../shared/metric";
import { checkOptions } from "../shared/validate";
import { API_ALARM_OPTIONS, type ApiAlarmOptions } from "./monitoring-options";

/** Per cent of refused requests from which an alarm goes off. */
export const DEFAULT_CLIENT_ERROR_PERCENT = 20;
/** Fewer requests in five minutes than this say nothing about a share. */
const FEWEST_REQUESTS = 20;
/** A lost request now and then is retried; more means that the service is unavailable. */
const SERVER_ERROR_SHARE = 0.01;

export interface ApiAlarmsProps extends AlarmGroupProps, ApiAlarmOptions {
  /** Name of the API. */
  readonly apiName: string;
  /** Name of its stage. */
  readonly stageName: string;
}

/** Alarms on the stage of an API: what it refuses, and what fails behind it. */
export class ApiAlarms extends AlarmGroup {
  constructor(
    scope: Construct,
    id: string,
    { apiName, stageName, clientErrorPercent = DEFAULT_CLIENT_ERROR_PERCENT, ...props }: ApiAlarmsProps,
  ) {
    super(scope, id, props);
    checkOptions(API_ALARM_OPTIONS, { clientErrorPercent });
    const api = { apiName, stageName };
    this.add("requests-refused", {
      metric: percentage(apiMetric("4XXError", api), {
        of: apiMetric("Count", api),
        atLeast: FEWEST_REQUESTS,
        label: "Refused requests, per cent",
      }),
      comparison: ">",
      threshold: clientErrorPercent,
      ...TWO_OF_THREE,
      notice: `${apiName} refuses more than ${clientErrorPercent} % of its requests; nothing of them is stored. The access log says with which status and on which path.`,
    });
    this.add("requests-failed", {
      metric: apiMetric("5XXError", api, { statistic: "Average" }), // which is their share
      comparison: ">",
      threshold: SERVER_ERROR_SHARE,
      ...TWO_OF_THREE,
      notice: `${apiName} answers more than ${SERVER_ERROR_SHARE * 100} % of its requests with 5xx; clients must retry or lose them. Check the stream, its key and the role behind the API.`,
    });
  }
}
