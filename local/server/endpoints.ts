import { type Call, type Endpoints, Refusal, send, whenGone } from "./endpoint";
import { samplesOf } from "../pipeline/samples";
import { FEED_LIMITS } from "./feed";
import { PAGE_PATHS } from "./page-files";
import { sampleRequests } from "./sample-requests";
import { schemaOf } from "./schema";
import { scopeOf } from "./scope-parameters";

/** What the live page consists of and asks for, by method and path. */
export const LIVE_ENDPOINTS: Endpoints = {
  "GET /_local": ({ response }) => response.writeHead(308, { Location: "/_local/" }).end(),
  ...Object.fromEntries(PAGE_PATHS.map((name) => [`GET /_local/${name}`, (call: Call) => sendFile(call, name)])),
  "GET /_local/events": ({ live, response }) => {
    if (!live.feed.add(response)) throw new Refusal(503, `${FEED_LIMITS.clients} pages are open already; close one`);
  },
  "GET /_local/charts": async ({ live, parameters, response }) =>
    send(response, 200, await live.charts.answer(scopeOf(parameters), whenGone(response))),
  "GET /_local/values": async ({ live, parameters, response }) => {
    const field = parameters.get("field");
    if (field === null) throw new Refusal(400, "field must name a field: /_local/values?field=page");
    send(response, 200, await live.charts.values(field, scopeOf(parameters), whenGone(response)));
  },
  "GET /_local/schema": ({ pipeline, response }) =>
    send(response, 200, schemaOf(pipeline.relations, pipeline.eventTypes)),
  "GET /_local/queries": ({ pipeline, response }) => send(response, 200, pipeline.savedQueries),
  "GET /_local/samples": ({ pipeline, response }) =>
    send(response, 200, sampleRequests(pipeline.routes, samplesOf(pipeline.eventTypes))),
};

async function sendFile({ live, response }: Call, name: string): Promise<void> {
  const file = await live.files.file(name);
  if (file === undefined) throw new Refusal(404, `the page has no file "${name}"`);
  response.writeHead(200, { "Content-Type": file.contentType }).end(file.content);
}
