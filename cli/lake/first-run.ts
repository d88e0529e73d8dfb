import { setTimeout as sleep } from "node:timers/promises";
import { literal } from "../../basics/sql";
import type { EventDeclaration } from "../../declaration/event";
import { missingColumnSql, missingLandedSql } from "../../declaration/lake-statements";
import type { Target } from "../pipelines/target";
import type { Progress } from "../shared/progress";
import { tablePrefixes } from "../stored/lines";
import type { WorkflowApi } from "./workflow-api";

/** What keeps an event type's curated table. */
export interface Workflow {
  /** The state machine's. */
  readonly arn: string;
  readonly event: EventDeclaration;
}

/** How a deployment reaches what it needs. */
export interface FirstRunPlace {
  readonly target: Pick<Target, "keep" | "list" | "eventBucket">;
  readonly database: string;
  readonly api: Pick<WorkflowApi, "start" | "stateOf" | "lastSuccess">;
  readonly progress: Pick<Progress, "say" | "done">;
  /** Milliseconds between two looks. @default 2000 */
  readonly pollMilliseconds?: number;
}

const POLL_MILLISECONDS = 2_000;

/**
 * Curated tables must be there before views read them, with the columns that these name: a deployment runs each workflow once. A table that
 * was never merged is waited for to its end: the view reads landing's last days alone beside it. Of one that was, the columns are: its
 * merge may need a column of landing, which comes with the views, and is tried again meanwhile. So it is of a new one whose landing lacks a
 * column. Where there is no database yet, which comes with the views too, they run behind those.
 */
export class FirstRun {
  /** Executions that are not seen to their end yet. */
  private readonly running = new Map<Workflow, string>();
  private begun = false;

  constructor(
    private readonly workflows: readonly Workflow[],
    private readonly place: FirstRunPlace,
  ) {}

  /** To be called before the catalog is deployed. @throws Error naming the workflow that failed */
  async before(): Promise<void> {
    const { target, database, api } = this.place;
    const sql = `SELECT schema_name FROM information_schema.schemata WHERE schema_name = ${literal(database)}`;
    if ((await target.keep(sql)).length === 0) return;
    this.begun = true;
    for (const workflow of this.workflows) {
      const isFirst = (await api.lastSuccess(workflow.arn)) === undefined;
      await this.start(workflow);
      if (isFirst && (await this.isLanding(workflow))) await this.ended(workflow);
      else await this.columnsOf(workflow);
    }
  }

  /** To be called when it is deployed. @throws Error naming the workflow that failed */
  async after(): Promise<void> {
    for (const workflow of this.workflows) {
      if (!this.begun) await this.start(workflow);
      if (!this.running.has(workflow)) continue;
      try {
        await this.ended(workflow);
      } catch (error) {
        if (!this.begun) throw error;
        await this.start(workflow); // what its merge needed came too late for it
        await this.ended(workflow);
      }
    }
  }

  private async start(workflow: Workflow): Promise<void> {
    const { api, target } = this.place;
    const since = await firstHour(target, workflow.event);
    const input = { task: "merge", scheduledTime: new Date().toISOString(), since };
    this.running.set(workflow, await api.start(workflow.arn, input));
  }

  private async ended(workflow: Workflow): Promise<void> {
    const { api } = this.place;
    const execution = this.running.get(workflow) ?? "";
    await this.until(workflow, "merges what landed", async () => {
      const { status, cause } = await api.stateOf(execution);
      if (status === "RUNNING" || status === "PENDING_REDRIVE") return false;
      this.running.delete(workflow);
      if (status === "SUCCEEDED") return true;
      throw new Error(
        `${workflow.arn} ${status.toLowerCase()}: ${cause ?? "no reason given"}; docs/runbook.md says what to do`,
      );
    });
  }

  /** Whether what landed has all columns that a merge reads. */
  private async isLanding({ event }: Workflow): Promise<boolean> {
    const { target, database } = this.place;
    return (await target.keep(missingLandedSql(event, { databaseName: database }))).length === 0;
  }

  /** Waits until the table has all declared columns, or its run is over. */
  private async columnsOf(workflow: Workflow): Promise<void> {
    const { api, target, database } = this.place;
    const execution = this.running.get(workflow) ?? "";
    await this.until(workflow, "gets its columns", async () => {
      const { status, cause } = await api.stateOf(execution);
      const missing = (await target.keep(missingColumnSql(workflow.event, { databaseName: database }))).length > 0;
      if (missing && status !== "RUNNING")
        throw new Error(`${workflow.arn} ${status.toLowerCase()}: ${cause ?? "no reason given"}`);
      return !missing;
    });
  }

  private async until(workflow: Workflow, what: string, holds: () => Promise<boolean>): Promise<void> {
    const { progress, pollMilliseconds = POLL_MILLISECONDS } = this.place;
    const started = Date.now();
    while (!(await holds())) {
      progress.say(`${nameOf(workflow.arn)}: ${what}, for ${Math.round((Date.now() - started) / 1000)} s`);
      await sleep(pollMilliseconds);
    }
    progress.done();
  }
}

/** The hour, `yyyy/MM/dd/HH`, of the first object that landed: keys are listed in the order of their hours. The present one when there is none. */
async function firstHour(target: FirstRunPlace["target"], event: EventDeclaration): Promise<string> {
  let first = new Date().toISOString().slice(0, 13).replace(/[-T]/g, "/");
  for (const prefix of tablePrefixes(event))
    for await (const { key } of target.list(target.eventBucket, prefix)) {
      const hour = key.slice(prefix.length, prefix.length + first.length);
      if (hour < first) first = hour;
      break;
    }
  return first;
}

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(":") + 1);
