import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAsk } from "../../../handlers/probe/athena";

let server: Server | undefined;
afterEach(() => server?.close());

interface Call {
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks where each action is answered so, by turns; the last answer stays. */
async function ask(answers: Readonly<Record<string, readonly [status: number, body: object][]>>) {
  const calls: Call[] = [];
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request
      .on("data", (part: Buffer) => parts.push(part))
      .on("end", () => {
        const action = String(request.headers["x-amz-target"]).replace("AmazonAthena.", "");
        const before = calls.filter((call) => call.action === action).length;
        calls.push({ action, body: JSON.parse(Buffer.concat(parts).toString()) as Call["body"] });
        const [status, body] = answers[action]?.[before] ?? answers[action]?.at(-1) ?? [400, {}];
        response.writeHead(status).end(JSON.stringify(body));
      });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const environment = {
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "s",
    AWS_ENDPOINT_URL_ATHENA: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
  };
  const rows = createAsk(environment, { database: "shop", workgroup: "shop-group" })("SELECT 1");
  return { calls, rows: await rows.catch((error: unknown) => String(error)) };
}

const state = (name: string, reason?: string): [number, object] => [
  200,
  { QueryExecution: { Status: { State: name, ...(reason !== undefined && { StateChangeReason: reason }) } } },
];
const STARTED: [number, object] = [200, { QueryExecutionId: "q" }];

test("a question is asked in its workgroup and database, waited for, and answered without the names of columns", async () => {
  const { calls, rows } = await ask({
    StartQueryExecution: [STARTED],
    GetQueryExecution: [state("RUNNING"), state("SUCCEEDED")],
    GetQueryResults: [
      [
        200,
        {
          ResultSet: { Rows: [{ Data: [{ VarCharValue: "id" }] }, { Data: [{ VarCharValue: "a" }] }, { Data: [{}] }] },
        },
      ],
    ],
  });
  expect(rows).toEqual([["a"], [undefined]]);
  expect(calls.map(({ action }) => action)).toEqual([
    "StartQueryExecution",
    "GetQueryExecution",
    "GetQueryExecution",
    "GetQueryResults",
  ]);
  expect(calls[0]?.body).toEqual({
    QueryString: "SELECT 1",
    QueryExecutionContext: { Database: "shop" },
    WorkGroup: "shop-group",
    ClientRequestToken: expect.stringMatching(/^.{32,128}$/) as unknown,
  });
});

test("what Athena refuses or fails is said in its words", async () => {
  const refused = await ask({ StartQueryExecution: [[400, { __type: "AccessDeniedException", Message: "no" }]] });
  expect(refused.rows).toBe("Error: Athena refuses StartQueryExecution: AccessDeniedException no");
  server?.close();
  const failed = await ask({ StartQueryExecution: [STARTED], GetQueryExecution: [state("FAILED", "no table")] });
  expect(failed.rows).toBe("Error: Athena's query is FAILED: no table");
});
