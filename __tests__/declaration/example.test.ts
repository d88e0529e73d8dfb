import Ajv from "ajv-draft-04";
import { defineEvent } from "../../declaration/define";
import { boolean, double, int, string, timestamp } from "../../declaration/event";
import { exampleOf } from "../../declaration/example";
import { eventModel } from "../../declaration/model";
import { inherited, visit } from "../support/events";
import { eventTypes } from "../support/restaurant";

const door = defineEvent({
  name: "door-opened",
  description: "A guest came in",
  path: "/doors",
  table: "doors",
  fields: {
    door: string({ required: true }),
    elementClicked: string(),
    customerId: string(),
    contact_email: string(),
    page_url: string(),
    code: string({ maxLength: 3 }),
    price: double(),
    stars: int({ minimum: 1, maximum: 5 }),
    floor: int({ maximum: -1 }),
    isOpen: boolean(),
    opened_at: timestamp(),
  },
});

test("values fit the names, the types and the limits of the fields", () => {
  expect(exampleOf(door)).toEqual({
    door: "door 1",
    elementClicked: "element 1",
    customerId: "customer-1",
    contact_email: "guest1@example.com",
    page_url: "https://menu.example.com/1",
    code: "cod",
    price: 9.5,
    stars: 5,
    floor: -1,
    isOpen: true,
    opened_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
  });
});

test("events of other numbers differ", () => {
  expect(exampleOf(door, 1)).toMatchObject({ door: "door 2", customerId: "customer-2", price: 10.5, isOpen: false });
});

test.each([...eventTypes, visit, inherited, door])(
  "what is made up for $name is taken by its request model",
  (event) => {
    const isTaken = new Ajv({ strict: false, ownProperties: true }).compile(eventModel(event));
    for (const index of [0, 1, 99]) expect([isTaken(exampleOf(event, index)), isTaken.errors]).toEqual([true, null]);
  },
);
