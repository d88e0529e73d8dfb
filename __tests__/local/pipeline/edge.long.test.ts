import Ajv2020 from "ajv/dist/2020";
import SwaggerParser from "@apidevtools/swagger-parser";
import { eventTypes } from "../../support/restaurant";
import { openApi, type IngestionMode } from "../../../declaration/openapi";
import { type Run, start, storedLines, synthesizedWith } from "../../support/local";

const MODES = ["firehose", "lambda"] as const;
const click = (id: string, extra: object = {}) => ({
  element_clicked: "entree_1",
  time_spent: 3,
  event_id: id,
  ...extra,
});

interface Document {
  readonly paths: Record<
    string,
    {
      readonly post: {
        readonly responses: Record<string, { readonly content: Record<string, { readonly schema: object }> }>;
      };
    }
  >;
  readonly components: object;
}

const startIn = async (mode: IngestionMode): Promise<Run> =>
  start({ cdktfOut: await synthesizedWith({ ingestion: mode }) });
const idsOf = (run: Run): unknown[] =>
  storedLines(run.dataFolder)
    .map(({ event_id }) => event_id)
    .sort();

describe.each(MODES)("the OpenAPI document in mode %s", (mode) => {
  test("is valid OpenAPI 3.1", async () => {
    const document = openApi(eventTypes, { mode, serverUrl: "https://api.example.com/dev" });
    await expect(SwaggerParser.validate(structuredClone(document) as never)).resolves.toBeDefined();
  });

  test("is served by the local run, and every answer is one that it describes", async () => {
    const run = await startIn(mode);
    const document = (await run.local<Document>("GET", "openapi.json")).body;
    const ajv = new Ajv2020({ strict: false });
    const requests: [route: string, body: unknown, headers?: Record<string, string>][] = [
      ["/poc", click("a")],
      ["/poc", click("b"), { "Content-Type": "text/plain;charset=UTF-8" }],
      ["/poc", "{"],
      ["/poc", { time_spent: 3 }],
      ["/poc", "<event/>", { "Content-Type": "application/xml" }],
      ["/poc/batch", [click("c"), click("d")]],
      ["/poc/batch", [click("e"), { time_spent: "no" }]],
      ["/poc/batch", []],
      ["/poc", click("f", { note: "x".repeat(1_030_000) })],
    ];
    const statuses: number[] = [];
    for (const [route, body, headers] of requests) {
      const answer = await run.post(route, body, headers);
      statuses.push(answer.status);
      const schema = document.paths[route]?.post.responses[String(answer.status)]?.content["application/json"]?.schema;
      expect({ route, status: answer.status, described: schema !== undefined }).toEqual({
        route,
        status: answer.status,
        described: true,
      });
      const valid = ajv.compile({ ...schema, components: document.components });
      expect({ route, status: answer.status, errors: valid(answer.body) ? null : valid.errors }).toEqual({
        route,
        status: answer.status,
        errors: null,
      });
    }
    expect(statuses).toEqual([200, 200, 400, 400, 415, 200, mode === "lambda" ? 207 : 400, 400, 413]);
  });
});

test("through the Lambda every event is answered for itself, and what was accepted is stored, once", async () => {
  const run = await startIn("lambda");
  const answer = await run.post("/poc/batch", [click("one"), null, click("two"), { element_clicked: 7 }]);
  expect(answer.status).toBe(207);
  expect(answer.body).toMatchObject({ accepted: 2, rejected: 2 });
  expect((await run.post("/poc/batch", [null])).status).toBe(400);
  expect(
    (
      await run.post("/events", {
        timestamp: 1_668_900_000,
        menuItem: "soup",
        quantity: 1,
        price: 4.5,
        event_id: "three",
      })
    ).status,
  ).toBe(200);
  await run.local("POST", "flush");
  expect(idsOf(run)).toEqual(["one", "three", "two"]);
  expect((await run.status()).requests).toEqual({ accepted: 2, rejected: 1 });
  expect(run.warnings).toEqual([]);
});

test("many clients at once go through several execution environments, and none of their events is lost or doubled", async () => {
  const run = await startIn("lambda");
  const ids = Array.from({ length: 40 }, (_, index) => `e${String(index).padStart(2, "0")}`);
  const answers = await Promise.all(ids.map((id) => run.post("/poc", click(id))));
  expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
  await run.local("POST", "flush");
  expect(idsOf(run)).toEqual(ids);
});

test.each(MODES)(
  "in mode %s a page of an allowed origin may ask beforehand and read answers and refusals",
  async (mode) => {
    const run = await start({
      cdktfOut: await synthesizedWith({
        ingestion: mode,
        cors: { allowedOrigins: ["https://a.example", "https://b.example"] },
      }),
    });
    const options = (origin: string) =>
      fetch(`${run.url}/dev/poc`, {
        method: "OPTIONS",
        headers: { Origin: origin, "Access-Control-Request-Method": "POST" },
      });
    const allowed = await options("https://b.example");
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://b.example");
    expect(allowed.headers.get("access-control-max-age")).toBe("86400");
    expect((await options("https://c.example")).headers.get("access-control-allow-origin")).toBeNull();
    const origin = { Origin: "https://b.example" };
    expect((await run.post("/poc", click("a"), origin)).headers.get("access-control-allow-origin")).toBe(
      "https://b.example",
    );
    expect((await run.post("/poc", "{", origin)).headers.get("access-control-allow-origin")).toBe("https://b.example");
    expect((await run.status()).requests).toEqual({ accepted: 1, rejected: 1 });
  },
);
