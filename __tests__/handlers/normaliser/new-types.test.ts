import { defineEvent } from "../../../declaration/define";
import {
  date,
  decimal,
  json,
  list,
  object,
  oneOf,
  string,
  type FieldDeclaration,
  int,
  double,
  timestamp,
} from "../../../declaration/event";
import { parseJson } from "../../../basics/exact-json";
import { compileNormaliser } from "../../../handlers/normaliser/normaliser";
import { ARRIVED, type Line } from "../../support/firehose";

/** What becomes of the JSON text of a value. */
function stored(
  field: FieldDeclaration,
  text: string,
): { readonly value: unknown; readonly extra: unknown; readonly problems: unknown } {
  const event = defineEvent({
    name: "a",
    description: "",
    path: "/a",
    table: "a",
    fields: { theValue: field, other: string() },
  });
  const line = JSON.parse(compileNormaliser(event)(parseJson(`{"theValue":${text}}`), "id", ARRIVED)) as Line;
  return { value: line["thevalue"], extra: line["extra"], problems: line["problems"] };
}
const kept = (text: string): string => `{"theValue":${text}}`;

test.each([
  ["19.99", "19.99"],
  ["19.9", "19.90"],
  ["19.90", "19.90"],
  ["19", "19.00"],
  ["0", "0.00"],
  ["-0", "0.00"],
  ["-0.01", "-0.01"],
  ["1.999e1", "19.99"],
  ["1e3", "1000.00"],
  ["99999999.99", "99999999.99"],
  ["-99999999.99", "-99999999.99"],
  ['"19.99"', "19.99"],
  ['"-19.99"', "-19.99"],
  ['"0019.990"', "19.99"],
  ['"99999999.99"', "99999999.99"],
])("decimal(10, 2): %s is stored as %s, without a problem", (text, value) => {
  expect(stored(decimal(10, 2), text)).toEqual({ value, extra: null, problems: null });
});

test.each([
  ["19.999", "more than 2 digits behind the point"],
  ["100000000", "more than 8 digits before the point"],
  ["1e300", "more than 8 digits before the point"],
  ["1e-300", "more than 2 digits behind the point"],
  ['"19.999"', "more than 2 digits behind the point"],
  ['"abc"', "must be a decimal, got text"],
  ['""', "must be a decimal, got text"],
  ['"NaN"', "must be a decimal, got text"],
  ["true", "must be a decimal, got a boolean"],
  ["{}", "must be a decimal, got an object"],
  ["[1]", "must be a decimal, got an array"],
])("decimal(10, 2): %s is kept as it was sent, and named", (text, problem) => {
  expect(stored(decimal(10, 2), text)).toEqual({ value: null, extra: kept(text), problems: `theValue: ${problem}` });
});

test.each([
  ['" 19.99 "', "19.99"],
  ['"+19.99"', "19.99"],
  ['"1e1"', "10.00"],
  ['".5"', "0.50"],
])("decimal(10, 2): %s can be read in one way only, which is stored with the problem named", (text, value) => {
  const problems = "theValue: must be a decimal like 19.99, got other text";
  expect(stored(decimal(10, 2), text)).toEqual({ value, extra: kept(text), problems });
});

test("a decimal keeps digits that no double holds", () => {
  const digits = "12345678901234567890123456789012345678";
  expect(stored(decimal(38, 0), digits).value).toBe(digits);
  expect(stored(decimal(38, 0), `"${digits}"`).value).toBe(digits);
  expect(stored(decimal(38, 38), `0.${digits}`).value).toBe(`0.${digits}`);
  expect(stored(decimal(20, 10), "0.1234567890").value).toBe("0.1234567890");
});

test("a decimal's limits are held to the last digit", () => {
  const field = decimal(10, 2, { minimum: 0.01, maximum: 99.99 });
  expect(["0.01", "99.99", '"0.01"'].map((text) => stored(field, text).problems)).toEqual([null, null, null]);
  expect(["0", "100", '"100.00"', "-1"].map((text) => stored(field, text).problems)).toEqual(
    Array(4).fill("theValue: out of range, 0.01 to 99.99"),
  );
});

test.each([
  ['"2024-02-29"', "2024-02-29"],
  ['"0001-01-01"', "0001-01-01"],
  ['"9999-12-31"', "9999-12-31"],
  ['"2022–09–11"', "2022-09-11"],
])("date: %s is stored as %s", (text, value) => {
  expect(stored(date(), text)).toEqual({ value, extra: null, problems: null });
});

test.each([
  '"2023-02-29"',
  '"0000-01-01"',
  '"2023-1-1"',
  '"20230101"',
  '"2023-01-01T00:00:00Z"',
  '"2023-01-01 "',
  "20230101",
  "null0".slice(4),
  "[]",
])("date: %s is none", (text) => {
  expect(stored(date(), text)).toMatchObject({ value: null, extra: kept(text) });
});

test("oneOf: only the declared texts, by their very letters", () => {
  const field = oneOf("card", "cash", "1");
  expect(stored(field, '"card"')).toEqual({ value: "card", extra: null, problems: null });
  expect(stored(field, '"Card"')).toEqual({
    value: null,
    extra: kept('"Card"'),
    problems: "theValue: must be one of card, cash, 1",
  });
  expect(stored(field, "1")).toMatchObject({
    value: "1",
    problems: "theValue: must be one of card, cash, 1, got a number",
  });
  expect(stored(field, "1.0")).toMatchObject({ value: null });
});

