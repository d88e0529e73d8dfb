/** When a schedule is due: minutes of these hours, each day, UTC. */
export interface Cron {
  readonly minute: number;
  readonly hours: readonly number[];
}

const HOURS = 24;

/**
 * Reads `cron(10 0/3 * * ? *)` and its like: a minute, and an hour, every hour, or each so many from one on. Undefined for any other.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function readCron(expression: string): Cron | undefined {
  const [, minute, hour, step] = /^cron\((\d{1,2}) (\d{1,2}|\*)(?:\/(\d{1,2}))? \* \* \? \*\)$/.exec(expression) ?? [];
  if (minute === undefined || hour === undefined || Number(minute) > 59) return undefined;
  const first = hour === "*" ? 0 : Number(hour);
  const every = step === undefined ? (hour === "*" ? 1 : HOURS) : Number(step);
  if (first >= HOURS || every < 1) return undefined;
  const hours = Array.from({ length: HOURS }, (_, each) => each).filter(
    (each) => each >= first && (each - first) % every === 0,
  );
  return { minute: Number(minute), hours };
}

/** The last moment up to this one at which it was due. */
export function lastDue({ minute, hours }: Cron, at: Date): Date {
  const due = new Date(at);
  due.setUTCMinutes(minute, 0, 0);
  if (due > at) due.setUTCHours(due.getUTCHours() - 1);
  while (!hours.includes(due.getUTCHours())) due.setUTCHours(due.getUTCHours() - 1);
  return due;
}
