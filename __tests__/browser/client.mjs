// What `clickstream client` writes, in a real browser against the local run: no event lost or doubled over reloads, offline hours and closed tabs.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildSync } from "esbuild";
import { launch, startLocal } from "./support.mjs";

const STEPS = 120;
const seed = Number(process.env.SEED ?? Date.now() % 100_000);

/** Between the pages and the pipeline, a network that fails in the way that is asked for. */
const network = { mode: "open", underWay: 0 };
const local = await startLocal("menu");
const proxy = await serve(async (request, response) => {
  network.underWay++;
  try {
    const body = Buffer.concat(await request.toArray());
    if (network.mode === "down")
      return response.writeHead(503, { "Access-Control-Allow-Origin": "*", "Retry-After": "1" }).end();
    const { host: _, connection: __, ...headers } = request.headers;
    const { method, url } = request;
    const answer = await fetch(local.url + url, { method, headers, ...(body.length > 0 && { body }) });
    const text = await answer.text();
    if (network.mode === "unanswered" && method === "POST") return response.destroy();
    if (network.mode === "slow" && method === "POST") await sleep(400);
    const kept = [...answer.headers].filter(
      ([name]) => !/^(content-encoding|transfer-encoding|connection)$/.test(name),
    );
    response.writeHead(answer.status, Object.fromEntries(kept)).end(text);
  } finally {
    network.underWay--;
  }
});
const file = path.join(local.tree, "client.ts");
execFileSync(process.execPath, ["run.mjs", "cli/main.ts", "client", "--of", local.tree, file], { stdio: "inherit" });
const client = buildSync({ entryPoints: [file], bundle: true, minify: true, format: "esm", write: false })
  .outputFiles[0];
const pages = await serve(async (request, response) => {
  if (request.url === "/client.js")
    return response.writeHead(200, { "Content-Type": "text/javascript" }).end(client.text);
  response.writeHead(200, { "Content-Type": "text/html" }).end(`<!doctype html><title>menu</title><script type="module">
    import { clickstream } from "/client.js";
    const consent = { yes: true, no: false }[new URLSearchParams(location.search).get("consent")];
    window.events = clickstream("${proxy.url}/dev", {
      ...(consent !== undefined && { consent }), afterMilliseconds: 50, context: { restaurant_id: "trattoria", menu_variant: "a", page: "/menu" } });
  </script>`);
});
const browser = await launch();

const ask = async (where, body) =>
  (await fetch(`${local.url}/_local/${where}`, body && { method: "POST", body: JSON.stringify(body) })).json();
async function rows(sql) {
  await ask("flush", {});
  const answer = await ask("query", { sql });
  assert.ok(answer.rows, answer.message);
  return answer.rows;
}
/** What was clicked, each event once. */
const clicked = async () =>
  (await rows("SELECT element_clicked FROM (SELECT DISTINCT event_id, element_clicked FROM menu_click_events)"))
    .map(([element]) => element)
    .sort();
async function open(context, query = "?consent=yes", before = () => {}) {
  const page = await context.newPage();
  await before(page);
  await page.goto(`${pages.url}/${query}`);
  await page.waitForFunction(() => window.events);
  return page;
}
const click = (page, element) =>
  page.evaluate((of) => window.events.send("menu-click", { element_clicked: of }), element);
const kept = (page) =>
  page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.includes(" event ")).length);
/** Waits until nothing is left to send. */
async function sent(page) {
  for (const until = Date.now() + 30_000; ; await sleep(100)) {
    await page.evaluate(() => window.events.flush());
    if ((await kept(page)) === 0) return;
    assert.ok(Date.now() < until, "events are still kept after 30 s");
  }
}
/** One part of the test, on empty tables and in a browser profile of its own. */
async function part(name, work) {
  await ask("reset", {});
  network.mode = "open";
  const context = await browser.newContext();
  try {
    await work(context);
  } catch (error) {
    throw new Error(`${name} (SEED=${seed}): ${error.message}`, { cause: error });
  }
  await context.close();
}

