import { readSettings } from "../../cli/cost/synthesized";
import { compareFreshness } from "../../cost/freshness";
import { estimate } from "../../cost/model";
import { loadPrices } from "../../cost/prices";
import { type CostSettings, DEFAULT_SETTINGS } from "../../cost/settings";
import { Tree } from "../../emulation/tree/tree";
import type { Environment } from "../../stacks/configuration/environment";
import { dev } from "../fixtures/shipped/dev";
import { prod } from "../fixtures/shipped/prod";
import { test as testing } from "../fixtures/shipped/test";
import { synthPipeline } from "../support/synth-pipeline";

// The environments as the project ships them, in a copy of their own: whoever edits config/ changes nothing here.

const settingsOf = (environment: Environment): CostSettings => ({
  ...DEFAULT_SETTINGS,
  ...readSettings(Tree.load(synthPipeline([environment]), environment.name)).settings,
  eventsPerMonth: 1_000_000,
  eventsPerRequest: 1,
  queriesPerDay: 20,
});
const bill = (environment: Environment) => estimate(settingsOf(environment), loadPrices());

test.each([
  ["dev", 6, dev],
  ["test", 7, testing],
  ["prod", 15, prod],
])(
  "%s: a million events a month, one in a request, and 20 questions a day cost %d USD at most",
  (_, most, environment) => {
    const { total, unpriced } = bill(environment);
    expect(unpriced).toEqual([]);
    expect(total).toBeLessThanOrEqual(most);
  },
);

test("prod's bill holds its firewall, its copy and the alarms that say that events are lost or late", () => {
  const { settings, services } = bill(prod);
  expect(settings).toMatchObject({ waf: true, replication: true, kmsKeys: 2 });
  expect(settings.alarms).toBeGreaterThanOrEqual(5);
  expect(services.get("WAF")).toBeCloseTo(7.6, 9);
});

test("each freshness has its waits and its price: what is asked for within seconds costs several times as much", () => {
  const [set, seconds, minutes] = compareFreshness(settingsOf(dev), loadPrices());
  expect(set).toMatchObject({ freshness: undefined, longestSeconds: 660 });
  expect(seconds).toMatchObject({ freshness: "seconds", longestSeconds: 6 });
  expect(minutes).toMatchObject({ freshness: "minutes", longestSeconds: 360 });
  expect(seconds?.estimate.total).toBeGreaterThan(5 * (minutes?.estimate.total ?? Infinity));
});
