// @internal
import type { Slot } from "../../declaration/iceberg";
import { figuresStates, type RollupStatements, type State } from "./figures-states";

/** The statements that a workflow runs, with the slots that it fills. */
export interface LakeStatements {
  /** Makes the table unless it is there. */
  readonly create: string;
  /** Tells a column that it lacks. */
  readonly missingColumn: string;
  /** Adds it. */
  readonly addColumn: string;
  /** Tells the hours that come next. */
  readonly hours: string;
  /** Merges them. */
  readonly merge: string;
  /** What keeps the charts' hourly figures. @default none are kept */
  readonly rollup?: RollupStatements;
  /** What is done once a day behind that, in this order, by the names of their states. */
  readonly upkeep: Readonly<Record<string, string>>;
}

/** What a run is told: its `task`, when it was due, and the hour to begin with at the latest, the first one where no run succeeded yet; `""` for none. */
export interface LakeInput {
  readonly task: "merge" | "upkeep";
  readonly scheduledTime: string;
  readonly since: string;
}

/** A run that finds another one under way waits its turn. */
const WAIT_SECONDS = 60;
/** Longer than the largest merge of a step takes; what is left the next run catches up. */
const TIMEOUT_SECONDS = 4 * 3600;
/** Athena may be busy, another has changed the table meanwhile, or there are more files to remove than VACUUM does in one go. */
const RETRY = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 30, MaxAttempts: 4, BackoffRate: 2 }];
/**
 * What is started twice for one moment asks Athena once: https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html.
 * A second try is another question.
 */
const TOKEN =
  "States.Hash(States.Format('{} {} {} {} {} {}', $$.StateMachine.Name, $$.State.Name, $.scheduledTime, $.from, $.column, $$.State.RetryCount), 'SHA-256')";
/** Where each slot's value stands. */
const SLOTS: Readonly<Record<Slot, string>> = {
  column: "$.column",
  type: "$.type",
  from: "$.from",
  to: "$.to",
  since: "$.since",
  last: "States.JsonToString($.last.moments)",
  recent: "$.recent",
  table: "$.column",
};

/**
 * A curated table's upkeep as a state machine: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html.
 * Each run merges all that may have landed since the last one that succeeded began, so one that is skipped is caught up with, and one that
 * comes twice changes nothing.
 * @param integration the ARN of a service that states call
 */