describe("list and object", () => {
  const items = list(
    object({
      SKU: string({ required: true, aliases: ["article"] }),
      price: decimal(8, 2),
      soldOn: date(),
      at: timestamp(),
      ratio: double(),
    }),
  );

  test("what is as declared is JSON text, members in order, names in lower case, decimals as text", () => {
    const text = '[{"price":1.5,"SKU":"a\\"b"},null,{"article":"ü","soldOn":"2024-02-29","at":1662937200,"ratio":0.5}]';
    expect(stored(items, text)).toEqual({
      value:
        '[{"sku":"a\\"b","price":"1.50","soldon":null,"at":null,"ratio":null},null,{"sku":"ü","price":null,"soldon":"2024-02-29","at":"2022-09-11 23:00:00","ratio":0.5}]',
      extra: null,
      problems: null,
    });
  });

  test("what is not is null in its place, named with where it stands, and kept as it was sent", () => {
    const text = '[{"article":"a","price":"x"},5,{"price":1}]';
    expect(stored(items, text)).toEqual({
      value:
        '[{"sku":"a","price":null,"soldon":null,"at":null,"ratio":null},null,{"sku":null,"price":"1.00","soldon":null,"at":null,"ratio":null}]',
      extra: kept(text),
      problems: "theValue: [0].price must be a decimal, got text (and 2 more)",
    });
  });

  test("members that nobody declared are no problem, and are kept", () => {
    const text = '[{"SKU":"a","colour":"red","Price":3}]';
    expect(stored(items, text)).toMatchObject({ extra: kept(text), problems: null });
    expect(stored(object({ a: int() }), '{"a":1,"__proto__":{"b":1}}')).toEqual({
      value: '{"a":1}',
      extra: kept('{"a":1,"__proto__":{"b":1}}'),
      problems: null,
    });
  });

  test("numbers of theirs that a double can't hold are kept digit for digit", () => {
    const text = '{"ratio":0.1234567890123456789}';
    expect(stored(object({ ratio: double() }), text)).toMatchObject({ extra: kept(text), problems: null });
  });

  test("a list has as many elements as it may", () => {
    const few = list(int(), { minItems: 1, maxItems: 2 });
    expect(["[]", "[1]", "[1,2]", "[1,2,3]"].map((text) => stored(few, text).problems)).toEqual([
      "theValue: must hold 1 to 2 elements, got 0",
      null,
      null,
      "theValue: must hold 1 to 2 elements, got 3",
    ]);
    const many = Array.from({ length: 100_000 }, (_, index) => index);
    expect(stored(list(int()), JSON.stringify(many)).value).toBe(JSON.stringify(many));
  });

  test("hostile depth is no trouble", () => {
    const deep = "[".repeat(3_000) + "]".repeat(3_000);
    expect(stored(list(string()), deep)).toMatchObject({
      extra: kept(deep),
      problems: "theValue: [0] must be text, got an array",
    });
    expect(stored(json(), `{"a":${"[".repeat(2_000)}${"]".repeat(2_000)}}`).problems).toBe(
      "theValue: nested more than 900 levels deep",
    );
  });

  test("half a surrogate pair becomes U+FFFD inside the text, too", () => {
    expect(stored(list(string()), '["\\ud800"]').value).toBe('["\\ufffd"]');
  });
});

test("json is kept as the text that it is, digit for digit", () => {
  for (const text of ['{"a":[1.50,12345678901234567890,"x\\"y"]}', "5.0", '"text"', "true", "[]"])
    expect(stored(json(), text)).toEqual({ value: text, extra: null, problems: null });
  expect(stored(json(), "null")).toEqual({ value: null, extra: null, problems: null });
});

test("a pattern is held", () => {
  const field = string({ pattern: "^[A-Z]{3}$" });
  expect(stored(field, '"EUR"')).toEqual({ value: "EUR", extra: null, problems: null });
  expect(stored(field, '"eur"')).toEqual({
    value: null,
    extra: kept('"eur"'),
    problems: "theValue: not of the form that its pattern asks for",
  });
  expect(stored(string({ pattern: "^[0-9]+$" }), "12")).toMatchObject({
    value: "12",
    problems: "theValue: must be text, got a number",
  });
});

test("a default stands for what was not sent, also null, and is brought to its type", () => {
  const event = defineEvent({
    name: "a",
    description: "",
    path: "/a",
    table: "a",
    fields: {
      tip: decimal(6, 2, { default: 0, aliases: ["gratuity"] }),
      method: oneOf("card", "cash", { default: "cash" }),
      brand: string({ requiredWhen: { method: "card" } }),
      lines: list(object({ count: int({ default: 1 }) })),
    },
  });
  const of = (text: string): Line => JSON.parse(compileNormaliser(event)(parseJson(text), "id", ARRIVED)) as Line;
  expect(of('{"tip":null}')).toMatchObject({ tip: "0.00", method: "cash", brand: null, problems: null });
  expect(of('{"gratuity":"1.5","method":"card","brand":"visa","lines":[{}]}')).toMatchObject({
    tip: "1.50",
    brand: "visa",
    lines: '[{"count":1}]',
    problems: null,
    extra: null,
  });
  expect(of('{"method":"card"}')).toMatchObject({ problems: "brand: missing, as method asks for it" });
});