try {
  await part("several types in one visit, with context, moment and ids", async (context) => {
    const page = await open(context);
    await page.evaluate(() => {
      window.events.send("menu-view", { elements: [{ element: "Pasta", seconds: 2 }, { element: "Risotto" }] });
      window.events.send("menu-click", { element_clicked: "Pasta", page: "/specials" });
      window.events.send("order", { menuItem: "Pasta", quantity: 1, price: 9.5, customerId: "c7" });
    });
    await sent(page);
    const columns = "session_id, guest_id, restaurant_id, menu_variant, page";
    const [[views]] = [await rows(`SELECT ${columns}, viewed_at IS NOT NULL FROM menu_view_events`)];
    const [session, guest] = views;
    assert.match(session, /^[0-9a-f]{32}$/);
    assert.match(guest, /^[0-9a-f]{32}$/);
    assert.deepEqual(views.slice(2), ["trattoria", "a", "/menu", true]);
    assert.deepEqual(await rows(`SELECT ${columns}, created_at IS NOT NULL FROM menu_click_events`), [
      [session, guest, "trattoria", "a", "/specials", true],
    ]);
    assert.deepEqual(
      await rows("SELECT session_id, customerid, restaurantid, menu_variant, extra FROM order_events"),
      [[session, "c7", "trattoria", "a", null]],
      "what the event says itself counts more than the context",
    );
    const other = await open(context);
    await click(other, "Risotto");
    await sent(other);
    assert.deepEqual(
      await rows("SELECT DISTINCT session_id, guest_id FROM menu_click_events"),
      [[session, guest]],
      "another page of the visit",
    );
  });

  await part("consent keeps both ids away", async (context) => {
    const page = await open(context, "");
    await page.evaluate(() => {
      window.events.send("menu-click", { element_clicked: "before", guest_id: "me" });
      window.events.consent(true);
      window.events.send("menu-click", { element_clicked: "with" });
    });
    await sent(page);
    const stored = () =>
      page.evaluate(() => Object.keys(localStorage).filter((key) => / (session|guest)$/.test(key)).length);
    assert.equal(await stored(), 2);
    await context.setOffline(true);
    await click(page, "taken back");
    await page.evaluate(() => window.events.consent(false));
    await page.evaluate(() =>
      window.events.send("menu-click", { element_clicked: "without", session_id: "s", guest_id: "me" }),
    );
    assert.equal(await stored(), 0);
    await context.setOffline(false);
    await sent(page);
    const found = await rows(
      "SELECT element_clicked, session_id IS NULL, guest_id IS NULL, restaurant_id FROM menu_click_events ORDER BY 1",
    );
    assert.deepEqual(
      found,
      ["before", "taken back", "with", "without"].map((what) => [what, what !== "with", what !== "with", "trattoria"]),
    );
    const raw = JSON.stringify(await rows("SELECT extra FROM my_ingested_data"));
    assert.ok(!raw.includes("me"), raw);
  });

  await part("hours offline: the next visit of the same guest, and what happened when it happened", async (context) => {
    const hours = 5;
    const began = Date.now() - hours * 3_600_000;
    const page = await open(context, undefined, (fresh) => fresh.clock.install({ time: began }));
    await context.setOffline(true);
    await click(page, "before");
    await page.clock.fastForward(hours * 3_600_000);
    await click(page, "after");
    await context.setOffline(false);
    await page.clock.runFor(1_000);
    await sent(page);
    assert.deepEqual(await clicked(), ["after", "before"]);
    assert.deepEqual(
      await rows(
        "SELECT count(DISTINCT session_id), count(DISTINCT guest_id), date_diff('hour', min(created_at), max(created_at)) FROM menu_click_events",
      ),
      [[2, 1, hours]],
    );
  });

  await part("what a guest does last arrives when the page is left", async (context) => {
    const page = await open(context);
    await click(page, "last");
    await page.goto("about:blank");
    await ask("wait?events=1&timeout=20");
    assert.deepEqual(await clicked(), ["last"]);
  });

  await part("a page that is hidden while its request is under way sends nothing twice", async (context) => {
    network.mode = "slow";
    const page = await open(context);
    await click(page, "under way");
    await page.waitForRequest(/batch/);
    await page.evaluate(() => {
      window.events.send("menu-click", { element_clicked: "behind" });
      Object.defineProperty(document, "visibilityState", { value: "hidden" });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await sent(page);
    await ask("wait?events=2&timeout=20");
    assert.deepEqual(await rows("SELECT element_clicked, count(*) FROM my_ingested_data GROUP BY 1 ORDER BY 1"), [
      ["behind", 1],
      ["under way", 1],
    ]);
  });

  await part("a page closed while offline leaves its events to the next", async (context) => {
    const page = await open(context);
    await context.setOffline(true);
    await click(page, "left");
    await page.close();
    await context.setOffline(false);
    await sleep(5_000);
    await sent(await open(context));
    assert.deepEqual(await clicked(), ["left"]);
  });

  await part("while the server is down events wait, also for the next page", async (context) => {
    network.mode = "down";
    const page = await open(context);
    await click(page, "one");
    await page.evaluate(() => window.events.flush());
    await click(page, "two");
    await page.close();
    const other = await open(context);
    await click(other, "three");
    await other.evaluate(() => window.events.flush());
    assert.equal(await kept(other), 3);
    network.mode = "open";
    await sleep(5_000);
    await sent(other);
    assert.deepEqual(await clicked(), ["one", "three", "two"]);
  });

  await part("an event that can never be taken holds up no other", async (context) => {
    const page = await open(context);
    await page.evaluate(() => {
      for (const event of [{ element_clicked: "one" }, { time_spent: 1 }, { element_clicked: "two" }])
        window.events.send("menu-click", event);
      window.events.send("nothing of the kind", {});
    });
    await sent(page);
    assert.deepEqual(await clicked(), ["one", "two"]);
  });

  await part(
    "more than fits a request goes in several, and the oldest make way for more than are kept",
    async (context) => {
      const page = await open(context);
      await context.setOffline(true);
      await page.evaluate(() => {
        for (let n = 0; n < 520; n++)
          window.events.send("menu-click", { element_clicked: String(n), source_menu: "é".repeat(1_000) });
      });
      assert.equal(await kept(page), 500);
      await context.setOffline(false);
      await sent(page);
      const numbers = (await clicked()).map(Number).sort((a, b) => a - b);
      assert.equal(numbers.length, 500);
      assert.ok(numbers.at(-1) === 519);
    },
  );

  await part("a page whose storage is forbidden or full still sends", async (context) => {
    const page = await open(context, undefined, (fresh) =>
      fresh.addInitScript(() => {
        if (location.search.includes("forbidden"))
          Object.defineProperty(window, "localStorage", {
            get: () => {
              throw new Error("forbidden");
            },
          });
        else
          Storage.prototype.setItem = () => {
            throw new Error("full");
          };
      }),
    );
    await click(page, "full");
    await page.goto(`${pages.url}/?forbidden`);
    await page.waitForFunction(() => window.events);
    await click(page, "forbidden");
    await ask("wait?events=2&timeout=20");
    assert.deepEqual(await clicked(), ["forbidden", "full"]);
  });

  await part("whatever happens: reloads, closed tabs, hours offline, answers that get lost", async (context) => {
    let state = seed;
    const random = (below) => (
      (state = (state * 1_103_515_245 + 12_345) % 2 ** 31),
      Math.floor((state / 2 ** 31) * below)
    );
    const tabs = [await open(context)];
    const expected = [];
    let offline = false;
    const quiet = async () => {
      for (await sleep(100); network.underWay > 0;) await sleep(20); // a beacon that the network swallows is nobody's to save
    };
    const setOffline = async (to) => {
      await quiet();
      await context.setOffline((offline = to));
    };
    for (let step = 0; step < STEPS; step++) {
      const tab = tabs[random(tabs.length)];
      const what = random(10);
      if (what < 5) {
        expected.push(`click ${step}`);
        await click(tab, `click ${step}`);
      } else if (what === 5 && !offline) {
        await tab.reload();
        await tab.waitForFunction(() => window.events);
      } else if (what === 6 && tabs.length > 1) {
        await tab.close({ runBeforeUnload: random(2) === 0 });
        tabs.splice(tabs.indexOf(tab), 1);
      } else if (what === 7 && tabs.length < 4 && !offline) tabs.push(await open(context));
      else if (what === 8) await setOffline(!offline);
      else if (what === 9) network.mode = ["open", "slow", "unanswered"][random(3)];
      await sleep(random(80));
    }
    network.mode = "open";
    await setOffline(false);
    await quiet();
    await sleep(5_000);
    await sent(tabs[0]);
    await quiet();
    assert.deepEqual(await clicked(), expected.sort());
    const [[copies]] = await rows("SELECT count(*) - count(DISTINCT event_id) FROM my_ingested_data");
    console.log(
      `${expected.length} events in ${STEPS} random steps (SEED=${seed}), each once; ${copies} copies known by their ids`,
    );
  });
  console.log(`Chromium ${browser.version()}: the written client loses nothing and doubles nothing`);
} finally {
  await browser.close();
  for (const { server } of [proxy, pages]) server.close();
  await local.stop();
}

async function serve(handle) {
  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}
