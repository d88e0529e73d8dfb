import { setTimeout as sleep } from "node:timers/promises";
import { installed } from "../shared/installed";
import type { Row } from "./target";

/** Where Athena runs a statement. */
export interface AthenaPlace {
  readonly region: string;
  readonly workgroup: string;
  /** The Glue database of names without one. @default none */
  readonly database?: string;
}

const POLL_MILLISECONDS = 500;
/** A statement whose change another's came before is run so many times. */
const MOST_CONFLICTS = 5;
/** Athena compacts 100 partitions, and removes some thousands of files, in one go: it says that it has to be asked again. */
const MORE_NEEDED = /\bICEBERG_[A-Z]+_MORE_RUNS_NEEDED\b/;
const CONFLICT = /\bICEBERG_COMMIT_ERROR\b/;

/** Runs a statement by the credentials at hand. @returns its rows @throws Error with Athena's reason when it fails */
export async function athenaRows(sql: string, { region, workgroup, database }: AthenaPlace): Promise<readonly Row[]> {
  const { AthenaClient, GetQueryExecutionCommand, GetQueryResultsCommand, StartQueryExecutionCommand } =
    await installed("@aws-sdk/client-athena", import("@aws-sdk/client-athena"));
  const client = new AthenaClient({ region });
  try {
    const { QueryExecutionId } = await client.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        WorkGroup: workgroup,
        ...(database !== undefined && { QueryExecutionContext: { Database: database } }),
      }),
    );
    for (;;) {
      const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      const { State, StateChangeReason } = QueryExecution?.Status ?? {};
      if (State === "SUCCEEDED") break;
      if (State === "FAILED" || State === "CANCELLED")
        throw new Error(`Athena: ${State}: ${StateChangeReason ?? "no reason given"}`);
      await sleep(POLL_MILLISECONDS);
    }
    const rows: Row[] = [];
    for (let NextToken: string | undefined, first = true; first || NextToken !== undefined; first = false) {
      const answer = await client.send(new GetQueryResultsCommand({ QueryExecutionId, NextToken }));
      const page = (answer.ResultSet?.Rows ?? []).map(({ Data = [] }) =>
        Data.map(({ VarCharValue }) => VarCharValue ?? null),
      );
      rows.push(...(first ? page.slice(1) : page)); // the first row names the columns
      ({ NextToken } = answer);
    }
    return rows;
  } finally {
    client.destroy();
  }
}

/**
 * Runs a statement that may be run again without harm, until it is done: as often as Athena has more to do, and a few times where another's
 * change of the table came before its own.
 * @throws as athenaRows
 */
export async function athenaRowsAtLast(sql: string, place: AthenaPlace): Promise<readonly Row[]> {
  for (let conflicts = 0; ;) {
    try {
      return await athenaRows(sql, place);
    } catch (error) {
      const { message } = error as Error;
      if (MORE_NEEDED.test(message)) continue;
      if (!CONFLICT.test(message) || ++conflicts === MOST_CONFLICTS) throw error;
    }
  }
}
