import { writeFileSync } from "node:fs";
import path from "node:path";
import { amountOf, loadPrices, parsePrices, type Price, type PriceName, sharesOf } from "../../cost/prices";
import { temporaryFolder } from "../support/tree";

const list = loadPrices();
function price(name: PriceName): Price {
  const found = list.prices[name];
  if (found === undefined) throw new Error(`${list.file} has no ${name}`);
  return found;
}

test.each([
  ["333 million are all in the first tier: 333 × 3.50", 333_000_000, 1165.5],
  ["one more is the first of the second tier: 2.80 / 1,000,000", 333_000_001, 1165.5000028],
  ["a billion: 333 × 3.50 + 667 × 2.80", 1_000_000_000, 3033.1],
  ["20 billion: 333 × 3.50 + 667 × 2.80 + 19,000 × 2.38", 20_000_000_000, 48_253.1],
  ["21 billion: the last thousand million × 1.51", 21_000_000_000, 49_763.1],
])("requests to API Gateway: %s", (_, requests, amount) => {
  expect(amountOf(price("apiGatewayRequest"), requests)).toBeCloseTo(amount, 7);
});

test.each([
  ["512,000 GB × 0.029", 512_000, 14_848],
  ["512,000 × 0.029 + 1 × 0.025", 512_001, 14_848.025],
  ["512,000 × 0.029 + 1,536,000 × 0.025 + 1 × 0.02", 2_048_001, 53_248.02],
])("gigabytes into Firehose: %s", (_, gb, amount) => {
  expect(amountOf(price("firehoseIngestionGb"), gb)).toBeCloseTo(amount, 7);
});

test("nothing costs nothing, and still says at which price", () => {
  expect(sharesOf(price("apiGatewayRequest"), 0)).toEqual([{ quantity: 0, price: 3.5 }]);
  expect(amountOf(price("apiGatewayRequest"), 0)).toBe(0);
});

test("every shipped price says where it comes from, and the file when it was collected", () => {
  expect(list).toMatchObject({
    region: "us-east-1",
    currency: "USD",
    collected: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) as string,
  });
  for (const { source } of Object.values(list.prices)) expect(source.length).toBeGreaterThan(10);
});

const whole = { region: "eu-west-1", currency: "EUR", collected: "2027-01-01", prices: {} };
const one = { unit: "key", per: 1, price: 1, source: "a page" };

test.each<[what: string, file: unknown, message: string]>([
  ["a list", [], "p.json: the file must be a JSON object, got []"],
  ["no region", { ...whole, region: undefined }, "p.json: region must be a text, got nothing"],
  [
    "no date",
    { ...whole, collected: "yesterday" },
    'p.json: collected must be a date like 2026-11-20, got "yesterday"',
  ],
  ["no prices", { ...whole, prices: 1 }, "p.json: prices must be an object of prices by name, got 1"],
  [
    "a price as text",
    { ...whole, prices: { kmsKey: { ...one, price: "1" } } },
    'p.json: prices.kmsKey.price must be a number of 0 or more, got "1"',
  ],
  [
    "a negative price",
    { ...whole, prices: { kmsKey: { ...one, price: -1 } } },
    "p.json: prices.kmsKey.price must be a number of 0 or more, got -1",
  ],
  [
    "per nothing",
    { ...whole, prices: { kmsKey: { ...one, per: 0 } } },
    "p.json: prices.kmsKey.per must be a number above 0, got 0",
  ],
  [
    "no source",
    { ...whole, prices: { kmsKey: { ...one, source: "" } } },
    'p.json: prices.kmsKey.source must be where the price comes from, got ""',
  ],
  [
    "a tier without a width",
    { ...whole, prices: { kmsKey: { ...one, tiers: [{ price: 2 }, { price: 1 }] } } },
    "p.json: prices.kmsKey.tiers[0].quantity must be the tier's width, a number above 0, got nothing",
  ],
  [
    "a last tier that ends",
    { ...whole, prices: { kmsKey: { ...one, tiers: [{ quantity: 5, price: 2 }] } } },
    "p.json: prices.kmsKey.tiers[0].quantity must be left out: the last tier has no end, got 5",
  ],
])("a price file with %s is refused by its field", (_, file, message) => {
  expect(() => parsePrices(file, "p.json")).toThrow(message);
});

test("a price under a name that nothing is multiplied with is refused, since it would be missed elsewhere", () => {
  expect(() => parsePrices({ ...whole, prices: { kmsKeys: one } }, "p.json")).toThrow(
    /^p\.json: prices\.kmsKeys must be one of the names that the model knows: .*kmsKey, .*, got "kmsKeys"$/,
  );
});

test("a price file that is missing or no JSON is named with the way out", () => {
  const broken = path.join(temporaryFolder(), "broken.json");
  writeFileSync(broken, "{");
  expect(() => loadPrices("missing.json")).toThrow(
    "--prices missing.json cannot be read (ENOENT); name a file like cost/prices.us-east-1.json",
  );
  expect(() => loadPrices(broken)).toThrow(`--prices ${broken} is not JSON`);
});
