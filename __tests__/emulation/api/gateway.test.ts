import {
  type ApiRequest,
  type ApiResponse,
  Gateway,
  PAYLOAD_LIMIT_BYTES,
  type ServiceCall,
} from "../../../emulation/api/gateway";
import { loadApi } from "../../../emulation/api/model";
import { type ApiOptions, apiResources, PUT_RECORD } from "../../support/api";
import { ACCOUNT_ID, treeOf } from "../../support/tree";

/** A gateway whose integration takes notes and answers as Firehose would, or as told. */
function gatewayOf(
  options: ApiOptions = {},
  result: { status: number; body: string } | Error = { status: 200, body: '{"RecordId":"r-1"}' },
) {
  const calls: ServiceCall[] = [];
  const gateway = new Gateway(loadApi(treeOf(apiResources(options))), (call) => {
    if (call.kind === "aws-service") calls.push(call);
    return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
  });
  const post = (
    body: string | Buffer | undefined,
    contentType?: string,
    request: Partial<ApiRequest> = {},
  ): Promise<ApiResponse> =>
    gateway.handle({
      method: "POST",
      path: "/dev/clicks/batch",
      headers: contentType === undefined ? {} : { "content-type": contentType },
      body: typeof body === "string" ? Buffer.from(body) : body,
      ...request,
    });
  return { gateway, calls, post };
}

const CLICK = '[{"element_clicked":"entree_1"}]';
const REASON = {
  gatewayResponses: {
    BAD_REQUEST_BODY: {
      status_code: "400",
      response_templates: { "application/json": '{"reason":"$context.error.validationErrorString"}' },
    },
  },
};
const json = (response: ApiResponse): unknown => JSON.parse(response.body);
const sent = (calls: readonly ServiceCall[]): string => {
  const { Record } = JSON.parse(calls[0]?.body ?? "{}") as { Record: { Data: string } };
  return Buffer.from(Record.Data, "base64").toString("utf8");
};

