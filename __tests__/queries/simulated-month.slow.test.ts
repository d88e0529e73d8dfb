import type { EventDeclaration } from "../../declaration/event";
import { eventTypes } from "../fixtures/menu/events";
import { Catalog } from "../support/catalog";
import { MONTH_TRUTHS } from "../support/month-truth";
import { storeMonth } from "../support/simulated-month";
import { Stored } from "../support/stored";
import { athenaProblems } from "../support/trino";

jest.setTimeout(300_000);

const catalog = new Catalog("json", eventTypes);
const stored = new Stored(catalog);
const filled = storeMonth(stored, "json");

test.each(Object.entries(MONTH_TRUTHS))("%s finds what the guests of the month did", async (name, holds) => {
  await filled;
  const rows = await stored.answer(name);
  expect(() => holds(rows)).not.toThrow();
});

test("there is a truth for each question that is declared over the month", () => {
  const types: readonly EventDeclaration[] = eventTypes;
  const declared = types.flatMap(({ analyses = {} }) => Object.keys(analyses));
  expect(Object.keys(MONTH_TRUTHS).toSorted()).toEqual(declared.toSorted());
});

test("Athena takes each of them, and means by it what the local engine does", async () => {
  for (const sql of Object.values(catalog.queries)) expect(await athenaProblems(sql)).toEqual([]);
});
