import { randomUUID } from "node:crypto";
import type { Cell } from "./cells";
import type { QueryResult } from "./engine";

/** What a call answers. */
export interface AthenaAnswer {
  readonly status: number;
  readonly body: string;
}

interface Execution {
  readonly state: "RUNNING" | "SUCCEEDED" | "FAILED";
  readonly reason?: string;
  readonly result?: QueryResult;
}

/** Answers that are kept for whoever asks for them: a page of results has 1,000 rows in AWS, too. */
const MOST_EXECUTIONS = 50;
const MOST_ROWS = 1000;

/** The actions of Athena's API that functions call, on the laptop's engine. https://docs.aws.amazon.com/athena/latest/APIReference/Welcome.html */
export class AthenaApi {
  private readonly executions = new Map<string, Execution>();

  constructor(private readonly query: (sql: string) => Promise<QueryResult>) {}

  /** Answers a call of the API. */
  call(action: string, body: string): AthenaAnswer {
    const { QueryString: sql, QueryExecutionId: id } = parsed(body);
    if (action === "StartQueryExecution")
      return typeof sql === "string" ? answer({ QueryExecutionId: this.start(sql) }) : refuse("QueryString is missing");
    const execution = typeof id === "string" ? this.executions.get(id) : undefined;
    if (execution === undefined)
      return refuse(`there is no such execution, or ${action} is not known to the local run`);
    const { state, reason, result } = execution;
    if (action === "GetQueryExecution")
      return answer({ QueryExecution: { QueryExecutionId: id, Status: { State: state, StateChangeReason: reason } } });
    if (action !== "GetQueryResults") return refuse(`${action} is not known to the local run`);
    if (result === undefined) return refuse(`the query is ${state}`);
    const rows = [result.columns.map(({ name }) => name), ...result.rows.slice(0, MOST_ROWS)];
    return answer({ ResultSet: { Rows: rows.map((row) => ({ Data: row.map(datum) })) } });
  }

  private start(sql: string): string {
    const id = randomUUID();
    const [oldest] = this.executions.keys();
    if (this.executions.size >= MOST_EXECUTIONS && oldest !== undefined) this.executions.delete(oldest);
    this.executions.set(id, { state: "RUNNING" });
    this.query(sql).then(
      (result) => this.executions.set(id, { state: "SUCCEEDED", result }),
      (error: unknown) => this.executions.set(id, { state: "FAILED", reason: (error as Error).message }),
    );
    return id;
  }
}

const datum = (value: Cell): object => (value === null ? {} : { VarCharValue: String(value) });
const answer = (body: object): AthenaAnswer => ({ status: 200, body: JSON.stringify(body) });
const refuse = (Message: string): AthenaAnswer => ({
  status: 400,
  body: JSON.stringify({ __type: "InvalidRequestException", Message }),
});

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(body) ?? {}) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
