import { isListOf, within, type Rule } from "./rules";

/** How an environment is kept safe and watched. Everything may be left out. */
export interface Operations {
  /** Another region that gets an encrypted copy of every stored event. @default no copy */
  readonly backupRegion?: string;
  /** Who gets the notices; AWS asks for a confirmation by mail. @default nobody */
  readonly notificationEmail?: string;
  /** When alarms go off. */
  readonly alarms?: {
    /** Minutes that the oldest record may wait beyond the buffering interval, 1 to 1440. @default 15 */
    readonly deliveryDelayMinutes?: number;
    /** Hours without any request, where traffic is expected at all times, 1 to 24. @default no alarm */
    readonly silentHours?: number;
    /** Per cent of requests that the edge may refuse as the client's fault, 1 to 100. @default 20 */
    readonly clientErrorPercent?: number;
    /** Per cent of events that may have problems, 1 to 100. @default 5 */
    readonly problemPercent?: number;
    /** Minutes that the copy in the other region may lag, 1 to 1440. @default 60 */
    readonly replicationLagMinutes?: number;
  };
  /** ARN of a policy that bounds what every role can do. @default none */
  readonly permissionsBoundaryArn?: string;
  /** Path of every role, with slashes at both ends. @default "/" */
  readonly rolePath?: string;
  /** Keep the raw records as they came, too: of all event types, or of those named. @default none */
  readonly sourceBackup?: "all" | readonly string[];
}

/** The rules of the fields that are there. @param region the environment's own */
export function operationsRules(
  region: string,
  { backupRegion, notificationEmail, alarms, permissionsBoundaryArn, rolePath, sourceBackup }: Operations,
): readonly Rule[] {
  const rules: readonly Rule[] = [
    [
      "backupRegion",
      backupRegion,
      /^[a-z]{2}(-[a-z]+)+-\d$/.test(backupRegion ?? "") && backupRegion !== region,
      `an AWS region other than "${region}"`,
    ],
    [
      "notificationEmail",
      notificationEmail,
      /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(notificationEmail ?? ""),
      "an email address",
    ],
    [
      "alarms.deliveryDelayMinutes",
      alarms?.deliveryDelayMinutes,
      within(alarms?.deliveryDelayMinutes, 1, 1440),
      "a whole number from 1 to 1440",
    ],
    ["alarms.silentHours", alarms?.silentHours, within(alarms?.silentHours, 1, 24), "a whole number from 1 to 24"],
    [
      "alarms.clientErrorPercent",
      alarms?.clientErrorPercent,
      within(alarms?.clientErrorPercent, 1, 100),
      "a whole number from 1 to 100",
    ],
    [
      "alarms.problemPercent",
      alarms?.problemPercent,
      within(alarms?.problemPercent, 1, 100),
      "a whole number from 1 to 100",
    ],
    [
      "alarms.replicationLagMinutes",
      alarms?.replicationLagMinutes,
      within(alarms?.replicationLagMinutes, 1, 1440),
      "a whole number from 1 to 1440",
    ],
    [
      "permissionsBoundaryArn",
      permissionsBoundaryArn,
      /^arn:[\w-]+:iam::(\d{12}|aws):policy\//.test(permissionsBoundaryArn ?? ""),
      "the ARN of an IAM policy",
    ],
    ["rolePath", rolePath, /^\/([\w+=,.@-]+\/)*$/.test(rolePath ?? ""), 'a path like "/clickstream/"'],
    [
      "sourceBackup",
      sourceBackup,
      sourceBackup === "all" || isListOf(sourceBackup, /^[a-z][a-z0-9-]*$/),
      '"all" or names of event types, each once',
    ],
  ];
  return rules.filter(([, value]) => value !== undefined);
}
