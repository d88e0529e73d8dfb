// The live page in a real browser: events posted while it is open appear without a reload, and everything can be done by keyboard.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { launch, startLocal } from "./support.mjs";

const MOST_ARRIVALS = 200;
const JUNK = "<img src=x onerror=window.hit=1> no JSON";

const local = await startLocal();
const browser = await launch();
const post = (path, body, type = "application/json") =>
  fetch(`${local.url}${path}`, {
    method: "POST",
    headers: { "Content-Type": type },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const click = (more) => ({ element_clicked: "entree_1", time_spent: 3, source_menu: "lunch", ...more });
const order = (more) => ({ timestamp: new Date().toISOString(), menuItem: "Pasta", quantity: 2, price: 1.5, ...more });

try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.setDefaultTimeout(30_000);
  await page.goto(`${local.url}/_local`);
  const view = (name) => page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
  /** What a press saves, as bytes with the file's name. */
  const saved = async (button) => {
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
  };
  await page.evaluate(() => (window.opened = "once"));

  const arrivals = page.locator("#arrival-list > li");
  const big = (title) => page.locator("figure", { hasText: title }).locator(".big");
  /** Waits until a locator has exactly this text, or matches. */
  const says = (locator, text) =>
    locator
      .filter({ hasText: text instanceof RegExp ? text : new RegExp(`^${text}$`) })
      .first()
      .waitFor();
  const painted = (title) =>
    page
      .locator("figure", { hasText: title })
      .locator("canvas")
      .evaluate((canvas) => canvas.toDataURL());
  const blank = (title) =>
    page
      .locator("figure", { hasText: title })
      .locator("canvas")
      .evaluate(({ width, height }) => Object.assign(document.createElement("canvas"), { width, height }).toDataURL());

  // Before anything has arrived it says what to do.
  await page.locator("#connection", { hasText: /^Live$/ }).waitFor();
  await page.getByText("Nothing is stored yet.").waitFor();
  await says(big("Orders"), "0");
  await view("Live");
  await page.getByText("Nothing has arrived yet.").waitFor();

  // What is posted appears: taken, refused, then what became of it.
  assert.equal((await post("/dev/poc", click())).status, 200);
  assert.equal((await post("/dev/events", order())).status, 200);
  assert.equal((await post("/dev/poc", { time_spent: 1 })).status, 400);
  assert.equal((await post("/dev/poc", click({ created_at: "yesterday" }))).status, 200);
  assert.equal((await post("/dev/poc", JUNK, "text/plain")).status, 200);
  await says(arrivals, /refused 400/);
  await arrivals.nth(4).waitFor(); // the page is told every 250 ms: the last ones may come behind
  assert.equal(await arrivals.filter({ hasText: "waiting" }).count(), 4);
  await page.getByRole("button", { name: "Deliver now" }).click();
  await page.getByText("Everything is delivered.").waitFor();
  await says(arrivals, /failed/);
  await says(arrivals, /stored with problems/);
  await view("Dashboard");
  await says(big("Orders"), "1");
  await says(big("Revenue"), "3");
  await page.waitForTimeout(500); // it grows
  assert.notEqual(await painted("Revenue by item"), await blank("Revenue by item"), "the chart is drawn");

  // Charts change in place.
  await page.locator("canvas").evaluateAll((all) => all.forEach((canvas) => (canvas.dataset.kept = "yes")));
  const before = await painted("Revenue by item");
  await post("/dev/events/batch", [order({ menuItem: "Lasagne" }), order({ menuItem: "Tiramisu" })]);
  await post("/_local/flush", "");
  await says(big("Orders"), "3");
  assert.notEqual(await painted("Revenue by item"), before, "the chart is drawn anew");
  assert.deepEqual(
    await page.locator("canvas").evaluateAll((all) => all.filter((canvas) => canvas.dataset.kept !== "yes").length),
    0,
    "in place",
  );
  assert.ok(
    await page
      .locator("canvas")
      .evaluateAll((all) =>
        all.every((canvas) => canvas.getAttribute("aria-label") && canvas.closest("figure").querySelector("details")),
      ),
    "each chart has words and a table",
  );

  // Another period, and back; the address holds it.
  await page.getByLabel("7 days", { exact: true }).check({ force: true });
  await page.waitForURL(/days=7/);
  await page.getByText(/compared with/).waitFor();
  await says(big("Orders"), "3");
  await page.getByLabel("Custom", { exact: true }).check({ force: true });
  const daysAgo = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("From", { exact: true }).fill(daysAgo(20));
  await page.getByLabel("to", { exact: true }).fill(daysAgo(10));
  await says(big("Orders"), "0");
  await says(page.locator("figure", { hasText: "Revenue by item" }), /Nothing in this period/);
  await page.getByLabel("30 days", { exact: true }).check({ force: true });
  await says(big("Orders"), "3");
  await page.goBack();
  await says(big("Orders"), "0");
  await page.goForward();
  await says(big("Orders"), "3");
  await says(page.locator("figure", { hasText: "Orders" }).locator(".change"), "none before");
  assert.match(await page.locator("figure", { hasText: "Revenue per hour" }).innerText(), /All of it lies in one hour/);

  // A click on a bar narrows everything that has the field; so do a cell of the table and the form.
  const bars = page.locator("figure", { hasText: "Revenue by item" });
  const chips = page.locator("#filter-chips button");
  await page.waitForTimeout(500); // it grows
  const { width, height } = await bars.locator("canvas").boundingBox();
  await bars.locator("canvas").click({ position: { x: width * 0.5, y: height * 0.15 } });
  await says(chips, /menuItem is Lasagne/);
  await says(big("Orders"), "1");
  await page.getByText("Not filtered: its events have no menuItem.").waitFor();
  const copied = await browser.newPage();
  await copied.goto(page.url());
  await copied.locator("#filter-chips", { hasText: "menuItem is Lasagne" }).waitFor();
  await copied.locator("figure", { hasText: "Orders" }).locator(".big", { hasText: /^1$/ }).waitFor();
  await copied.close();
  await chips.click();
  await says(big("Orders"), "3");
  await bars.locator("summary").click();
  await bars.getByRole("button", { name: "Pasta" }).click();
  await says(chips, /menuItem is Pasta/);
  await chips.click();
  await page.locator("#filter-fold > summary").click();
  await page.getByLabel("Field", { exact: true }).selectOption("menuItem");
  await page.locator("#filter-value option", { hasText: "Tiramisu – 1 event" }).waitFor({ state: "attached" });
  await page.getByLabel("Value", { exact: true }).selectOption({ label: "Tiramisu – 1 event" });
  await page.getByRole("button", { name: "Show only these" }).click();
  await says(big("Orders"), "1");

  // Exports hold what is shown.
  await page.waitForFunction(() => document.querySelectorAll("figure table tbody tr").length > 0);
  const csv = await saved(page.getByRole("button", { name: "Revenue by item as CSV" }));
  assert.deepEqual(
    [csv.name, csv.content.toString()],
    ["revenue-by-item.csv", "\uFEFFmenuItem,sum of revenue\r\nTiramisu,3\r\n"],
  );
  const png = await saved(page.getByRole("button", { name: "Revenue by item as PNG" }));
  assert.deepEqual([png.name, png.content.subarray(1, 4).toString()], ["revenue-by-item.png", "PNG"]);
  const all = (await saved(page.getByRole("button", { name: "Export CSV" }))).content.toString();
  assert.match(all, /\r\norder,Orders,1,events,1\r\n/);
  await chips.click();
  await says(big("Orders"), "3");

  // A failed event opens to stage, reason and what was sent, which stays text.
  await view("Live");
  const failed = page.locator("#arrival-list > .failed");
  await failed.locator("summary").focus();
  await page.keyboard.press("Enter");
  for (const text of ["processing-failed", "Lambda.ProcessingFailedStatus", JUNK])
    await failed.locator(".arrival-body").getByText(text, { exact: true }).first().waitFor();
  const refused = page.locator("#arrival-list > .refused");
  await refused.locator("summary").click();
  await refused.locator("pre", { hasText: '{"time_spent":1}' }).waitFor();
  assert.deepEqual(
    await page.evaluate(() => [document.querySelectorAll("#arrivals img").length, window.hit]),
    [0, undefined],
    "a payload is never HTML",
  );

  // Search, type and outcome, each with how many there are; pause.
  const visible = () => arrivals.filter({ visible: true }).count();
  await page.getByLabel("Outcome", { exact: true }).selectOption({ label: "Failures and problems (3)" });
  assert.equal(await visible(), 3);
  await page.getByLabel("Type", { exact: true }).selectOption({ label: "menu-click (2)" });
  assert.equal(await visible(), 2);
  assert.match(page.url(), /type=menu-click/);
  await page.getByText(/^2 of the last \d+ arrivals$/).waitFor();
  await page.getByLabel("Search", { exact: true }).fill("NOT json");
  assert.equal(await visible(), 1);
  await page.getByLabel("Search", { exact: true }).fill("nobody sent this");
  await page.getByText("Nothing here for this search and these filters.").waitFor();
  await page.getByLabel("Search", { exact: true }).fill("");
  await page.getByLabel("Type", { exact: true }).selectOption("");
  await page.getByLabel("Outcome", { exact: true }).selectOption("");
  const shown = await arrivals.count();
  await page.getByRole("button", { name: "Pause" }).click();
  await post("/dev/poc", click());
  await page.getByText(/Paused; 1 change since/).waitFor();
  assert.equal(await arrivals.count(), shown);
  await page.getByRole("button", { name: "Go on" }).click();
  await says(arrivals.first(), /waiting/);

  // A saved query, as somebody wrote it, then one that can't run.
  await view("SQL");
  await page.getByLabel("Saved query").selectOption("top_items_by_revenue");
  assert.match(await page.getByLabel(/^SQL/).inputValue(), /^SELECT menuitem/);
  await page.getByLabel(/^SQL/).press("Control+Enter");
  await says(page.locator("#query-answer"), /^3 rows; .* scanned/);
  assert.deepEqual(await page.locator("#query-rows th").allTextContents(), [
    "menuItemvarchar",
    "order_countbigint",
    "total_quantitybigint",
    "total_revenuedouble",
  ]);
  assert.deepEqual(await page.locator("#query-rows tbody tr").first().locator("td").allTextContents(), [
    "Lasagne",
    "1",
    "2",
    "3",
  ]);
  await says(page.locator("#query-bill"), /USD for 10 MiB billed by Athena .* LIST requests? of S3/);
  const answer = await saved(page.getByRole("button", { name: "Result as CSV" }));
  assert.match(answer.content.toString(), /^\uFEFFmenuItem,order_count,.*\r\nLasagne,1,2,3\r\n/);
  await page.getByLabel("Chart", { exact: true }).check({ force: true });
  await page.getByRole("img", { name: /order_count by menuItem/ }).waitFor();
  await page.getByLabel("Figure of the chart").selectOption("total_revenue");
  await page.getByRole("img", { name: /total_revenue by menuItem/ }).waitFor();
  await page.getByLabel("Table", { exact: true }).check({ force: true });
  await page.locator(".relation", { hasText: "order_events" }).locator("summary").click();
  await page.getByLabel(/^SQL/).fill("SELECT count(*) AS n, max(");
  await page.locator(".relation[open]").getByRole("button", { name: "quantity" }).click();
  await page.keyboard.type(") FROM events");
  await page.getByRole("button", { name: "Run" }).click();
  await says(page.locator("#query-answer"), /^1 row;/);
  assert.deepEqual(await page.locator("#query-rows td").allTextContents(), ["3", "2"]);
  await page.getByText("Generated before it").click();
  await page.getByRole("button", { name: "Write all of it into the text" }).click();
  assert.match(await page.getByLabel(/^SQL/).inputValue(), /^WITH events AS \([\s\S]*max\(quantity\) FROM events$/);
  await page.getByLabel(/^SQL/).fill(`SELECT '${JUNK}' AS a`);
  await page.getByRole("button", { name: "Run" }).click();
  await says(page.locator("#query-rows td"), JUNK);
  const beforeErrors = complaints.length;
  await page.getByLabel(/^SQL/).fill("SELECT * FROM nothing");
  await page.getByRole("button", { name: "Run" }).click();
  await says(page.locator("#query-answer.error"), /nothing/);
  assert.match(
    complaints.splice(beforeErrors).join(),
    /^Failed to load resource: the server responded with a status of 400 /,
    "the browser notes the answer 400, and nothing else",
  );

  await page.getByText("History, kept in this browser").click();
  assert.equal(await page.locator("#history li").count(), 3);
  await page.locator("#history button", { hasText: "top_items_by_revenue" }).last().click();
  assert.match(await page.getByLabel(/^SQL/).inputValue(), /^SELECT menuitem/);
  await page.getByLabel(/^SQL/).press("Control+Enter");
  await says(page.locator("#query-answer"), /^3 rows;/);

  // By keyboard alone: the skip link comes first, then a sample is chosen and sent.
  await view("Live");
  await page.evaluate(() => (document.activeElement?.blur(), scrollTo(0, 0)));
  const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent || "");
  await page.keyboard.press("Tab");
  for (let presses = 0; (await focused()) !== "Skip to the content" && presses < 300; presses++)
    await page.keyboard.press("Shift+Tab");
  assert.equal(await focused(), "Skip to the content");
  const outlines = new Set();
  for (let presses = 0; (await focused()) !== "route" && presses < 300; presses++) {
    await page.keyboard.press("Tab");
    outlines.add(
      await page.evaluate(() =>
        document.activeElement === document.body ? "solid" : getComputedStyle(document.activeElement).outlineStyle,
      ),
    );
  }
  assert.deepEqual(
    [await focused(), [...outlines]],
    ["route", ["solid"]],
    "the form is reached, and what has the focus shows it",
  );
  await page.keyboard.press("End");
  assert.equal(await page.locator("#route").inputValue(), "/dev/events/batch");
  await page.keyboard.press("Home");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "body");
  await page.keyboard.press("Control+Enter");
  await says(page.locator("#send-answer"), "200: taken");
  await says(page.locator("#send-body"), /recordId|accepted/);
  assert.ok(
    await page.evaluate(() =>
      [...document.querySelectorAll("input, select, textarea")].every((field) => field.labels.length > 0),
    ),
    "every field has a label",
  );

  // However much arrives, the page stays as small.
  await Promise.all(Array.from({ length: 300 }, (_, index) => post("/dev/poc", click({ time_spent: index }))));
  await says(arrivals.first(), /"time_spent":/);
  const { requests } = await (await fetch(`${local.url}/_local/status`)).json();
  await page.waitForFunction(
    (accepted) => document.querySelector("#counters dd").textContent === accepted,
    String(requests.accepted),
  );
  assert.equal(await arrivals.count(), MOST_ARRIVALS);
  assert.equal(await page.locator("#arrival-list > .failed").count(), 1, "the failed one is still there");

  // A phone, and the dark.
  await page.setViewportSize({ width: 360, height: 740 });
  for (const name of ["Live", "SQL", "Dashboard"]) {
    await view(name);
    await page.waitForFunction(() => document.documentElement.scrollWidth <= 360);
  }
  await page.waitForTimeout(600);
  const surface = () =>
    page
      .locator("#charts .panel")
      .first()
      .evaluate((panel) => getComputedStyle(panel).backgroundColor);
  const [light, lightChart] = [await surface(), await painted("Revenue by item")];
  await page.emulateMedia({ colorScheme: "dark" });
  assert.notEqual(await surface(), light);
  await page.waitForTimeout(600);
  assert.notEqual(await painted("Revenue by item"), lightChart, "the charts follow");

  // Nothing is removed before somebody has confirmed it.
  await view("Live");
  await page.getByRole("button", { name: "Reset…" }).click();
  await page.getByRole("button", { name: "Keep it" }).click();
  assert.notEqual(await arrivals.count(), 0);
  await page.getByRole("button", { name: "Reset…" }).click();
  await page.getByRole("button", { name: "Remove everything" }).click();
  await page.getByText("Everything is removed.").waitFor();
  await page.getByText("Nothing has arrived yet.").waitFor();

  assert.equal(await page.evaluate(() => window.opened), "once", "the page was not loaded again");
  assert.deepEqual(complaints, [], "no errors, nothing that the content security policy refuses");

  // When the local run ends, the page says so.
  await local.stop();
  await page.getByText("Connection lost").waitFor();
  console.log(
    `Chromium ${browser.version()}: the live page shows arrivals and charts as they come, by period and filter, exports, queries, sends, resets, in light, dark and on a phone`,
  );
} finally {
  await browser.close();
  await local.stop();
}
