import { Turns } from "../files/turns";
import { lastDue } from "./cron";
import type { ScheduleModel } from "./model";

/** A schedule's run and how it ended. */
export interface ScheduledRun {
  readonly schedule: string;
  /** The moment at which it was due, ISO 8601. */
  readonly scheduledTime: string;
  readonly status: string;
  /** Why it failed. */
  readonly error?: string;
}

/** Starts a target and waits for its end. */
type Start = (targetArn: string, input: unknown) => Promise<{ readonly status: string; readonly error?: string }>;

const SCHEDULED_TIME = "<aws.scheduler.scheduled-time>";

/** EventBridge Scheduler on a laptop: schedules run when that is asked for, one after the other. */
export class SchedulerService {
  private readonly turns = new Turns();

  constructor(
    private readonly schedules: readonly ScheduleModel[],
    private readonly start: Start,
  ) {}

  /** Runs each schedule once, as if it were due at this moment. @param only of these targets. @default all */
  runAll(at: Date, only?: readonly string[]): Promise<readonly ScheduledRun[]> {
    const chosen = this.schedules.filter(({ targetArn }) => only === undefined || only.includes(targetArn));
    return this.run(chosen.map((schedule) => ({ schedule, due: at })));
  }

  /** Runs each schedule that was due after one moment and up to another, in the order of their last due moments: what was due before is skipped, as in an outage. */
  runDue(since: Date, until: Date): Promise<readonly ScheduledRun[]> {
    const due = this.schedules
      .map((schedule) => ({ schedule, due: lastDue(schedule.cron, until) }))
      .filter((each) => each.due > since);
    return this.run(due.sort((one, other) => one.due.getTime() - other.due.getTime()));
  }

  private run(
    all: readonly { readonly schedule: ScheduleModel; readonly due: Date }[],
  ): Promise<readonly ScheduledRun[]> {
    return this.turns.run(async () => {
      const runs: ScheduledRun[] = [];
      for (const { schedule, due } of all) {
        const scheduledTime = due.toISOString().replace(/\.\d+Z$/, "Z");
        const input: unknown = JSON.parse(schedule.input.replaceAll(SCHEDULED_TIME, scheduledTime));
        const { status, error } = await this.start(schedule.targetArn, input);
        runs.push({ schedule: schedule.name, scheduledTime, status, ...(error !== undefined && { error }) });
      }
      return runs;
    });
  }
}