export function lakeWorkflow(
  statements: LakeStatements,
  workgroupName: string,
  integration: (call: string) => string,
): object {
  const runs = (sql: string, next: string, more: State = { ResultPath: null }): State => ({
    Type: "Task",
    Resource: integration("athena:startQueryExecution.sync"),
    Parameters: { ...filled(sql), WorkGroup: workgroupName, "ClientRequestToken.$": TOKEN },
    Retry: RETRY,
    Next: next,
    ...more,
  });
  const asks = (sql: string, next: string): State =>
    runs(sql, next, {
      ResultSelector: { "id.$": "$.QueryExecution.QueryExecutionId" },
      ResultPath: "$.query",
    });
  const answers = (next: string): State => ({
    Type: "Task",
    Resource: integration("athena:getQueryResults"),
    Parameters: { "QueryExecutionId.$": "$.query.id" },
    ResultSelector: { "rows.$": "$.ResultSet.Rows" },
    ResultPath: "$.answer",
    Retry: RETRY,
    Next: next,
  });
  const executions = (status: string, most: number, selector: State, path: string, next: string): State => ({
    Type: "Task",
    Resource: integration("aws-sdk:sfn:listExecutions"),
    Parameters: { "StateMachineArn.$": "$$.StateMachine.Id", StatusFilter: status, MaxResults: most },
    ResultSelector: selector,
    ResultPath: path,
    Retry: RETRY,
    Next: next,
  });
  const { rollup } = statements;
  const takesName = (next: string): State => passes({ ...KEPT, "column.$": cell(0) }, next);
  const upkeep = Object.keys(statements.upkeep);
  return {
    Comment: "Keeps a curated table: docs/lake.md",
    TimeoutSeconds: TIMEOUT_SECONDS,
    StartAt: "Begin",
    States: {
      Begin: passes(
        { ...GIVEN, "me.$": "$$.Execution.Id", from: "", to: "", recent: "", column: "", type: "" },
        "ListRunning",
      ),
      ListRunning: executions("RUNNING", 100, { "arns.$": "$.Executions[*].ExecutionArn" }, "$.running", "IsListed"),
      // A run may not yet be in the list itself: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
      IsListed: {
        Type: "Choice",
        Choices: [{ Variable: "$.running.arns[0]", IsPresent: true, Next: "FindFirst" }],
        Default: "WaitForOthers",
      },
      // They are listed newest first.
      FindFirst: {
        ...passes(
          { "arn.$": "States.ArrayGetItem($.running.arns, States.MathAdd(States.ArrayLength($.running.arns), -1))" },
          "IsItMyTurn",
        ),
        ResultPath: "$.first",
      },
      IsItMyTurn: {
        Type: "Choice",
        Choices: [{ Variable: "$.first.arn", StringEqualsPath: "$.me", Next: "FindLastSuccess" }],
        Default: "WaitForOthers",
      },
      WaitForOthers: { Type: "Wait", Seconds: WAIT_SECONDS, Next: "ListRunning" },
      FindLastSuccess: executions(
        "SUCCEEDED",
        1,
        { "moments.$": "$.Executions[*].StartDate" },
        "$.last",
        "CreateTable",
      ),
      CreateTable: runs(statements.create, "FindMissingColumn"),
      FindMissingColumn: asks(statements.missingColumn, "ReadMissingColumn"),
      ReadMissingColumn: answers("IsColumnMissing"),
      IsColumnMissing: {
        Type: "Choice",
        Choices: [{ Variable: "$.answer.rows[1]", IsPresent: true, Next: "TakeColumn" }],
        Default: rollup ? "CreateFigures" : "FindHours",
      },
      TakeColumn: passes({ ...KEPT, "column.$": cell(0), "type.$": cell(1) }, "AddColumn"),
      AddColumn: runs(statements.addColumn, "FindMissingColumn"),
      FindHours: asks(statements.hours, "ReadHours"),
      ReadHours: answers("TakeHours"),
      TakeHours: passes(
        { ...KEPT, "from.$": cell(0), "to.$": cell(1), "rest.$": cell(2), "recent.$": cell(3), "work.$": cell(4) },
        rollup ? "IsMergeDue" : "Merge",
      ),
      Merge: runs(statements.merge, rollup ? "RollUp" : "IsMoreLeft"),
      IsMoreLeft: {
        Type: "Choice",
        Choices: [{ Variable: "$.rest", StringEquals: "more", Next: "GoOn" }],
        Default: "IsUpkeepDue",
      },
      GoOn: passes({ ...KEPT, "from.$": "$.to" }, "FindHours"),
      IsUpkeepDue: {
        Type: "Choice",
        Choices: [{ Variable: "$.task", StringEquals: "upkeep", Next: upkeep[0] ?? "Done" }],
        Default: "Done",
      },
      ...chain(statements.upkeep, rollup ? "FindOldFigures" : "Done", runs),
      ...(rollup && figuresStates(rollup, { runs, asks, answers, takesName })),
      Done: { Type: "Succeed" },
    },
  };
}

const GIVEN = { "task.$": "$.task", "scheduledTime.$": "$.scheduledTime", "since.$": "$.since" };
/** What a state that takes something out of an answer leaves as it is. */
const KEPT = {
  ...GIVEN,
  "last.$": "$.last",
  "from.$": "$.from",
  "to.$": "$.to",
  "recent.$": "$.recent",
  "column.$": "$.column",
  "type.$": "$.type",
};

const passes = (parameters: State, next: string): State => ({ Type: "Pass", Parameters: parameters, Next: next });

/** A value of the answer's first row; the names of the columns stand before it. */
const cell = (column: number): string => `$.answer.rows[1].Data[${column}].VarCharValue`;

/** Statements one after the other. */
const chain = (
  statements: Readonly<Record<string, string>>,
  last: string,
  runs: (sql: string, next: string) => State,
): Readonly<Record<string, State>> => {
  const names = Object.keys(statements);
  return Object.fromEntries(
    Object.entries(statements).map(([name, sql], index) => [name, runs(sql, names[index + 1] ?? last)]),
  );
};

/** A statement whose slots are filled by an intrinsic function, which wants its own signs escaped. */
function filled(sql: string): State {
  const slots = [...sql.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => SLOTS[name as Slot]);
  if (slots.length === 0) return { QueryString: sql };
  const text = sql
    .split(/\{\{\w+\}\}/)
    .map((part) => part.replace(/[\\'{}]/g, "\\$&"))
    .join("{}");
  return { "QueryString.$": `States.Format('${text}', ${slots.join(", ")})` };
}
