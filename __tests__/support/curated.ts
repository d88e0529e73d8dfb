import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { statementsOf } from "../../constructs/lake/event-lake";
import { lakeWorkflow } from "../../constructs/lake/lake-workflow";
import type { Chart } from "../../declaration/analysis";
import { chartSql } from "../../declaration/chart-sql";
import { columnsOf, viewColumnsOf } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import type { Lake as Settings } from "../../declaration/lake";
import { viewOf } from "../../declaration/lake-view";
import { dataPrefix } from "../../declaration/layout";
import { viewName } from "../../declaration/tables";
import { Athena, type QueryResult } from "../../emulation/athena/engine";
import { DEFAULT_LIMITS, type QueryLimits } from "../../emulation/athena/limits";
import { QueryProcesses } from "../../emulation/athena/query-processes";
import { Lake } from "../../emulation/lake/lake";
import { type LakeTable, LakeTables, modelOf } from "../../emulation/lake/tables";
import { runMachine } from "../../emulation/states/machine";
import type { State } from "../../emulation/states/model";
import { BUCKET, DATEHOUR, jsonFormat, view, visits } from "./athena";
import { temporaryFolder } from "./tree";

export const SETTINGS: Settings = { mergeHours: 3, windowHours: 12, repeatDays: 7, expirationDays: 40 };
const HOUR = 3_600_000;

/** What stands in for the end of a process. */
export class Killed extends Error {}

/** Tables whose next state can be prevented. */
class FragileTables extends LakeTables {
  killed = false;

  override put(table: LakeTable): Promise<void> {
    return this.killed ? Promise.reject(new Killed()) : super.put(table);
  }
}

/** An answer's rows to be compared: the lines of a moment come in any order, and sums of doubles too. */
export const rounded = (rows: QueryResult["rows"]): readonly (readonly unknown[])[] =>
  rows
    .map((row) => row.map((cell) => (typeof cell === "number" ? Number(cell.toPrecision(12)) : cell)))
    .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));

/** The same as QuickSight draws it, to which true and false are words. */
export const asDrawn = (rows: QueryResult["rows"]): readonly (readonly unknown[])[] =>
  rounded(rows.map((row) => row.map((cell) => (typeof cell === "boolean" ? String(cell) : cell))));

/** A curated table over landing, by the statements and the workflow that are synthesized, at a time of its own. */
export class CuratedTable {
  /** What time it is. */
  now = new Date("2026-11-20T12:00:00Z");
  readonly directory = temporaryFolder();
  readonly tables = new FragileTables(path.join(this.directory, "s3"), path.join(this.directory, "glue"));
  private readonly athena: Athena;
  /** Over what landed alone. */
  private readonly raw: Athena;
  readonly lake: Lake;
  private readonly processes: QueryProcesses;
  private readonly successes: string[] = [];
  private objects = 0;
  /** How often a run that is under way is not yet in the list of those. */
  unlisted = 0;

  constructor(
    public event: EventDeclaration,
    public settings: Settings = SETTINGS,
    limits: Partial<QueryLimits> = {},
  ) {
    this.processes = new QueryProcesses({ ...DEFAULT_LIMITS, ...limits });
    const landing = visits({
      name: event.table,
      columns: columnsOf(event),
      location: { bucket: BUCKET, prefix: dataPrefix(event) },
      partitions: { keys: [DATEHOUR], template: `${dataPrefix(event)}\${datehour}/` },
      format: jsonFormat(),
    });
    const over = view(
      viewName(event),
      viewOf(event, "json", () => settings),
      viewColumnsOf(event),
    );
    mkdirSync(this.tables.s3Directory, { recursive: true });
    const surroundings = {
      tables: async () => (await this.tables.all()).map((table) => modelOf(table)),
      now: () => this.now,
    };
    this.athena = new Athena([landing, over], this.tables.s3Directory, limits, this.processes, surroundings);
    const simple = view(viewName(event), viewOf(event, "json"), viewColumnsOf(event));
    this.raw = new Athena([landing, simple], this.tables.s3Directory, limits, this.processes, surroundings);
    this.lake = new Lake(this.tables, this.athena, () => this.now);
  }

  get lastSuccess(): Date {
    return new Date(this.successes.at(-1) ?? 0);
  }

  pass(hours: number): void {
    this.now = new Date(this.now.getTime() + hours * HOUR);
  }

