import {
  type ApiRequest,
  type ApiResponse,
  Gateway,
  type LambdaCall,
  PAYLOAD_LIMIT_BYTES,
} from "../../../emulation/api/gateway";
import { loadApi } from "../../../emulation/api/model";
import { type ApiOptions, apiResources, PROXY } from "../../support/api";
import { ACCOUNT_ID, REGION, treeOf } from "../../support/tree";

/** A gateway before a function that takes notes and answers as told. */
function gatewayOf(
  answer: () => unknown = () => ({ statusCode: 200, body: "{}" }),
  { integration, ...options }: ApiOptions = {},
) {
  const calls: LambdaCall[] = [];
  const model = loadApi(
    treeOf(
      apiResources({ method: { request_validator_id: null }, ...options, integration: { ...PROXY, ...integration } }),
    ),
  );
  const gateway = new Gateway(model, (call) => {
    if (call.kind === "lambda") calls.push(call);
    return Promise.resolve(answer());
  });
  const post = (body: string | Buffer | undefined, request: Partial<ApiRequest> = {}): Promise<ApiResponse> =>
    gateway.handle({
      method: "POST",
      path: "/dev/clicks/batch",
      headers: {},
      body: typeof body === "string" ? Buffer.from(body) : body,
      ...request,
    });
  return { calls, post };
}

const withoutId = ({ headers }: ApiResponse) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "x-amzn-RequestId"));

