import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { ClickstreamPipeline } from "../../../constructs/clickstream-pipeline";
import { namedQueries } from "../../../declaration/pipeline-queries";
import { bundleHandlers } from "../../../handlers/bundle";
import { type LocalRun, startLocal } from "../../../local/pipeline/start-local";
import { eventTypes, menuClick, menuView, order } from "../../fixtures/menu/events";
import { temporaryFolder } from "../../support/tree";

const lake = { mergeHours: 3, windowHours: 12, repeatDays: 7 } as const;
/** Of arrivals alone, which are all of this hour, or of now. */
const NO_ANSWER_NOW = ["arrivals_by_hour_of_week", "last_arrivals", "share_with_problems", "delivered_late"];
/** Of what landed: copies are no events. */
const OF_LANDING = ["duplicates", "failed_records_by_reason"];
const questions = namedQueries(eventTypes.map((event) => ({ event, format: "json" as const, lake }))).filter(
  ({ name }) => ![...NO_ANSWER_NOW, ...OF_LANDING].includes(name),
);

async function run(): Promise<LocalRun> {
  const app = Testing.app();
  const stack = new TerraformStack(app, "shop");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  new ClickstreamPipeline(stack, "shop", {
    accountId: "111122223333",
    region: "eu-west-1",
    name: "shop",
    eventTypes,
    handlerBundles: await bundleHandlers({ eventTypes, outDir: temporaryFolder() }),
    lake,
  });
  return startLocal({ app });
}

const at = new Date().toISOString();
const who = (guest: string): object => ({
  session_id: `s-${guest}`,
  guest_id: guest,
  restaurant_id: "r1",
  page: "menu",
});
/** A guest's evening: the menu, an element, an order of two items. */
async function evening(local: LocalRun, guest: string, menu: "a" | "b", ordered: readonly string[]): Promise<void> {
  const id = (what: string): object => ({ event_id: `${what}-${guest}`, ...who(guest) });
  const elements = [{ element: "Pasta", seconds: 2 }, { element: "Soup" }];
  await local.post(menuView.path, { ...id("view"), viewed_at: at, elements, menu_variant: menu });
  await local.post(menuClick.path, { ...id("click"), element_clicked: "Pasta", created_at: at });
  if (ordered.length > 0)
    await local.post(order.path, { ...id("order"), timestamp: at, items: ordered.map((item) => ({ item })) });
}
const answers = async (local: LocalRun): Promise<Readonly<Record<string, unknown>>> => {
  const all: Record<string, unknown> = {};
  for (const { name, sql } of questions) all[name] = await local.query(sql);
  return all;
};

test("questions over several event types, their context and lists are answered alike from landing, from curated tables, and from both", async () => {
  const local = await run();
  try {
    await evening(local, "g1", "a", ["Pasta", "Wine"]);
    await evening(local, "g2", "b", []);
    await evening(local, "g3", "b", ["Pasta", "Wine"]);
    await local.expectNoFailures();
    const landed = await answers(local);
    expect(landed["menu_to_order"]).toMatchObject([{ reached: 3 }, { reached: 3 }, { reached: 2 }]);
    expect(landed["bought_together"]).toMatchObject([{ guests: 2 }, { guests: 2 }]);
    expect(landed["visits_per_day"]).toMatchObject([{ visits: 3, guests: 3 }]);
    const response = await fetch(`${local.url}/_local/schedule/run`, { method: "POST" });
    const { runs } = (await response.json()) as { readonly runs: readonly { readonly status: string }[] };
    expect(runs.map(({ status }) => status)).toEqual(Array(6).fill("SUCCEEDED"));
    const [{ rows = 0 } = {}] = await local.query("SELECT count(*) AS rows FROM menu_views_lake");
    expect(rows).toBe(3);
    expect(await answers(local)).toEqual(landed);
    await evening(local, "g1", "a", ["Pasta", "Wine"]); // all of it again
    expect(await answers(local)).toEqual(landed);
    await evening(local, "g4", "a", ["Pasta", "Wine"]);
    const both = await answers(local);
    expect(both["menu_to_order"]).toMatchObject([{ reached: 4 }, { reached: 4 }, { reached: 3 }]);
    expect(both["bought_together"]).toMatchObject([{ guests: 3 }, { guests: 3 }]);
  } finally {
    await local.close();
  }
});
