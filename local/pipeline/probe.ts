import type { Measured, ProbeInput } from "../../declaration/probe";
import type { FunctionModel } from "../../emulation/lambda/model";
import type { LambdaService } from "../../emulation/lambda/service";
import { loadSchedules, type ScheduleModel } from "../../emulation/scheduler/model";
import type { ScheduledRun } from "../../emulation/scheduler/service";
import type { Tree } from "../../emulation/tree/tree";
import type { ProbeStatus } from "./status";

/** On a laptop a question costs nothing, and somebody waits for the answer. */
const EVERY_SECONDS = 0.5;
const LEAST_SECONDS = 60;
const TIMES_THE_WAIT = 3;

/** The schedule of the tree's freshness probe; undefined when it has none. @throws Error with the resource's address for what the local run does not know */
export const loadProbe = (tree: Tree, functions: readonly FunctionModel[]): ScheduleModel | undefined =>
  loadSchedules(tree).find(({ targetArn }) => functions.some(({ arn }) => arn === targetArn));

/** The freshness probe on a laptop: the tree's function with what its schedule tells it, run when somebody asks for it. */
export class Probe {
  private last: ProbeStatus["last"];
  private running: Promise<NonNullable<ProbeStatus["last"]>> | undefined;

  /** @param waitSeconds what an event waits for at most here */
  constructor(
    private readonly schedule: ScheduleModel,
    private readonly lambda: LambdaService,
    private readonly waitSeconds: number,
  ) {}

  get status(): ProbeStatus {
    const { eventType } = this.input;
    return { eventType, running: this.running !== undefined, ...(this.last && { last: this.last }) };
  }

  /** Measures once; who asks while it runs gets the same. @param url where the run answers. @throws Error when the function gives no answer */
  run(url: string): Promise<NonNullable<ProbeStatus["last"]>> {
    return (this.running ??= this.measure(url).finally(() => (this.running = undefined)));
  }

  /** The same as a run of its schedule. */
  async runScheduled(url: string): Promise<ScheduledRun> {
    const scheduledTime = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    const failures = await this.run(url).then(
      (measured) => measured.failures,
      (error: unknown) => [(error as Error).message],
    );
    const error = failures.join("; ");
    const { name: schedule } = this.schedule;
    return { schedule, scheduledTime, ...(error === "" ? { status: "SUCCEEDED" } : { status: "FAILED", error }) };
  }

  clear(): void {
    this.last = undefined;
  }

  private get input(): ProbeInput {
    return JSON.parse(this.schedule.input) as ProbeInput;
  }

  private async measure(url: string): Promise<NonNullable<ProbeStatus["last"]>> {
    const { input } = this;
    const at = new Date().toISOString();
    const answer = await this.lambda.find(this.schedule.targetArn)?.invoke({
      ...input,
      url: url + new URL(input.url).pathname,
      everySeconds: Math.min(input.everySeconds, EVERY_SECONDS),
      longestSeconds: Math.min(input.longestSeconds, Math.max(LEAST_SECONDS, TIMES_THE_WAIT * this.waitSeconds)),
    });
    const { ClickToAnswerSeconds: seconds, silent, failures = [] } = answer as Measured;
    return (this.last = { at, clickToAnswerSeconds: seconds, silent: silent ?? null, failures });
  }
}
