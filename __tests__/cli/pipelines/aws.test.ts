import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { environmentNamed } from "../../../cli/shared/project";
import { environments, menuClick, order } from "../../support/restaurant";
import { AwsTarget } from "../../../cli/pipelines/aws";
import { deployedEnvironment } from "../../../cli/pipelines/project-source";
import { routeUrl } from "../../../cli/pipelines/endpoints";
import { WorkflowApi } from "../../../cli/lake/workflow-api";
import { moment } from "../../../cli/shared/moment";
import type { Environment } from "../../../stacks/configuration/environment";
import { ACCOUNT_ID, temporaryFolder } from "../../support/tree";

/** Answers in AWS's place: status and body. */
type Answer = readonly [status: number, body: string];

let server: Server;
/** Requests that came, but those that ask for the account. */
let requests: string[];
let answer: (request: IncomingMessage, body: string) => Answer;

const before = { ...process.env };
beforeAll(async () => {
  server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ENDPOINT_URL_SFN: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    AWS_ACCESS_KEY_ID: "any",
    AWS_SECRET_ACCESS_KEY: "any",
  });
});
afterAll(async () => {
  process.env = before;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => (requests = []));

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk as string;
  const asksForAccount = body.includes("GetCallerIdentity");
  if (!asksForAccount) requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
  const [status, text] = asksForAccount
    ? [
        200,
        `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${ACCOUNT_ID}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      ]
    : answer(request, body);
  response.writeHead(status, { "x-amz-version-id": "new" }).end(text);
}

const environment: Environment = { ...environmentNamed("dev", environments), accountId: ACCOUNT_ID };
const open = (): Promise<AwsTarget> => AwsTarget.open(deployedEnvironment(environment), { cdktfOut: "cdktf.out" });
const twoRecords = ["a", "b"].map((text) => Buffer.from(text));

test("records of which only some are taken are told apart", async () => {
  answer = () => [
    200,
    JSON.stringify({
      FailedPutCount: 1,
      RequestResponses: [{ RecordId: "1" }, { ErrorCode: "ServiceUnavailableException" }],
    }),
  ];
  expect(await (await open()).putRecords("stream", twoRecords)).toEqual([undefined, "ServiceUnavailableException"]);
});

test("a batch that is refused whole was not taken, and is asked for once", async () => {
  answer = () => [400, JSON.stringify({ __type: "ResourceNotFoundException", message: "no stream" })];
  expect(await (await open()).putRecords("stream", twoRecords)).toEqual([
    "ResourceNotFoundException: no stream",
    "ResourceNotFoundException: no stream",
  ]);
  answer = () => [503, JSON.stringify({ __type: "ServiceUnavailableException", message: "Slow down." })];
  expect(await (await open()).putRecords("stream", twoRecords)).toEqual([
    "ServiceUnavailableException: Slow down.",
    "ServiceUnavailableException: Slow down.",
  ]);
  expect(requests).toHaveLength(2);
});

test("where it can't be known whether a batch was taken, nothing is tried again behind one's back", async () => {
  answer = () => [500, JSON.stringify({ __type: "InternalFailure", message: "who knows" })];
  await expect((await open()).putRecords("stream", twoRecords)).rejects.toThrow("who knows");
  expect(requests).toHaveLength(1);
});

test("runs of a curated table's workflow that are under way are asked for by its name in the account", async () => {
  const asked: unknown[] = [];
  answer = (request, body) => {
    asked.push([request.headers["x-amz-target"], JSON.parse(body)]);
    return [200, JSON.stringify({ executions: [{ executionArn: "run-1" }, { executionArn: "run-2" }] })];
  };
  const curated = deployedEnvironment({ ...environment, lake: { eventTypes: ["order"] } });
  const target = await AwsTarget.open(curated, { cdktfOut: "cdktf.out" });
  expect(await target.runsUnderWay(order)).toEqual(["run-1", "run-2"]);
  expect(await target.runsUnderWay(menuClick)).toEqual([]);
  const stateMachineArn = `arn:aws:states:${environment.region}:${ACCOUNT_ID}:stateMachine:clickstream-dev-lake-order`;
  expect(asked).toEqual([
    ["AWSStepFunctions.ListExecutions", { stateMachineArn, statusFilter: "RUNNING", maxResults: 100 }],
  ]);
});

test("a run that outlasts the credentials is looked at by the next ones", async () => {
  const keys: unknown[] = [];
  answer = ({ headers }) => {
    keys.push(/Credential=(\w+)/.exec(String(headers.authorization))?.[1]);
    return [200, JSON.stringify({ status: "RUNNING" })];
  };
  process.env["AWS_CREDENTIAL_EXPIRATION"] = new Date(0).toISOString();
  try {
    const api = await WorkflowApi.open(environment.region);
    await api.stateOf("run");
    process.env["AWS_ACCESS_KEY_ID"] = "next";
    await api.stateOf("run");
  } finally {
    process.env["AWS_ACCESS_KEY_ID"] = "any";
    delete process.env["AWS_CREDENTIAL_EXPIRATION"];
  }
  expect(keys).toEqual(["any", "next"]);
});

test.each<[string, readonly string[], number]>([
  [
    "removed 1,000 files",
    Array<string>(7).fill("ICEBERG_VACUUM_MORE_RUNS_NEEDED: Removed 1000 files in this round"),
    8,
  ],
  ["compacted 100 partitions", ["ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED: Processed 100 partitions"], 2],
  [
    "came behind another change",
    ["ICEBERG_COMMIT_ERROR: Failed to commit", "ICEBERG_COMMIT_ERROR: Failed to commit"],
    3,
  ],
])("a statement that keeps a curated table and %s is run again until it is done", async (_, failures, runs) => {
  const left = [...failures];
  let started = 0;
  answer = ({ headers }) => {
    const action = String(headers["x-amz-target"]).split(".").at(-1);
    if (action === "StartQueryExecution") started++;
    if (action !== "GetQueryExecution")
      return [200, JSON.stringify({ QueryExecutionId: "q", ResultSet: { Rows: [] } })];
    const StateChangeReason = left.shift();
    const Status = StateChangeReason === undefined ? { State: "SUCCEEDED" } : { State: "FAILED", StateChangeReason };
    return [200, JSON.stringify({ QueryExecution: { Status } })];
  };
  expect(await (await open()).keep("VACUUM t")).toEqual([]);
  expect(started).toBe(runs);
});

test.each([
  ["that always comes behind others' changes", "ICEBERG_COMMIT_ERROR: Failed to commit", 5],
  ["that is wrong", "SYNTAX_ERROR: line 1:1", 1],
])("a statement %s is given up with Athena's reason", async (_, StateChangeReason, runs) => {
  let started = 0;
  answer = ({ headers }) => {
    if (String(headers["x-amz-target"]).endsWith(".StartQueryExecution")) started++;
    const Status = { State: "FAILED", StateChangeReason };
    return [200, JSON.stringify({ QueryExecutionId: "q", QueryExecution: { Status } })];
  };
  await expect((await open()).keep("DELETE FROM t")).rejects.toThrow(`Athena: FAILED: ${StateChangeReason}`);
  expect(started).toBe(runs);
});

test("an object that is there already is not put in place of", async () => {
  const target = await open();
  answer = ({ headers }) =>
    headers["if-none-match"] === "*" ? [412, "<Error><Code>PreconditionFailed</Code></Error>"] : [200, ""];
  expect([await target.write("bucket", "key", "x", "absent"), await target.write("bucket", "key", "x")]).toEqual([
    false,
    true,
  ]);
  await target.close();
});

test("the version that was replaced goes after the new one has come, and one whose id the new one took stays", async () => {
  const target = await open();
  answer = () => [200, ""];
  const object = { key: "key", modified: new Date(), isLatest: true };
  await target.replace("bucket", { ...object, versionId: "old" }, Buffer.from("x"));
  await target.replace("bucket", { ...object, versionId: "new" }, Buffer.from("x"));
  expect(requests.map((request) => request.replace(/[?&]x-id=\w+/, ""))).toEqual([
    "PUT /bucket/key",
    expect.stringMatching(/^DELETE \/bucket\/key\?.*versionId=old/) as string,
    "PUT /bucket/key",
  ]);
  await target.close();
});

test("credentials of another account end the command before it does anything", async () => {
  await expect(
    AwsTarget.open(deployedEnvironment({ ...environment, accountId: "999988887777" }), { cdktfOut: "cdktf.out" }),
  ).rejects.toThrow(`those of account ${ACCOUNT_ID}, and config/dev.ts says 999988887777`);
});

test.each<[string, object]>([
  ["cdktf", { stack: { endpoint_poc_batch: "https://api/dev/poc/batch" } }],
  ["terraform", { endpoint_poc_batch: { value: "https://api/dev/poc/batch" } }],
])("a route is found in outputs as %s writes them", async (_, outputs) => {
  const file = path.join(temporaryFolder(), "outputs.json");
  writeFileSync(file, JSON.stringify(outputs));
  expect(await routeUrl({ outputs: file, cdktfOut: "" }, "stack", "/poc/batch", ["endpoint_poc_batch"])).toBe(
    "https://api/dev/poc/batch",
  );
  await expect(routeUrl({ outputs: file, cdktfOut: "" }, "stack", "/other", ["endpoint_other"])).rejects.toThrow(
    `${file}: "endpoint_other" is missing; deploy it, or say where the API is with --endpoint`,
  );
  expect(await routeUrl({ endpoint: "https://own/dev/", cdktfOut: "" }, "stack", "/other", ["endpoint_other"])).toBe(
    "https://own/dev/other",
  );
});

test("times are UTC, and may be said by how long ago they were", () => {
  expect(
    ["2026-11-20", "2026-11-20T12:00", "2026-11-20T12:00:00+01:00"].map((text) => moment(text).toISOString()),
  ).toEqual(["2026-11-20T00:00:00.000Z", "2026-11-20T12:00:00.000Z", "2026-11-20T11:00:00.000Z"]);
  expect(Math.round((Date.now() - moment("90m").getTime()) / 60_000)).toBe(90);
  expect(() => moment("yesterday")).toThrow(
    "It must be a moment like 2026-11-20T12:00:00Z, or how long ago: 90m, 24h, 7d.",
  );
});

test("what a folder's objects may live is read from the bucket's lifecycle, where that may be read", async () => {
  const rule = (filter: string, rest: string, status = "Enabled"): string =>
    `<Rule><ID>${filter.length}</ID><Status>${status}</Status><Filter>${filter}</Filter>${rest}</Rule>`;
  const days = (count: number): string => `<Expiration><Days>${count}</Days></Expiration>`;
  const rules = [
    rule("<Prefix>clickstream-data/</Prefix>", days(400)),
    rule("<Prefix>clickstream-data/</Prefix>", days(2), "Disabled"),
    rule("<And><Prefix>clickstream-data/</Prefix><Tag><Key>a</Key><Value>b</Value></Tag></And>", days(3)),
    rule("<Prefix>errors/</Prefix>", days(90)),
    rule("", "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>"),
  ];
  const target = await open();
  const asked = (prefix: string): Promise<number | undefined> => target.expirationDays("bucket", prefix);
  answer = () => [200, `<LifecycleConfiguration>${rules.join("")}</LifecycleConfiguration>`];
  expect(await Promise.all(["clickstream-data/stay/", "errors/stay/", "clickstream-source/stay/"].map(asked))).toEqual([
    400,
    90,
    undefined,
  ]);
  answer = () => [403, "<Error><Code>AccessDenied</Code></Error>"];
  expect(await asked("errors/stay/")).toBeUndefined();
  answer = () => [404, "<Error><Code>NoSuchLifecycleConfiguration</Code></Error>"];
  expect(await asked("errors/stay/")).toBeUndefined();
  await target.close();
});
