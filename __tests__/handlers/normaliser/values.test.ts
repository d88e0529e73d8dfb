import { performance } from "node:perf_hooks";
import type { FieldDeclaration } from "../../../declaration/event";
import { normaliseValue, Unusable } from "../../../handlers/normaliser/values";

/** The normalised value, or the reason in brackets. */
function outcome(field: FieldDeclaration, value: unknown): unknown {
  const result = normaliseValue(field, value);
  return result instanceof Unusable ? [result.reason] : result;
}

const INT_RANGE = "out of range, -2147483648 to 2147483647";
const BIGINT_RANGE = "out of range, -9007199254740991 to 9007199254740991";
const DOUBLE_RANGE = "out of range, -1.7976931348623157e+308 to 1.7976931348623157e+308";

test.each<[type: FieldDeclaration["type"], value: unknown, stored: unknown]>([
  ["string", "  as it is\u0000\n", "  as it is\u0000\n"],
  ["string", "", ""],
  ["string", 12, "12"],
  ["string", 0.1, "0.1"],
  ["string", -0, "0"],
  ["string", true, "true"],
  ["string", Number.MAX_SAFE_INTEGER, "9007199254740991"],
  ["int", 12, 12],
  ["int", "12", 12],
  ["int", " +12\u00a0", 12],
  ["int", "-0012", -12],
  ["int", 2147483647, 2147483647],
  ["int", "-2147483648", -2147483648],
  ["bigint", 9007199254740991, 9007199254740991],
  ["bigint", "-9007199254740991", -9007199254740991],
  ["double", 15.99, 15.99],
  ["double", "15.99", 15.99],
  ["double", " .5 ", 0.5],
  ["double", "5.", 5],
  ["double", "-1.5E-3", -0.0015],
  ["double", 1.7976931348623157e308, 1.7976931348623157e308],
  ["double", "1e-400", 0],
  ["boolean", true, true],
  ["boolean", "false", false],
  ["timestamp", "2022–09–11 23:00:00", "2022-09-11 23:00:00"],
])("a %s keeps %j, since its meaning is beyond doubt", (type, value, stored) => {
  expect(outcome({ type }, value)).toEqual(stored);
});

test.each<[type: FieldDeclaration["type"], value: unknown, reason: string]>([
  ["string", ["a"], "must be text, got an array"],
  ["string", {}, "must be text, got an object"],
  ["string", Infinity, "must be text, got a number"],
  ["string", 2 ** 53, "must be text, got a number"],
  ["int", "12abc", "must be a whole number, got text"],
  ["int", "", "must be a whole number, got text"],
  ["int", "1e3", "must be a whole number, got text"],
  ["int", "0x10", "must be a whole number, got text"],
  ["int", "1 2", "must be a whole number, got text"],
  ["int", "12.0", "must be a whole number, got text"],
  ["int", "1".repeat(21), "must be a whole number, got text"],
  ["int", 1.5, "must be a whole number, got a fraction"],
  ["int", true, "must be a whole number, got a boolean"],
  ["int", [1], "must be a whole number, got an array"],
  ["int", 2147483648, INT_RANGE],
  ["int", "-2147483649", INT_RANGE],
  ["int", Infinity, INT_RANGE],
  ["int", NaN, INT_RANGE],
  ["bigint", 9007199254740992, BIGINT_RANGE],
  ["bigint", "9007199254740993", BIGINT_RANGE],
  ["bigint", -9007199254740992, BIGINT_RANGE],
  ["bigint", 1e300, BIGINT_RANGE],
  ["double", "1,5", "must be a number, got text"],
  ["double", "NaN", "must be a number, got text"],
  ["double", "Infinity", "must be a number, got text"],
  ["double", ".", "must be a number, got text"],
  ["double", "€5", "must be a number, got text"],
  ["double", "1".repeat(401), "must be a number, got text"],
  ["double", false, "must be a number, got a boolean"],
  ["double", "1e400", DOUBLE_RANGE],
  ["double", -Infinity, DOUBLE_RANGE],
  ["double", NaN, DOUBLE_RANGE],
  ["boolean", 1, "must be true or false, got a number"],
  ["boolean", "yes", "must be true or false, got text"],
  ["timestamp", "2023-02-29", "not a timestamp that exists, got text"],
  ["timestamp", {}, "not a timestamp that exists, got an object"],
])("a %s refuses %j rather than guess", (type, value, reason) => {
  expect(outcome({ type }, value)).toEqual([reason]);
});

test("limits are inclusive, and the message says what they are without repeating the value", () => {
  const seconds: FieldDeclaration = { type: "int", minimum: 0, maximum: 10 };
  expect([0, "10", -1, 11].map((value) => outcome(seconds, value))).toEqual([
    0,
    10,
    ["out of range, 0 to 10"],
    ["out of range, 0 to 10"],
  ]);
  const share: FieldDeclaration = { type: "double", minimum: 0.5 };
  expect([0.5, 0.49].map((value) => outcome(share, value))).toEqual([
    0.5,
    ["out of range, 0.5 to 1.7976931348623157e+308"],
  ]);
});

test("a text's length counts characters as the edge does, so an emoji is one", () => {
  const field: FieldDeclaration = { type: "string", maxLength: 3 };
  expect(["🍝🍝🍝", "🍝🍝🍝🍝", "abcd", 1234].map((value) => outcome(field, value))).toEqual([
    "🍝🍝🍝",
    ["longer than 3 characters"],
    ["longer than 3 characters"],
    ["longer than 3 characters"],
  ]);
});

test("thousands of texts that are almost numbers hold an invocation up for milliseconds, not seconds", () => {
  const almost = `${"1".repeat(398)}x`;
  const started = performance.now();
  for (let count = 0; count < 7000; count++) normaliseValue({ type: "double" }, almost);
  expect(performance.now() - started).toBeLessThan(500);
});
