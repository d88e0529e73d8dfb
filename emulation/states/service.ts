import { randomUUID } from "node:crypto";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Execution, Executions } from "./executions";
import { type Calls, runMachine } from "./machine";
import type { MachineModel } from "./model";

/** How executions are run. */
export interface StatesOptions {
  /** Where they are noted. */
  readonly folder: string;
  /** What Tasks call besides Step Functions itself. */
  readonly calls: Calls;
  readonly now: () => Date;
  /** Waits between looks at other executions, in seconds. @default as the machine says */
  readonly sleep?: (seconds: number) => Promise<void>;
}

/** Step Functions on a laptop: standard workflows whose executions are remembered. */
export class StatesService {
  private constructor(
    private readonly machines: ReadonlyMap<string, { readonly model: MachineModel; readonly executions: Executions }>,
    private readonly options: StatesOptions,
  ) {}

  static async open(models: readonly MachineModel[], options: StatesOptions): Promise<StatesService> {
    const machines = new Map<string, { readonly model: MachineModel; readonly executions: Executions }>();
    for (const model of models) {
      const executions = await Executions.open(path.join(options.folder, `${model.name}.json`));
      machines.set(model.arn, { model, executions });
    }
    return new StatesService(machines, options);
  }

  get arns(): readonly string[] {
    return [...this.machines.keys()];
  }

  /** A machine's executions. @throws Error when there is no such machine */
  executionsOf(arn: string): Executions {
    return this.find(arn).executions;
  }

  /**
   * Runs a machine to its end.
   * @param onState told of each state before it is entered
   * @returns how it ended
   */
  async run(arn: string, input: unknown, onState?: (name: string) => void): Promise<Execution> {
    const { model, executions } = this.find(arn);
    const begun: Execution = {
      arn: `${arn.replace(":stateMachine:", ":execution:")}:${randomUUID()}`,
      status: "RUNNING",
      startDate: this.options.now().toISOString(),
      input,
    };
    await executions.note(begun);
    try {
      await runMachine({
        machine: model,
        executionArn: begun.arn,
        input,
        calls: { ...this.options.calls, "aws-sdk:sfn:listExecutions": this.list.bind(this) },
        sleep: this.options.sleep ?? (async (seconds) => sleep(seconds * 1000)),
        ...(onState && { onState }),
      });
      return await this.ended(executions, { ...begun, status: "SUCCEEDED" });
    } catch (error) {
      return this.ended(executions, { ...begun, status: "FAILED", error: (error as Error).message });
    }
  }

  /** Forgets all executions. */
  clear(): void {
    for (const { executions } of this.machines.values()) executions.clear();
  }

  private async ended(executions: Executions, execution: Execution): Promise<Execution> {
    await executions.note(execution);
    return execution;
  }

  /** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
  private list(parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    const { StateMachineArn: arn, StatusFilter: status, MaxResults: most } = parameters;
    const found = this.find(String(arn)).executions.all.filter((each) => each.status === status);
    return Promise.resolve({
      Executions: found
        .slice(0, Number(most))
        .map((each) => ({ ExecutionArn: each.arn, StartDate: each.startDate, Status: each.status })),
    });
  }

  private find(arn: string): { readonly model: MachineModel; readonly executions: Executions } {
    const machine = this.machines.get(arn);
    if (machine === undefined) throw new Error(`there is no state machine ${arn}`);
    return machine;
  }
}
