import { defineEvent } from "../../declaration/define";
import {
  boolean,
  type EventDeclaration,
  type FieldDeclaration,
  int,
  json,
  list,
  object,
  string,
} from "../../declaration/event";

const event = (field: FieldDeclaration, includes?: EventDeclaration): EventDeclaration =>
  defineEvent({
    name: includes ? "tap" : "click",
    description: "A click",
    path: includes ? "/taps" : "/clicks",
    table: includes ? "taps" : "clicks",
    fields: { a: field },
    ...(includes && { includes: [{ event: includes }] }),
  });

test("a field can't have been what no view can make it of: Athena would refuse the view", () => {
  const formerly = (was: FieldDeclaration) => ({ formerly: [{ column: "b", was }] });
  expect(() => event(list(string(), formerly(string())))).toThrow(
    'event "click": field "a": formerly "b": no view can make list of string; give the new field another name, without formerly',
  );
  expect(() => event(json(formerly(list(int()))))).toThrow("no view can make json of list");
  expect(() => event({ type: "timestamp", ...formerly(int()) })).toThrow("no view can make timestamp of int");
  expect(() => event(int(formerly({ type: "date" })))).toThrow("no view can make int of date");
  expect(event(object({ s: int(), t: int() }, formerly(object({ s: int() }))))).toBeDefined();
  expect(event(int(formerly(boolean())))).toBeDefined();
});

test("rows of another event type must have columns that a view can read as its own", () => {
  expect(() => event(list(int()), event(string()))).toThrow(
    'event "tap": includes "click": no view can make list of its string "a"; give one of them another name or the same declaration',
  );
  expect(() => event(object({ s: int() }), event(object({ s: int(), t: int() })))).toThrow("no view can make object");
  expect(event(object({ s: int() }), event(object({ s: int() })))).toBeDefined();
});