describe("an accepted request", () => {
  test("reaches the service through the template, byte for byte, with the role and the mapped header", async () => {
    const { calls, post } = gatewayOf();
    const body = '[ {"element_clicked" : "crème brûlée – 🍮 \\u00e9"} ]\n';
    const response = await post(body, "application/json");
    expect(response).toMatchObject({ status: 200, body: '{"recordId":"r-1"}', deployed: true });
    expect(response.headers).toMatchObject({
      "Content-Type": "application/json",
      "x-amzn-RequestId": expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(calls).toEqual([
      {
        kind: "aws-service",
        service: "firehose",
        action: "PutRecord",
        roleArn: `arn:aws:iam::${ACCOUNT_ID}:role/put-records`,
        headers: { "Content-Type": "application/x-amz-json-1.1" },
        body: JSON.stringify({ DeliveryStreamName: "clicks", Record: { Data: Buffer.from(body).toString("base64") } }),
      },
    ]);
  });

  test.each([undefined, "application/json; charset=utf-8", "Application/JSON", "application/json;a=b", ""])(
    "content type %p counts as JSON",
    async (contentType) => {
      const { post } = gatewayOf();
      expect((await post(CLICK, contentType)).status).toBe(200);
      expect((await post('[{"element_clicked":1}]', contentType)).status).toBe(400);
    },
  );

  test("text/plain has a template and no model: what a beacon sends arrives unvalidated", async () => {
    const { calls, post } = gatewayOf();
    expect((await post("not JSON at all", "text/plain;charset=UTF-8")).status).toBe(200);
    expect(sent(calls)).toBe("not JSON at all");
  });

  test("to a template an empty body is an empty object, as in API Gateway; passed through it stays empty", async () => {
    const { calls, post } = gatewayOf({
      requestTemplates: { "text/plain": PUT_RECORD, "a/b": "$input.json('$')$input.body$input.path('$.x')." },
      integration: { passthrough_behavior: "WHEN_NO_MATCH" },
    });
    for (const type of ["text/plain", "a/b", "c/d"]) expect((await post("", type)).status).toBe(200);
    expect(sent(calls)).toBe("{}");
    expect(calls.slice(1).map(({ body }) => body)).toEqual(["{}{}.", ""]);
  });

  test("a template that looks into a body that is no JSON answers 400 in API Gateway's words", async () => {
    const { post } = gatewayOf({ ...REASON, requestTemplates: { "text/plain": "$input.json('$')" } });
    expect(json(await post("{", "text/plain"))).toEqual({
      reason: expect.stringMatching(/^Could not parse request body into json: /) as string,
    });
  });

  test("bytes that are not UTF-8 become U+FFFD, as in API Gateway", async () => {
    const { calls, post } = gatewayOf();
    await post(Buffer.from([0x61, 0xff, 0x62]), "text/plain");
    expect(sent(calls)).toBe("a\ufffdb");
  });

  test("a query behind the path changes nothing", async () => {
    expect((await gatewayOf().post(CLICK, undefined, { path: "/dev/clicks/batch?x=/1" })).status).toBe(200);
  });

  test("the routes are listed with their stage", () => {
    expect(gatewayOf().gateway.routes).toEqual([{ method: "POST", path: "/dev/clicks/batch" }]);
  });
});

describe("a refused request", () => {
  test.each([
    ["not JSON", "[{", /^\[Unknown error parsing request body\]$/],
    ["an empty body", "", /^\[Unknown error parsing request body\]$/],
    [
      "a wrong type, with its place",
      '[{"element_clicked":"a"},{"element_clicked":7}]',
      /^\/1\/element_clicked must be string$/,
    ],
    ["a float for a whole number", '[{"element_clicked":"a","time_spent":1.5}]', /^\/0\/time_spent must be integer$/],
    [
      "a number that a double rounds to a whole one",
      '[{"element_clicked":"a","time_spent":5.00000000000000000001}]',
      /^\/0\/time_spent must be integer$/,
    ],
    ["a missing field", '[{"time_spent":1}]', /^\/0 must have required property 'element_clicked'$/],
    ["an object for an array", "{}", /^\/ must be array$/],
    ["an empty batch", "[]", /^\/ must NOT have fewer than 1 items$/],
    ["501 events", JSON.stringify(Array(501).fill({ element_clicked: "a" })), /^\/ must NOT have more than 500 items$/],
    [
      "a required field in __proto__ only",
      '[{"__proto__":{"element_clicked":"a"}}]',
      /^\/0 must have required property 'element_clicked'$/,
    ],
  ])("%s is 400 with the reason, and nothing reaches the service", async (_, body, reason) => {
    const { calls, post } = gatewayOf(REASON);
    const response = await post(body);
    expect(response).toMatchObject({
      status: 400,
      deployed: true,
      headers: { "x-amzn-ErrorType": "BadRequestException", "Content-Type": "application/json" },
    });
    expect((json(response) as { reason: string }).reason).toMatch(reason);
    expect(calls).toEqual([]);
  });

  test("500 events are not too many", async () => {
    expect((await gatewayOf().post(JSON.stringify(Array(500).fill({ element_clicked: "a" })))).status).toBe(200);
  });

  test("the answer stays short JSON whatever the client wrote", async () => {
    const { post } = gatewayOf({ ...REASON, schema: { type: "object", additionalProperties: { type: "string" } } });
    for (const name of ['"},"x":"', "\\", "\ud800", "\n", "x".repeat(1_000_000)]) {
      const response = await post(JSON.stringify({ [name]: 1 }));
      expect(response.status).toBe(400);
      expect(Object.keys(json(response) as object)).toEqual(["reason"]);
      expect(response.body.length).toBeLessThan(1000);
    }
  });

  test("without a gateway response of its own the API answers as AWS does", async () => {
    const { post } = gatewayOf();
    expect(json(await post("{"))).toEqual({ message: "Invalid request body" });
    expect(json(await post(CLICK, "application/xml"))).toEqual({ message: "Unsupported Media Type" });
    expect(json(await post(undefined))).toEqual({ message: "Request Too Long" });
  });

  test("an unmapped content type is 415, whatever the body", async () => {
    const { calls, post } = gatewayOf();
    expect(await post("{}", "application/xml")).toMatchObject({ status: 415, deployed: true });
    expect(calls).toEqual([]);
  });

  test("a body above the payload limit is 413 on a deployed route only", async () => {
    expect(PAYLOAD_LIMIT_BYTES).toBe(10_485_760);
    const { post } = gatewayOf();
    expect(await post(undefined)).toMatchObject({ status: 413, deployed: true });
    expect(await post(undefined, undefined, { path: "/dev/nowhere" })).toMatchObject({ status: 403, deployed: false });
  });

  test.each([
    ["an unknown path", { path: "/dev/nowhere" }],
    ["a resource without a method", { path: "/dev/clicks" }],
    ["the stage itself", { path: "/dev" }],
    ["another method", { method: "GET" }],
    ["a method with an odd name", { method: "constructor" }],
  ])("%s is 403 as API Gateway answers it", async (_, request) => {
    const response = await gatewayOf().post(CLICK, undefined, request);
    expect(response).toMatchObject({
      status: 403,
      deployed: false,
      body: '{"message":"Missing Authentication Token"}',
      headers: { "x-amzn-ErrorType": "MissingAuthenticationTokenException" },
    });
  });

  test.each(["/", "", "/prod/clicks/batch", "/clicks/batch", "*", "/..//", "/%"])(
    "path %p outside of the stage is 403 Forbidden",
    async (path) => {
      const response = await gatewayOf().post(CLICK, undefined, { path });
      expect(response).toMatchObject({ status: 403, deployed: false, body: '{"message":"Forbidden"}' });
      expect(response.headers["x-amzn-RequestId"]).toBeDefined();
    },
  );
});

describe("what the synthesized tree says decides", () => {
  test.each([
    ["WHEN_NO_MATCH", 200],
    ["WHEN_NO_TEMPLATES", 415],
    ["NEVER", 415],
  ])("with passthrough %s an unmapped content type is answered %d", async (passthrough, status) => {
    const { calls, post } = gatewayOf({ integration: { passthrough_behavior: passthrough } });
    expect((await post("<a/>", "application/xml")).status).toBe(status);
    expect(calls.map(({ body }) => body)).toEqual(status === 200 ? ["<a/>"] : []);
  });

  test("an edited request template is what reaches the service", async () => {
    const { calls, post } = gatewayOf({
      requestTemplates: {
        "application/json":
          "$context.stage $context.httpMethod $context.resourcePath $input.path('$[0].element_clicked')",
      },
    });
    await post(CLICK);
    expect(calls[0]?.body).toBe("dev POST /clicks/batch entree_1");
  });

  test("an edited model is what validates", async () => {
    const { post } = gatewayOf({ schema: { type: "array", maxItems: 2 } });
    expect([(await post("[1,2]")).status, (await post("[1,2,3]")).status]).toEqual([200, 400]);
  });

  test("without a request validator the model decides nothing", async () => {
    expect((await gatewayOf({ method: { request_validator_id: null } }).post("{}")).status).toBe(200);
  });

  test("a selection pattern must match the whole status", async () => {
    const { post } = gatewayOf({}, { status: 2000, body: "{}" });
    expect((await post(CLICK)).status).toBe(503);
  });

  test("an override replaces a header of any case and can't split the response", async () => {
    const { post } = gatewayOf(
      { acceptedTemplate: "#set($context.responseOverride.header.content-type = $input.path('$.t'))ok" },
      { status: 200, body: '{"t":"text/plain\\r\\nX: 1"}' },
    );
    const response = await post(CLICK);
    expect(Object.entries(response.headers).filter(([name]) => name.toLowerCase() === "content-type")).toEqual([
      ["Content-Type", "text/plainX: 1"],
    ]);
  });
});

describe("what is behind the edge is unavailable", () => {
  test("the service's 400 is turned into 413 by the template, when the template says so", async () => {
    const { post } = gatewayOf({}, { status: 400, body: '{"__type":"ValidationException"}' });
    const response = await post(CLICK);
    expect(response.status).toBe(413);
    expect(json(response)).toEqual({ message: "too large" });
    expect(response.headers["Retry-After"]).toBeUndefined();
  });

  test.each([
    [400, '{"__type":"ResourceNotFoundException"}'],
    [500, "{}"],
    [503, ""],
  ])("the service's %d %s is 503 with Retry-After", async (status, body) => {
    const response = await gatewayOf({}, { status, body }).post(CLICK);
    expect(response).toMatchObject({ status: 503, headers: { "Retry-After": "5" } });
    expect(json(response)).toMatchObject({ message: "try again", requestId: response.headers["x-amzn-RequestId"] });
  });

  test("a service that can't be reached is the gateway's own 504, and tells nothing of why", async () => {
    const { post } = gatewayOf({}, new Error("ENOSPC /secret/place"));
    expect(await post(CLICK)).toMatchObject({ status: 504, body: '{"message":"Internal server error"}' });
  });

  test("a service that takes longer than the integration may is 504, and its late answer is nobody's", async () => {
    let late = (): void => undefined;
    const gateway = new Gateway(
      loadApi(treeOf(apiResources({ integration: { timeout_milliseconds: 50 } }))),
      () =>
        new Promise((_, reject) => {
          late = () => reject(new Error("late"));
        }),
    );
    const response = await gateway.handle({
      method: "POST",
      path: "/dev/clicks/batch",
      headers: {},
      body: Buffer.from(CLICK),
    });
    late();
    expect(response).toMatchObject({ status: 504, body: '{"message":"Endpoint request timed out"}' });
  });

  test("DEFAULT_5XX takes what has no response of its own, with its status, header and variables", async () => {
    const definition = {
      status_code: "503",
      response_templates: {
        "application/json": '{"m":$context.error.messageString,"t":"$context.error.responseType","s":"$context.stage"}',
      },
      response_parameters: { "gatewayresponse.header.Retry-After": "'5'" },
    };
    const response = await gatewayOf({ gatewayResponses: { DEFAULT_5XX: definition } }, new Error("down")).post(CLICK);
    expect(response).toMatchObject({ status: 503, headers: { "Retry-After": "5" } });
    expect(json(response)).toEqual({ m: "Internal server error", t: "INTEGRATION_FAILURE", s: "dev" });
  });

  test("a specific gateway response goes before DEFAULT_4XX", async () => {
    const template = (text: string) => ({ response_templates: { "application/json": text } });
    const { post } = gatewayOf({
      gatewayResponses: { DEFAULT_4XX: template("general"), UNSUPPORTED_MEDIA_TYPE: template("special") },
    });
    expect(await post(CLICK, "a/b")).toMatchObject({ status: 415, body: "special" });
    expect(await post("{")).toMatchObject({ status: 400, body: "general" });
  });

  test("an answer that is no JSON fails a template that looks into it, without saying so", async () => {
    const { post } = gatewayOf({}, { status: 200, body: "<html>" });
    expect(await post(CLICK)).toMatchObject({ status: 500, body: '{"message":"Internal server error"}' });
  });

  test("overriding the status twice fails the call, as in API Gateway", async () => {
    const twice = "#set($context.responseOverride.status = 201)#set($context.responseOverride.status = 202)";
    expect((await gatewayOf({ acceptedTemplate: twice }).post(CLICK)).status).toBe(500);
  });
});

describe("hostile bodies", () => {
  test.each([
    ["arrays a million deep", "[".repeat(1_000_000)],
    ["closed arrays, a million deep", `[{"element_clicked":"a","x":${"[".repeat(500_000)}${"]".repeat(500_000)}}]`],
    ["objects, deep", '{"a":'.repeat(300_000)],
    ["a million empty objects", `[${"{},".repeat(999_999)}{}]`],
    ["10 MB of one letter", "x".repeat(PAYLOAD_LIMIT_BYTES)],
    ["lone surrogates", '[{"element_clicked":"\\ud800"}]'],
    [
      "names of the prototype",
      '[{"element_clicked":"a","__proto__":{"x":1},"constructor":1,"toString":null,"hasOwnProperty":2}]',
    ],
  ])("%s neither crash nor hang the gateway, checked or not", async (_, body) => {
    const { post } = gatewayOf();
    expect([200, 400]).toContain((await post(body)).status);
    expect((await post(body, "text/plain")).status).toBe(200);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  test("a template that prints a part of such a body fails that call alone", async () => {
    const { post } = gatewayOf({
      requestTemplates: { "application/json": "$input.json('$')", "text/plain": "$input.path('$.a')" },
      method: { request_models: {} },
    });
    const statuses = [];
    for (const body of [`${"[".repeat(200_000)}${"]".repeat(200_000)}`, "{"]) statuses.push((await post(body)).status);
    for (const body of ['{"a":{"toString":1}}', "{}"]) statuses.push((await post(body, "text/plain")).status);
    expect(statuses).toEqual([500, 400, 500, 200]);
  });
});

test("a batch of 100 events costs the gateway well under a millisecond", async () => {
  const { post } = gatewayOf();
  const body = JSON.stringify(
    Array.from({ length: 100 }, (_, index) => ({
      element_clicked: `entree_${index}`,
      time_spent: index,
      source_menu: "a menu",
      created_at: "2026-11-20T10:00:00Z",
    })),
  );
  const times: number[] = [];
  for (let run = 0; run < 300; run += 1) {
    const began = performance.now();
    await post(body);
    times.push(performance.now() - began);
  }
  const median = times.sort((a, b) => a - b)[150] ?? Infinity;
  expect(median).toBeLessThan(1);
});
