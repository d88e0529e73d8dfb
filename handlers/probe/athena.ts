import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { AwsClient } from "aws4fetch";

/** Asks a question. @returns the answer's rows, without the names of its columns; undefined stands for null. @throws Error with what Athena says */
export type Ask = (sql: string) => Promise<readonly (readonly (string | undefined)[])[]>;

/** In which database and workgroup questions are asked. */
export interface AskedIn {
  readonly database: string;
  readonly workgroup: string;
}

interface Execution {
  readonly QueryExecution: { readonly Status: { readonly State: string; readonly StateChangeReason?: string } };
}
interface Results {
  readonly ResultSet: { readonly Rows: readonly { readonly Data: readonly { readonly VarCharValue?: string }[] }[] };
}

const LOOK_EVERY_MILLISECONDS = 500;

/**
 * A client for Athena with the credentials and the region that Lambda puts into the environment. AWS_ENDPOINT_URL_ATHENA points it elsewhere, as the
 * AWS SDKs have it. https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
 */
export function createAsk(
  environment: Readonly<Record<string, string | undefined>>,
  { database, workgroup }: AskedIn,
): Ask {
  const region = environment["AWS_REGION"] ?? "";
  const host = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const endpoint = environment["AWS_ENDPOINT_URL_ATHENA"] ?? `https://athena.${region}.${host}/`;
  const sessionToken = environment["AWS_SESSION_TOKEN"];
  const client = new AwsClient({
    accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
    ...(sessionToken !== undefined && { sessionToken }),
    service: "athena",
    region,
    retries: 3,
  });
  const call = async (action: string, body: object): Promise<unknown> => {
    const response = await client.fetch(endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": `AmazonAthena.${action}` },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    const { __type: type = `HTTP ${response.status}`, Message: why = "" } = answer as Record<string, string>;
    throw new Error(`Athena refuses ${action}: ${type} ${why}`.trim());
  };
  return async (sql) => {
    const { QueryExecutionId } = (await call("StartQueryExecution", {
      QueryString: sql,
      QueryExecutionContext: { Database: database },
      WorkGroup: workgroup,
      ClientRequestToken: randomUUID(),
    })) as { readonly QueryExecutionId: string };
    for (;;) {
      const { QueryExecution } = (await call("GetQueryExecution", { QueryExecutionId })) as Execution;
      const { State: state, StateChangeReason: reason = "" } = QueryExecution.Status;
      if (state === "SUCCEEDED") break;
      if (state === "FAILED" || state === "CANCELLED") throw new Error(`Athena's query is ${state}: ${reason}`);
      await sleep(LOOK_EVERY_MILLISECONDS);
    }
    const { ResultSet } = (await call("GetQueryResults", { QueryExecutionId })) as Results;
    return ResultSet.Rows.slice(1).map(({ Data }) => Data.map(({ VarCharValue }) => VarCharValue));
  };
}
