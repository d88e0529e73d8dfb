import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import chromium from "@sparticuz/chromium";
import { startLocal } from "clickstream-cdktf/testing";
import { chromium as browsers } from "playwright-core";

let [browser, pages, proxy, local] = [];
/** What stands between the page and the pipeline: a server that can be down. */
const gate = { open: true };

before(async () => {
  local = await startLocal();
  proxy = await serve(async (request, response) => {
    const chunks = await request.toArray();
    if (!gate.open) return response.writeHead(503, { "Access-Control-Allow-Origin": "*" }).end();
    const { host, connection, ...headers } = request.headers;
    const answer = await fetch(local.url + request.url, {
      method: request.method,
      headers,
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    response
      .writeHead(
        answer.status,
        Object.fromEntries(
          [...answer.headers].filter(([name]) => name !== "content-encoding" && name !== "transfer-encoding"),
        ),
      )
      .end(await answer.text());
  });
  pages = await serve(async (request, response) => {
    const name = new URL(request.url, "http://page").pathname.slice(1) || "index.html";
    const text = await readFile(`page/${name}`).catch(() => "");
    response
      .writeHead(text === "" ? 404 : 200, { "Content-Type": name.endsWith(".js") ? "text/javascript" : "text/html" })
      .end(text);
  });
  const unwanted = ["--disable-web-security", "--disable-site-isolation-trials", "--single-process"]; // every page could read everything
  browser = await browsers.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((arg) => !unwanted.includes(arg)),
    headless: true,
  });
});
after(async () => {
  await browser?.close();
  pages?.close();
  proxy?.close();
  await local?.close();
});

/** A visit to the menu, its storage its own. */
async function visit(context) {
  context ??= await browser.newContext();
  const page = await context.newPage();
  await page.goto(
    `http://127.0.0.1:${pages.address().port}/?endpoint=${encodeURIComponent(`http://127.0.0.1:${proxy.address().port}/live`)}`,
  );
  return { context, page };
}
const dishes = async () =>
  (await local.query("SELECT dish FROM dish_opened_events ORDER BY dish")).map(({ dish }) => dish);
const stored = async () => (await local.query("SELECT event_id FROM dishes_opened")).length;

test("clicks arrive, together", async () => {
  const { context, page } = await visit();
  await page.click("text=Pasta");
  await page.click("text=Risotto");
  await local.expectEvents(2);
  assert.deepEqual(await dishes(), ["Pasta", "Risotto"]);
  await context.close();
});

test("what a guest does last arrives when the page is left", async () => {
  await local.reset();
  const { context, page } = await visit();
  await page.evaluate(() => window.events.send("dish-opened", { dish: "Pasta" }));
  await page.goto("about:blank");
  await local.expectEvents(1);
  await context.close();
});

test("what happens offline is kept over a new visit and sent once when the network is back", async () => {
  await local.reset();
  const { context, page } = await visit();
  await context.setOffline(true);
  await page.click("text=Pasta");
  await page.click("text=Risotto");
  await page.evaluate(() => window.events.flush());
  await context.setOffline(false);
  await page.evaluate(() => window.events.flush());
  await local.expectEvents(2);
  assert.equal(await stored(), 2);
  await context.close();
});

test("a page that is closed while offline leaves its events to the next one", async () => {
  await local.reset();
  const { context, page } = await visit();
  await context.setOffline(true);
  await page.click("text=Pasta");
  await page.close();
  await context.setOffline(false);
  await visit(context);
  await local.expectEvents(1, { timeoutSeconds: 30 }); // a page waits before it takes another's events
  await context.close();
});

test("while the server is down events wait, and two pages of one guest send nothing twice", async () => {
  await local.reset();
  gate.open = false;
  const { context, page } = await visit();
  await page.click("text=Pasta");
  await page.evaluate(() => window.events.flush());
  const { page: other } = await visit(context);
  await other.click("text=Risotto");
  await other.evaluate(() => window.events.flush());
  gate.open = true;
  await Promise.all([page, other].map((each) => each.evaluate(() => window.events.flush())));
  await local.expectEvents(2);
  assert.deepEqual(await dishes(), ["Pasta", "Risotto"]);
  assert.equal(await stored(), 2);
  await context.close();
});

test("an event that can never be taken does not hold up the others", async () => {
  await local.reset();
  const { context, page } = await visit();
  await page.evaluate(() =>
    [{ dish: "Pasta" }, { plate: "empty" }, { dish: "Risotto" }].forEach((dish) =>
      window.events.send("dish-opened", dish),
    ),
  );
  await page.evaluate(() => window.events.flush());
  await local.expectEvents(2);
  assert.equal(await page.evaluate(() => Object.keys(localStorage).length), 0);
  await context.close();
});

test("a guest is known once they agree, and no longer when they take it back", async () => {
  await local.reset();
  const { context, page } = await visit();
  const click = async (dish) => {
    await page.click(`text=${dish}`);
    await page.evaluate(() => window.events.flush());
  };
  await click("Pasta");
  await page.check("#consent");
  await click("Risotto");
  await page.uncheck("#consent");
  await click("Pasta");
  await local.expectEvents(3);
  const ids = await local.query(
    "SELECT dish, session_id IS NULL AS alone, guest_id IS NULL AS unknown, menu_variant FROM dish_opened_events ORDER BY received_at",
  );
  assert.deepEqual(
    ids.map((row) => Object.values(row)),
    [
      ["Pasta", true, true, "with-pictures"],
      ["Risotto", false, false, "with-pictures"],
      ["Pasta", true, true, "with-pictures"],
    ],
  );
  assert.equal(await page.evaluate(() => Object.keys(localStorage).length), 0);
  await context.close();
});

async function serve(handle) {
  const server = createServer(
    (request, response) => void handle(request, response).catch(() => response.writeHead(502).end()),
  );
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
