import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UNSUPPORTED_REASON } from "../../../declaration/edge";
import { anOrder, click, counters, edited, filesIn, only, start } from "../../support/local";

describe("bad input", () => {
  const big = (bytes: number): string => JSON.stringify({ ...click("big"), extra: "x".repeat(bytes) });

  test.each<[string, string, unknown, number, object]>([
    ["nothing", "/poc", "", 400, { message: "Invalid request body", reason: expect.any(String) as string }],
    [
      "half of a JSON text",
      "/poc",
      '{"element_clicked":',
      400,
      { message: "Invalid request body", reason: expect.any(String) as string },
    ],
    [
      "a wrong type",
      "/poc",
      { element_clicked: 7 },
      400,
      { reason: expect.stringContaining("element_clicked") as string },
    ],
    [
      "no required field",
      "/events",
      { ...anOrder, menuItem: undefined },
      400,
      { reason: expect.stringContaining("menuItem") as string },
    ],
    [
      "a text for a number",
      "/events",
      { ...anOrder, quantity: "2" },
      400,
      { reason: expect.stringContaining("quantity") as string },
    ],
    ["a batch where one event belongs", "/poc", [click("a")], 400, { message: "Invalid request body" }],
    ["one event where a batch belongs", "/poc/batch", click("a"), 400, { message: "Invalid request body" }],
    ["an empty batch", "/poc/batch", [], 400, { message: "Invalid request body" }],
    ["a batch of 501", "/poc/batch", Array(501).fill(click("a")), 400, { message: "Invalid request body" }],
    ["one bad event in a batch", "/poc/batch", [click("a"), null], 400, { message: "Invalid request body" }],
    [
      "more than 10 MB",
      "/poc",
      big(10 * 1024 * 1024),
      413,
      { message: "Request body too large", reason: "One request holds at most 1000 KiB; send less at a time" },
    ],
    [
      "more than Firehose's record",
      "/poc",
      big(1000 * 1024),
      413,
      { message: "Request body too large", reason: "One request holds at most 1000 KiB; send less at a time" },
    ],
  ])(
    "%s is refused with the reason, counted as rejected, and stored nowhere",
    async (_, route, body, status, answer) => {
      const run = await start();
      const response = await run.post(route, body);
      expect([response.status, response.body]).toEqual([status, expect.objectContaining(answer)]);
      expect(response.headers.get("content-type")).toBe("application/json");
      expect(await run.status()).toEqual(counters(0, 1, 0, 0, 0, 0));
      expect(filesIn(path.join(run.dataFolder, "firehose"))).toEqual([]);
    },
  );

  test.each(["application/xml", "json", "multipart/form-data; boundary=x"])(
    "a body of type %s is refused with the types that are taken, and counted as rejected",
    async (contentType) => {
      const run = await start();
      const { status, body } = await run.post("/poc", JSON.stringify(click("a")), { "Content-Type": contentType });
      expect([status, body]).toEqual([
        415,
        expect.objectContaining({ message: "Unsupported media type", reason: UNSUPPORTED_REASON }),
      ]);
      expect(await run.status()).toEqual(counters(0, 1, 0, 0, 0, 0));
    },
  );

  test("an unknown path or method is answered 403 as API Gateway does, and not counted", async () => {
    const run = await start();
    const calls = [
      "POST /dev/nowhere",
      "GET /dev/poc",
      "PUT /dev/poc",
      "POST /dev",
      "POST /prod/poc",
      "POST /poc",

      "POST //dev/poc",
    ];
    for (const call of calls) {
      const [method = "", route = ""] = call.split(" ");
      const response = await fetch(run.url + route, { method, ...(method === "GET" ? {} : { body: "{}" }) });
      expect([call, response.status, await response.json()]).toEqual([
        call,
        403,
        expect.objectContaining({
          message: expect.stringMatching(/^(Missing Authentication Token|Forbidden)$/) as string,
        }),
      ]);
    }
    expect(await run.status()).toEqual(counters(0, 0, 0, 0, 0, 0));
  });

  test("a missing stream is no fault of the client's: 503, told to come again", async () => {
    const cdktfOut = await edited("ingestion", (resources) => {
      const integration = only(resources, "aws_api_gateway_integration", "route_poc_integration");
      integration.request_templates = {
        "application/json": '{"DeliveryStreamName":"gone","Record":{"Data":"$util.base64Encode($input.body)"}}',
      };
    });
    const run = await start({ cdktfOut });
    const { status, headers, body } = await run.post("/poc", click("a"));
    expect([status, headers.get("retry-after"), body.message]).toEqual([503, "5", "Service unavailable"]);
    expect(await run.status()).toEqual(counters(0, 0, 0, 0, 0, 0));
  });

  test("a disk that can't be written is no fault of the client's: 503, told to come again, and nothing half stored", async () => {
    const run = await start();
    const folder = path.join(run.dataFolder, "firehose/clickstream-dev-menu-click");
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "a file in the way");
    const { status, headers, body } = await run.post("/poc", click("refused"));
    expect([status, headers.get("retry-after"), body.message]).toEqual([503, "5", "Service unavailable"]);
    expect(run.warnings).toEqual([
      expect.stringMatching(/^clickstream-dev-menu-click: a record could not be written: E/),
    ]);
    rmSync(folder);
    expect((await run.post("/poc", click("taken"))).status).toBe(200);
    expect((await run.local("POST", "flush")).body).toEqual(counters(1, 0, 0, 1, 0, 1));
  });

  test("a rejection that can't be counted is still answered", async () => {
    const run = await start();
    mkdirSync(path.join(run.dataFolder, "rejected"));
    expect((await run.post("/poc", "{")).status).toBe(400);
    expect(run.warnings).toEqual([expect.stringContaining("a request could not be counted: EISDIR")]);
  });
});