describe("what the function gets", () => {
  test("is the request in the proxy's format, with the context of the call", async () => {
    const { calls, post } = gatewayOf();
    const before = Date.now();
    const response = await post('[ {"a":"é"} ]\n', {
      path: "/dev/clicks/batch?a=1&b=x+y&a=2&c",
      headers: { "content-type": "application/json", "user-agent": "test", origin: undefined },
    });
    expect(calls).toEqual([
      {
        kind: "lambda",
        functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:ingest`,
        event: {
          resource: "/clicks/batch",
          path: "/clicks/batch",
          httpMethod: "POST",
          headers: { "content-type": "application/json", "user-agent": "test" },
          multiValueHeaders: { "content-type": ["application/json"], "user-agent": ["test"] },
          queryStringParameters: { a: "2", b: "x y", c: "" },
          multiValueQueryStringParameters: { a: ["1", "2"], b: ["x y"], c: [""] },
          pathParameters: null,
          stageVariables: null,
          requestContext: expect.objectContaining({
            accountId: ACCOUNT_ID,
            requestId: response.headers["x-amzn-RequestId"],
            stage: "dev",
            resourcePath: "/clicks/batch",
            httpMethod: "POST",
            path: "/dev/clicks/batch",
            identity: { sourceIp: "127.0.0.1", userAgent: "test" },
          }) as object,
          body: '[ {"a":"é"} ]\n',
          isBase64Encoded: false,
        },
      },
    ]);
    expect(calls[0]?.event.requestContext["requestTimeEpoch"]).toBeGreaterThanOrEqual(before);
  });

  test("has no query and no body where there is none", async () => {
    const { calls, post } = gatewayOf();
    await post("");
    expect(calls[0]?.event).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      body: null,
    });
  });

  test("is of any content type: there is no template that it could lack", async () => {
    const { calls, post } = gatewayOf();
    expect((await post("<a/>", { headers: { "content-type": "application/xml" } })).status).toBe(200);
    expect(calls[0]?.event.body).toBe("<a/>");
  });

  test("was validated first where the method says so", async () => {
    const { calls, post } = gatewayOf(undefined, { method: {} });
    expect((await post("{}")).status).toBe(400);
    expect(calls).toEqual([]);
  });

  test.each([
    ["quotes, which count twice inside JSON", '"'.repeat(3_146_000), 413],
    ["letters that just fit", "x".repeat(6_289_000), 200],
    ["letters that don't", "x".repeat(6_291_556), 413],
  ])("is at most 6 MB as a whole: %s", async (_, body, status) => {
    const { calls, post } = gatewayOf();
    expect(await post(body)).toMatchObject({ status, body: status === 413 ? '{"message":"Request Too Long"}' : "{}" });
    expect(calls).toHaveLength(status === 413 ? 0 : 1);
  });

  test("is nothing when the body is above the gateway's own limit", async () => {
    expect(PAYLOAD_LIMIT_BYTES).toBeGreaterThan(6_291_556);
    expect((await gatewayOf().post(undefined)).status).toBe(413);
  });
});

describe("what the function answers", () => {
  test("is what the client gets: status, headers and body", async () => {
    const { post } = gatewayOf(() => ({
      statusCode: 207,
      headers: { "Retry-After": 5, Vary: "Origin" },
      body: '{"accepted":1}',
      isBase64Encoded: false,
    }));
    expect(await post("{}")).toEqual({
      status: 207,
      headers: {
        "Content-Type": "application/json",
        "Retry-After": "5",
        Vary: "Origin",
        "x-amzn-RequestId": expect.any(String) as string,
      },
      body: '{"accepted":1}',
      deployed: true,
    });
  });

  test("may have its status as a text, as many functions write it", async () => {
    expect((await gatewayOf(() => ({ statusCode: "201" })).post("")).status).toBe(201);
  });

  test("may be a status alone", async () => {
    expect(await gatewayOf(() => ({ statusCode: 202, headers: null, body: null })).post("")).toMatchObject({
      status: 202,
      body: "",
    });
  });

  test("has its own content type in any case, and a header of several values goes before one of the same name", async () => {
    const { post } = gatewayOf(() => ({
      statusCode: 200,
      headers: { "content-type": "text/plain", "set-cookie": "a" },
      multiValueHeaders: { "Set-Cookie": ["b", "c"] },
      body: "x",
    }));
    expect(withoutId(await post(""))).toEqual({ "Content-Type": "text/plain", "set-cookie": ["b", "c"] });
  });

  test("can't split the response or speak for the connection", async () => {
    const { post } = gatewayOf(() => ({
      statusCode: 200,
      headers: { "X-A": "1\r\nX-B: 2", "content-length": "1", "Transfer-Encoding": "chunked" },
      body: "long",
    }));
    expect(withoutId(await post(""))).toEqual({ "Content-Type": "application/json", "X-A": "1X-B: 2" });
  });

  test("goes out as it is when it says that it is base64: the API has no binary media types", async () => {
    expect((await gatewayOf(() => ({ statusCode: 200, body: "aGk=", isBase64Encoded: true })).post("")).body).toBe(
      "aGk=",
    );
  });

  test("has no body with a status that has none", async () => {
    expect((await gatewayOf(() => ({ statusCode: 204, body: "x" })).post("")).body).toBe("");
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a text", "ok"],
    ["a list", []],
    ["no status", { body: "{}" }],
    ["a status that is a text", { statusCode: "OK" }],
    ["a status that is none", { statusCode: 20 }],
    ["a status in the middle of things", { statusCode: 101 }],
    ["a body that is an object", { statusCode: 200, body: {} }],
    ["another key", { statusCode: 200, cookies: [] }],
    ["headers that are a list", { statusCode: 200, headers: [] }],
    ["a header that is an object", { statusCode: 200, headers: { a: {} } }],
    ["a header whose name is none", { statusCode: 200, headers: { "a b": "1" } }],
    ["several values that are one", { statusCode: 200, multiValueHeaders: { a: "1" } }],
    ["base64 that is neither true nor false", { statusCode: 200, isBase64Encoded: "yes" }],
  ])("is a 502 that tells nothing when it makes no sense: %s", async (_, answer) => {
    expect(await gatewayOf(() => answer).post("")).toMatchObject({
      status: 502,
      body: '{"message":"Internal server error"}',
      headers: { "x-amzn-ErrorType": "InternalServerErrorException" },
      deployed: true,
    });
  });
});

describe("a function that fails", () => {
  const fail = (): Promise<never> => Promise.reject(new Error("TypeError at /secret/place"));

  test("an error is a 502 that tells nothing", async () => {
    expect(await gatewayOf(fail).post("")).toMatchObject({ status: 502, body: '{"message":"Internal server error"}' });
  });

  test.each([
    ["INTEGRATION_FAILURE", { status_code: "503" }, 503],
    ["DEFAULT_5XX", {}, 502],
  ])("%s answers it, and its own status goes before AWS's", async (type, rest, status) => {
    const gatewayResponses = {
      [type]: {
        response_templates: { "application/json": '{"t":"$context.error.responseType"}' },
        response_parameters: { "gatewayresponse.header.Retry-After": "'5'" },
        ...rest,
      },
    };
    expect(await gatewayOf(fail, { gatewayResponses }).post("")).toMatchObject({
      status,
      body: '{"t":"INTEGRATION_FAILURE"}',
      headers: { "Retry-After": "5" },
    });
  });

  test("one that takes too long is a 504 of its own type", async () => {
    const gatewayResponses = {
      INTEGRATION_TIMEOUT: {
        status_code: "503",
        response_templates: { "application/json": '{"t":"$context.error.responseType"}' },
      },
    };
    const never = (): Promise<unknown> => new Promise(() => undefined);
    expect(await gatewayOf(never, { integration: { timeout_milliseconds: 50 } }).post("")).toMatchObject({
      status: 504,
      body: '{"message":"Endpoint request timed out"}',
    });
    expect(
      await gatewayOf(never, { integration: { timeout_milliseconds: 50 }, gatewayResponses }).post(""),
    ).toMatchObject({ status: 503, body: '{"t":"INTEGRATION_TIMEOUT"}' });
  });

  test("unless told otherwise the gateway waits for 29 seconds", () => {
    const [method] = loadApi(treeOf(apiResources({ integration: PROXY }))).methods;
    expect(method?.integration.timeoutMilliseconds).toBe(29_000);
  });
});
