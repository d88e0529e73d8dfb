// A page of another origin posts to the local run from a real browser, with fetch and with sendBeacon, and reads the answers.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { launch, startLocal } from "./support.mjs";

/** Serves an empty page under another name and port: another origin. */
async function servePage() {
  const server = createServer((_request, response) =>
    response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>menu</title>"),
  );
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  return { server, url: `http://localhost:${server.address().port}/` };
}

/** Runs in the page. */
async function sendFromPage(endpoint) {
  const post = async (body, contentType) => {
    const response = await fetch(endpoint, { method: "POST", headers: { "Content-Type": contentType }, body });
    return { status: response.status, body: await response.json() };
  };
  const event = (id) => JSON.stringify({ element_clicked: "entree_1", time_spent: 3, event_id: id });
  return {
    json: await post(event("browser-json"), "application/json"),
    text: await post(event("browser-text"), "text/plain"),
    refused: await post("{}", "application/json"),
    beacon: navigator.sendBeacon(endpoint, event("browser-beacon")),
  };
}

const local = await startLocal();
const page = await servePage();
const browser = await launch();
try {
  const tab = await browser.newPage();
  await tab.goto(page.url);
  const sent = await tab.evaluate(sendFromPage, `${local.url}/dev/poc`);
  assert.equal(sent.json.status, 200, "a preflighted fetch is taken");
  assert.ok(sent.json.body.recordId ?? sent.json.body.accepted, "its answer can be read");
  assert.equal(sent.text.status, 200, "a simple fetch is taken");
  assert.equal(sent.refused.status, 400, "a refusal can be read");
  assert.equal(typeof (sent.refused.body.reason ?? sent.refused.body.results?.[0]?.reason), "string", "and says why");
  assert.equal(sent.beacon, true, "the browser took the beacon");

  const ask = async (where, body) =>
    (await fetch(`${local.url}/_local/${where}`, body && { method: "POST", body: JSON.stringify(body) })).json();
  await ask("wait?events=3&timeout=20");
  const { rows } = await ask("query", { sql: "SELECT event_id FROM my_ingested_data ORDER BY event_id" });
  assert.deepEqual(rows, [["browser-beacon"], ["browser-json"], ["browser-text"]], "each event is stored once");
  console.log(`Chromium ${browser.version()}: fetch, refusal and beacon across origins, 3 events stored`);
} finally {
  await browser.close();
  page.server.close();
  await local.stop();
}