  /** Puts an object of some hours ago, now. */
  land(ids: readonly string[], hoursAgo = 0, fields: object = {}): void {
    const receivedAt = new Date(this.now.getTime() - hoursAgo * HOUR).toISOString().replace("T", " ").replace("Z", "");
    const line = { page: "home", received_at: receivedAt, ...fields };
    this.landLines(
      ids.map((id) => `${JSON.stringify({ ...line, event_id: id })}\n`),
      hoursAgo,
    );
  }

  /** The same of whole lines. */
  landLines(lines: readonly string[], hoursAgo = 0): void {
    this.landObject(lines.join(""), hoursAgo);
  }

  /** The same of an object, a Buffer of gzip. */
  landObject(body: string | Buffer, hoursAgo = 0): void {
    const at = new Date(this.now.getTime() - hoursAgo * HOUR).toISOString();
    const folder = path.join(
      this.tables.s3Directory,
      BUCKET,
      dataPrefix(this.event),
      at.slice(0, 13).replace(/[-T]/g, "/"),
    );
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `${this.objects++}${typeof body === "string" ? "" : ".gz"}`), body);
  }

  async ids(from = viewName(this.event)): Promise<readonly string[]> {
    const { rows } = await this.athena.query(`SELECT event_id FROM ${from}`);
    return rows.map(([id]) => String(id)).sort();
  }

  /** How much a question reads, over the curated table and landing's last hours or over landing alone. */
  async bytesOf(sql: string, from?: "landing"): Promise<number> {
    return (await (from === "landing" ? this.raw : this.athena).query(sql)).bytesScanned;
  }

  async rows(sql: string): Promise<QueryResult["rows"]> {
    return (await this.lake.run(sql)).rows;
  }

  /** A question over the curated table, its figures and landing's last hours. */
  async ask(sql: string): Promise<QueryResult["rows"]> {
    return (await this.athena.query(sql)).rows;
  }

  /** What a chart shows of events as they landed, of the curated table's, and of hourly figures. */
  async answers(chart: Chart): Promise<readonly QueryResult["rows"][]> {
    const lakes = [{ ...this.settings, rollups: false }, this.settings];
    const sqls = [undefined, ...lakes].map((lake) => chartSql(this.event, chart, { lakeOf: () => lake }));
    const [raw = "", ...curated] = sqls;
    return [(await this.raw.query(raw)).rows, ...(await Promise.all(curated.map((sql) => this.ask(sql))))];
  }

  /** Runs the workflow. @param endsBefore says of each state whether the run ends there @returns whether it came to its end */
  async run(
    task: "merge" | "upkeep" = "merge",
    endsBefore: (state: string) => boolean = () => false,
  ): Promise<boolean> {
    const statements = statementsOf(this.event, {
      format: "json",
      lake: this.settings,
      databaseName: "clickstream_dev",
      bucketName: BUCKET,
    });
    const workflow = lakeWorkflow(statements, "lake", (call) => `arn:aws:states:::${call}`) as {
      readonly StartAt: string;
      readonly States: Readonly<Record<string, State>>;
    };
    const startDate = this.now.toISOString();
    let answer: readonly (readonly unknown[])[] = [];
    try {
      await runMachine({
        machine: {
          name: "lake",
          arn: "arn",
          startAt: workflow.StartAt,
          states: new Map(Object.entries(workflow.States)),
        },
        executionArn: "me",
        input: { task, scheduledTime: startDate, since: "" },
        sleep: () => Promise.resolve(),
        onState: (state) => {
          if (endsBefore(state)) throw new Killed();
        },
        calls: {
          "athena:startQueryExecution.sync": async ({ QueryString: sql }) => {
            answer = [[], ...(await this.lake.run(String(sql))).rows];
            return { QueryExecution: { QueryExecutionId: "id" } };
          },
          "athena:getQueryResults": () =>
            Promise.resolve({
              ResultSet: {
                Rows: answer.map((row) => ({ Data: row.map((value) => ({ VarCharValue: String(value) })) })),
              },
            }),
          "aws-sdk:sfn:listExecutions": ({ StatusFilter: status }) =>
            Promise.resolve({
              Executions:
                status === "RUNNING"
                  ? [{ ExecutionArn: "me" }].slice(this.unlisted-- > 0 ? 1 : 0)
                  : this.successes.slice(-1).map((StartDate) => ({ StartDate })),
            }),
        },
      });
      this.successes.push(startDate);
      return true;
    } catch (error) {
      if (error instanceof Killed) return false;
      throw error;
    }
  }

  close(): void {
    this.processes.close();
  }
}
