import type { FieldDeclaration } from "../../../declaration/event";
import { NumberText } from "../../../basics/exact-json";
import { Misfit, normaliseValue } from "../../../handlers/normaliser/values";
import { ARRIVED } from "../../support/firehose";

/** The normalised value, or in brackets the reason and what is stored all the same. */
function outcome(field: FieldDeclaration, value: unknown): unknown {
  const result = normaliseValue(field, value, ARRIVED);
  if (!(result instanceof Misfit)) return result;
  return result.stored === null ? [result.reason] : [result.reason, result.stored];
}
/** A number as it was written. */
const as = (text: string) => new NumberText(text);

const INT_RANGE = "out of range, -2147483648 to 2147483647";
const BIGINT_RANGE = "out of range, -9007199254740991 to 9007199254740991";
const DOUBLE_RANGE = "out of range, -1.7976931348623157e+308 to 1.7976931348623157e+308";

test.each<[type: FieldDeclaration["type"], value: unknown, stored: unknown]>([
  ["string", "  as it is\u0000\n", "  as it is\u0000\n"],
  ["string", "", ""],
  ["int", 12, 12],
  ["int", 2147483647, 2147483647],
  ["int", as("5.0"), 5],
  ["int", as("-1.50e1"), -15],
  ["bigint", as("1e3"), 1000],
  ["bigint", as("1700000000.0"), 1700000000],
  ["bigint", 9007199254740991, 9007199254740991],
  ["bigint", as("-0"), -0],
  ["double", 15.99, 15.99],
  ["double", as("10.50"), 10.5],
  ["double", as("1E3"), 1000],
  ["double", as("1e-7"), 1e-7],
  ["double", as("-0.0"), -0],
  ["double", 1.7976931348623157e308, 1.7976931348623157e308],
  ["boolean", true, true],
  ["timestamp", "2022–09–11 23:00:00", "2022-09-11 23:00:00"],
  ["timestamp", as("1662937200.0"), "2022-09-11 23:00:00"],
  ["timestamp", as("1662937200.2500000000000000001"), "2022-09-11 23:00:00.250"],
  ["timestamp", as("1.6629372e9"), "2022-09-11 23:00:00"],
])("a %s keeps %j as it was sent", (type, value, stored) => {
  expect(outcome({ type }, value)).toEqual(stored);
});

const WHOLE = "must be a whole number, got text";
const NUMBER = "must be a number, got text";
test.each<[type: FieldDeclaration["type"], value: unknown, reason: string | undefined, stored: unknown]>([
  ["string", 12, "must be text, got a number", "12"],
  ["string", 0.1, "must be text, got a number", "0.1"],
  ["string", as("1.0"), "must be text, got a number", "1.0"],
  ["string", as("0.1234567890123456789"), "must be text, got a number", "0.1234567890123456789"],
  ["string", true, "must be text, got a boolean", "true"],
  ["string", Number.MAX_SAFE_INTEGER, "must be text, got a number", "9007199254740991"],
  ["int", "12", WHOLE, 12],
  ["int", " +12\u00a0", WHOLE, 12],
  ["int", "-0012", WHOLE, -12],
  ["int", "-2147483648", WHOLE, -2147483648],
  ["bigint", "-9007199254740991", WHOLE, -9007199254740991],
  ["double", "15.99", NUMBER, 15.99],
  ["double", " .5 ", NUMBER, 0.5],
  ["double", "5.", NUMBER, 5],
  ["double", "-1.5E-3", NUMBER, -0.0015],
  ["double", "1e-400", NUMBER, 0],
  ["boolean", "false", "must be true or false, got text", false],
  ["double", as("0.1234567890123456789"), undefined, 0.12345678901234568],
  ["double", as("15.990000000000000001"), undefined, 15.99],
  ["double", as("12345678901234567890"), undefined, 12345678901234567000],
  ["double", as("1e-400"), undefined, 0],
])("a %s stores what %j can only mean, and keeps what was sent", (type, value, reason, stored) => {
  expect(outcome({ type }, value)).toEqual([reason, stored]);
});

test.each<[type: FieldDeclaration["type"], value: unknown, reason: string]>([
  ["string", ["a"], "must be text, got an array"],
  ["string", {}, "must be text, got an object"],
  ["string", as("1e999"), "must be text, got a number"],
  ["string", as("12345678901234567890"), "must be text, got a number"],
  ["int", as("5.0000000000000000001"), "must be a whole number, got a fraction"],
  ["int", as("1e-400"), "must be a whole number, got a fraction"],
  ["bigint", as("9007199254740991.4"), "must be a whole number, got a fraction"],
  ["bigint", as("9007199254740993"), BIGINT_RANGE],
  ["bigint", as("1e400"), BIGINT_RANGE],
  ["double", as("1e400"), DOUBLE_RANGE],
  ["boolean", as("1.0"), "must be true or false, got a number"],
  ["timestamp", as("1e400"), "not a timestamp that exists, got a number"],
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
  ["int", "-2147483649", "must be a whole number, got text"],
  ["int", Infinity, INT_RANGE],
  ["bigint", 9007199254740992, BIGINT_RANGE],
  ["bigint", "9007199254740993", "must be a whole number, got text"],
  ["bigint", -9007199254740992, BIGINT_RANGE],
  ["bigint", 1e300, BIGINT_RANGE],
  ["double", "1,5", "must be a number, got text"],
  ["double", "NaN", "must be a number, got text"],
  ["double", "Infinity", "must be a number, got text"],
  ["double", ".", "must be a number, got text"],
  ["double", "€5", "must be a number, got text"],
  ["double", "1".repeat(401), "must be a number, got text"],
  ["double", false, "must be a number, got a boolean"],
  ["double", "1e400", "must be a number, got text"],
  ["double", -Infinity, DOUBLE_RANGE],
  ["boolean", 1, "must be true or false, got a number"],
  ["boolean", "yes", "must be true or false, got text"],
  ["timestamp", "2023-02-29", "not a timestamp that exists, got text"],
  ["timestamp", {}, "not a timestamp that exists, got an object"],
])("a %s refuses %j rather than guess", (type, value, reason) => {
  expect(outcome({ type }, value)).toEqual([reason]);
});

test("limits are inclusive, and the message says what they are without repeating the value", () => {
  const seconds: FieldDeclaration = { type: "int", minimum: 0, maximum: 10 };
  expect([0, 10, -1, 11].map((value) => outcome(seconds, value))).toEqual([
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
  expect(["🍝🍝🍝", "🍝🍝🍝🍝", "abcd"].map((value) => outcome(field, value))).toEqual([
    "🍝🍝🍝",
    ["longer than 3 characters"],
    ["longer than 3 characters"],
  ]);
});

test("thousands of texts that are almost numbers hold an invocation up for milliseconds, not seconds", () => {
  const almost = `${"1".repeat(398)}x`;
  const started = process.cpuUsage();
  for (let count = 0; count < 7000; count++) normaliseValue({ type: "double" }, almost, ARRIVED);
  expect(process.cpuUsage(started).user).toBeLessThan(500_000); // microseconds
});
