import Ajv from "ajv-draft-04";
import { int, string, type EventDeclaration, type EventOf } from "../../declaration/event";
import { menuClick, order } from "../support/restaurant";
import { eventModel } from "../../declaration/model";
import { visit } from "../support/events";

// The comments below are the test: the type check fails when a line that they mark compiles.

const taken = <const E extends EventDeclaration>(declaration: E, event: EventOf<E>): boolean =>
  new Ajv({ allowUnionTypes: true }).compile(eventModel(declaration))(event);

test("what the static type of an event allows is what its model takes", () => {
  expect(taken(menuClick, { element_clicked: "entree_1" })).toBe(true);
  expect(
    taken(menuClick, { element_clicked: "entree_1", time_spent: 12, created_at: "2022-09-11", event_id: "a" }),
  ).toBe(true);
  expect(taken(menuClick, { element_clicked: "entree_1", time_spent: null, event_id: null })).toBe(true);
  expect(taken(menuClick, { element_clicked: "entree_1", created_at: 1_694_769_302.325 })).toBe(true);
  expect(taken(order, { timestamp: 1_663_000_000, menuItem: "Pasta", quantity: 1, price: 1.5 })).toBe(true);
  expect(taken(visit, { pageName: "menu", seconds: 1, total: 1, ratio: 0.5, member: false })).toBe(true);
});

test("what the model refuses does not compile either", () => {
  // @ts-expect-error a required field is missing
  expect(taken(menuClick, { time_spent: 12 })).toBe(false);
  // @ts-expect-error null in place of a required field
  expect(taken(menuClick, { element_clicked: null })).toBe(false);
  // @ts-expect-error text in place of a whole number
  expect(taken(menuClick, { element_clicked: "entree_1", time_spent: "12" })).toBe(false);
  // @ts-expect-error a number in place of text
  expect(taken(order, { timestamp: "2022-09-11", menuItem: 5, quantity: 1, price: 1 })).toBe(false);
  // @ts-expect-error text in place of true
  expect(taken(visit, { pageName: "menu", seconds: 1, member: "true" })).toBe(false);
  // @ts-expect-error undefined is not a value that JSON can send
  const click: EventOf<typeof menuClick> = { element_clicked: "entree_1", source_menu: undefined };
  expect(JSON.stringify(click)).toBe('{"element_clicked":"entree_1"}');
});

test("a limit that a type does not have does not compile", () => {
  // @ts-expect-error a number has no longest length
  expect(int({ maxLength: 5 })).toEqual({ type: "int", maxLength: 5 });
  // @ts-expect-error a text has no smallest value
  expect(string({ minimum: 5 })).toEqual({ type: "string", minimum: 5 });
});
