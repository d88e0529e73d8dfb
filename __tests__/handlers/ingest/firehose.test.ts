import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createPutRecordBatch, FirehoseError, type Taken } from "../../../handlers/ingest/firehose";

let server: Server | undefined;
afterEach(() => server?.close());

/** What putting two records comes to while Firehose answers so; undefined when it hangs up. */
async function put(status: number, body: string | undefined): Promise<readonly Taken[] | FirehoseError> {
  server = createServer((request, response) => {
    request
      .resume()
      .on("end", () => (body === undefined ? request.socket.destroy() : response.writeHead(status).end(body)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const putRecordBatch = createPutRecordBatch({
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "s",
    AWS_ENDPOINT_URL_FIREHOSE: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
  });
  const records = [Buffer.from("[1]"), Buffer.from("[2]")];
  return putRecordBatch("clicks", records, AbortSignal.timeout(5_000)).catch(
    (error: unknown) => error as FirehoseError,
  );
}

test.each<[what: string, body: string, taken: readonly Taken[]]>([
  ["ids for both", '{"FailedPutCount":0,"RequestResponses":[{"RecordId":"a"},{"RecordId":"b"}]}', [true, true]],
  [
    "an error for one",
    '{"FailedPutCount":1,"RequestResponses":[{"RecordId":"a"},{"ErrorCode":"ServiceUnavailableException","ErrorMessage":"Slow down."}]}',
    [true, false],
  ],
  ["null", "null", [undefined, undefined]],
  ["nothing", "", [undefined, undefined]],
  ["no JSON", "<html>", [undefined, undefined]],
  ["another value", "[]", [undefined, undefined]],
  ["results of another kind", '{"RequestResponses":{}}', [undefined, undefined]],
  ["too few results", '{"RequestResponses":[{"RecordId":"a"}]}', [true, undefined]],
  ["null for one", '{"RequestResponses":[null,{"RecordId":"b"}]}', [undefined, true]],
])("a Firehose that answers 200 with %s says no more than that", async (_what, body, taken) => {
  expect(await put(200, body)).toEqual(taken);
});

test.each<[status: number, body: string | undefined, retryable: boolean, refused: boolean]>([
  [400, '{"__type":"ResourceNotFoundException"}', false, true],
  [400, '{"__type":"ThrottlingException"}', true, true],
  [400, "null", false, true],
  [503, '{"__type":"ServiceUnavailableException"}', true, true],
  [500, '{"__type":"InternalFailure"}', true, false],
  [502, "<html>", true, false],
  [0, undefined, true, false],
])(
  "after %i %s a retry may help: %s, and nothing was taken for certain: %s",
  async (status, body, retryable, refused) => {
    expect(await put(status, body)).toMatchObject({ retryable, refused });
  },
);
