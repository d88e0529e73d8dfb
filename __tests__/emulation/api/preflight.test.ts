import { type ApiRequest, type ApiResponse, Gateway } from "../../../emulation/api/gateway";
import { loadApi } from "../../../emulation/api/model";
import { type ApiOptions, apiResources } from "../../support/api";
import { treeOf } from "../../support/tree";

/** A gateway behind which nothing may be reached. */
function gatewayOf(options: ApiOptions) {
  let reached = 0;
  const gateway = new Gateway(loadApi(treeOf(apiResources(options))), () =>
    Promise.reject(new Error(`reached ${(reached += 1)} times`)),
  );
  const ask = (headers: ApiRequest["headers"] = {}, request: Partial<ApiRequest> = {}): Promise<ApiResponse> =>
    gateway.handle({ method: "OPTIONS", path: "/dev/clicks/batch", headers, body: Buffer.alloc(0), ...request });
  return { ask, reached: () => reached };
}

const CORS = { "Access-Control-Allow-Origin": "'*'", "Access-Control-Max-Age": "'86400'" };
const CHOOSE = [
  `#if($input.params('Origin') == "https://a.example" || $input.params('origin') == "https://a.example")`,
  `#set($context.responseOverride.header.Access-Control-Allow-Origin = "https://a.example")`,
  "#end\n",
].join("\n");

describe("what a browser asks before it posts", () => {
  test("is answered 204 with the mapped headers and no body, by nothing but the gateway", async () => {
    const { ask, reached } = gatewayOf({ preflight: { headers: CORS } });
    const response = await ask({ origin: "https://a.example", "access-control-request-method": "POST" });
    expect(response).toEqual({
      status: 204,
      headers: {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Max-Age": "86400",
        "x-amzn-RequestId": expect.any(String) as string,
      },
      body: "",
      deployed: true,
    });
    expect(reached()).toBe(0);
  });

  test.each([
    ["https://a.example", "https://a.example"],
    ["https://b.example", undefined],
  ])("of several origins %s is answered %p, still without a body", async (origin, allowed) => {
    const response = await gatewayOf({ preflight: { headers: { Vary: "'Origin'" }, template: CHOOSE } }).ask({
      origin,
    });
    expect(response).toMatchObject({ status: 204, body: "", headers: { Vary: "Origin" } });
    expect(response.headers["Access-Control-Allow-Origin"]).toBe(allowed);
    expect(response.headers["Content-Type"]).toBeUndefined();
  });

  test("may come with text/plain, but with nothing that has no template", async () => {
    const { ask } = gatewayOf({ preflight: {} });
    expect((await ask({ "content-type": "text/plain;charset=UTF-8" }, { body: Buffer.from("{") })).status).toBe(204);
    expect((await ask({ "content-type": "application/xml" })).status).toBe(415);
  });
});

describe("a MOCK's template decides which response is taken", () => {
  test.each([
    ["a status that no response is for falls to the one without a pattern", '{"statusCode": 299}', 204],
    ["a status as a text", `{"statusCode":"204"}`, 500],
    ["no status", "{}", 500],
    ["a status alone", "204", 500],
    ["no JSON", "statusCode: 204", 500],
    ["a status that is none", '{"statusCode":20}', 500],
    ["half a status", '{"statusCode":204.5}', 500],
  ])("%s", async (_, template, status) => {
    const { ask } = gatewayOf({ preflight: { integration: { request_templates: { "application/json": template } } } });
    expect((await ask()).status).toBe(status);
  });

  test("passed through, the request's own body would decide", async () => {
    const { ask } = gatewayOf({
      preflight: { integration: { request_templates: {}, passthrough_behavior: "WHEN_NO_MATCH" } },
    });
    expect((await ask({}, { body: Buffer.from('{"statusCode":204}') })).status).toBe(204);
    expect((await ask()).status).toBe(500);
  });
});

describe("a page can read why the gateway itself refused", () => {
  const refusals = {
    gatewayResponses: {
      DEFAULT_4XX: {
        response_parameters: {
          "gatewayresponse.header.Access-Control-Allow-Origin": "method.request.header.Origin",
          "gatewayresponse.header.Vary": "'Origin'",
        },
      },
    },
  };
  const refused = (headers: ApiRequest["headers"]) => gatewayOf(refusals).ask(headers, { method: "GET" });

  test("with the origin that it sent", async () => {
    expect((await refused({ origin: "https://a.example" })).headers).toMatchObject({
      "Access-Control-Allow-Origin": "https://a.example",
      Vary: "Origin",
    });
  });

  test("and who sends no origin gets no such header", async () => {
    const response = await refused({});
    expect(response).toMatchObject({ status: 403, headers: { Vary: "Origin" } });
    expect(Object.keys(response.headers)).not.toContain("Access-Control-Allow-Origin");
  });

  test("without what HTTP can't carry in a header", async () => {
    expect((await refused({ origin: "https://a\r\n.example\u00e9" })).headers["Access-Control-Allow-Origin"]).toBe(
      "https://a.example",
    );
  });
});
