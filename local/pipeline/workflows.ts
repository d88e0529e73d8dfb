import { randomUUID } from "node:crypto";
import type { EventDeclaration } from "../../declaration/event";
import { rollupOf } from "../../declaration/rollup";
import { Athena, type QueryResult } from "../../emulation/athena/engine";
import type { Cell } from "../../emulation/athena/cells";
import type { Relation } from "../../emulation/athena/catalog";
import { Lake } from "../../emulation/lake/lake";
import { LakeTables, modelOf } from "../../emulation/lake/tables";
import { loadSchedules, type ScheduleModel } from "../../emulation/scheduler/model";
import { type ScheduledRun, SchedulerService } from "../../emulation/scheduler/service";
import type { Calls } from "../../emulation/states/machine";
import { loadMachines, type MachineModel } from "../../emulation/states/model";
import { StatesService } from "../../emulation/states/service";
import type { Tree } from "../../emulation/tree/tree";
import type { Clock } from "./clock";
import type { DataFolder } from "./data-folder";
import type { WorkflowStatus } from "./workflow-status";

/** What is known of a tree's workflows. */
export interface WorkflowModels {
  readonly machines: readonly MachineModel[];
  readonly schedules: readonly ScheduleModel[];
}

const RESOURCES = ["athena:startQueryExecution.sync", "athena:getQueryResults", "aws-sdk:sfn:listExecutions"];
/** Statements that keep a table may take more than what somebody waits for. */
const STATEMENT_LIMITS = { memory: "2GB", processMebibytes: 4096, seconds: 1800, sideBySide: 1, threads: 1 };

/** Reads the workflows of a tree, and their schedules: those of functions do not run here. @throws Error with the resource's address for what the local run does not know */
export function loadWorkflows(tree: Tree): WorkflowModels {
  const machines = loadMachines(tree, RESOURCES);
  const own = machines.map(({ arn }) => arn);
  return { machines, schedules: loadSchedules(tree).filter(({ targetArn }) => own.includes(targetArn)) };
}

/** Curated tables on a laptop: the tree's workflows and schedules over what landed here. */
export class Workflows {
  private readonly schedules: SchedulerService;
  /** What statements answered, by the ids that they got. */
  private readonly answers = new Map<string, readonly (readonly Cell[])[]>();
  private readonly ids = new Map<string, string>();

  private constructor(
    private readonly models: WorkflowModels,
    readonly tables: LakeTables,
    private readonly athena: Athena,
    private readonly lake: Lake,
    private readonly clock: Clock,
    private states: StatesService | undefined,
  ) {
    this.schedules = new SchedulerService(models.schedules, (arn, input) => this.service.run(arn, input));
  }

  static async open(
    models: WorkflowModels,
    relations: readonly Relation[],
    tables: LakeTables,
    clock: Clock,
    folder: DataFolder,
  ): Promise<Workflows> {
    const athena = new Athena(relations, folder.objects, STATEMENT_LIMITS, undefined, surroundings(tables, clock));
    const lake = new Lake(tables, athena, clock.now);
    const workflows = new Workflows(models, tables, athena, lake, clock, undefined);
    const calls = workflows.calls();
    workflows.states = await StatesService.open(models.machines, { folder: folder.states, calls, now: clock.now });
    return workflows;
  }

  get status(): readonly WorkflowStatus[] {
    return this.models.machines.map(({ name, arn }) => {
      const executions = this.service.executionsOf(arn);
      const { error } = executions.all[0] ?? {};
      const lastSuccess = executions.lastSuccess?.startDate ?? null;
      return { name, lastSuccess, ...(error !== undefined && { failure: error }) };
    });
  }

  /**
   * Runs each once, as a deployment does before anything reads their tables: they are made, and get the columns that were declared since.
   * @param objects what is stored, as `<bucket>/<key>`
   * @throws Error saying what failed
   */
  async runFirst(objects: () => Promise<readonly string[]>): Promise<void> {
    const now = this.clock.now().toISOString();
    const hours = (await objects()).flatMap((object) => /\/(\d{4}\/\d\d\/\d\d\/\d\d)\//.exec(object)?.[1] ?? []);
    const [since] = [...hours, now.slice(0, 13).replace(/[-T]/g, "/")].sort();
    for (const arn of this.service.arns) {
      const { error } = await this.service.run(arn, { task: "merge", scheduledTime: now, since });
      if (error !== undefined) throw new Error(`${arn}: ${error}`);
    }
  }

  /** Runs every schedule once, as if it were due now. */
  runAll(): Promise<readonly ScheduledRun[]> {
    return this.schedules.runAll(this.clock.now());
  }

  /** Moves the clock and runs what was due meanwhile. @throws Error when the moment has passed */
  async runUntil(moment: Date): Promise<readonly ScheduledRun[]> {
    const before = this.clock.now();
    await this.clock.moveTo(moment);
    return this.schedules.runDue(before, moment);
  }

  /** Whether one of them keeps the hourly figures of an event type's charts. */
  keepsFigures(event: EventDeclaration): boolean {
    const name = rollupOf(event)?.name;
    const states = this.models.machines.flatMap((machine) => [...machine.states.values()]);
    return name !== undefined && states.some((state) => JSON.stringify(state).includes(`.\`${name}\``));
  }

  /** Runs a statement that keeps a table, or a SELECT. @throws QueryError when it can't be done */
  keep(sql: string): Promise<QueryResult> {
    return this.lake.run(sql);
  }

  clear(): void {
    this.service.clear();
  }

  close(): void {
    this.athena.close();
  }

  private get service(): StatesService {
    if (this.states === undefined) throw new Error("the workflows are not open yet");
    return this.states;
  }

  /** Athena's integration with Step Functions: https://docs.aws.amazon.com/step-functions/latest/dg/connect-athena.html */
  private calls(): Calls {
    return {
      "athena:startQueryExecution.sync": async ({ QueryString: sql, ClientRequestToken: token }) => {
        const known = this.ids.get(String(token));
        const id = known ?? randomUUID();
        if (known === undefined) {
          const { columns, rows } = await this.lake.run(String(sql));
          this.ids.set(String(token), id);
          this.answers.set(id, [columns.map(({ name }) => name), ...rows]);
        }
        return { QueryExecution: { QueryExecutionId: id } };
      },
      "athena:getQueryResults": ({ QueryExecutionId: id }) =>
        Promise.resolve({
          ResultSet: {
            Rows: (this.answers.get(String(id)) ?? []).map((row) => ({
              Data: row.map((value) => (value === null ? {} : { VarCharValue: String(value) })),
            })),
          },
        }),
    };
  }
}

/** What engines of a pipeline work beside. */
export const surroundings = (
  tables: LakeTables,
  clock: Clock,
): { tables: () => Promise<readonly ReturnType<typeof modelOf>[]>; now: Clock["moved"] } => ({
  tables: async () => (await tables.all()).map((table) => modelOf(table)),
  now: clock.moved,
});
