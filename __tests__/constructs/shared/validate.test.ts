import { Fn, Lazy, Token } from "cdktf";
import { isReference } from "../../../constructs/shared/validate";

test.each<[string, unknown]>([
  ["a text", "events"],
  ["a text like Terraform's", "${aws_s3_bucket.events.id}"],
  ["a reference", Token.asString({ resolve: () => "x" })],
  ["a text around a reference", `a-${Token.asString(Fn.uuid())}`],
  ["a number", -1.5e12],
  ["the smallest number", -Number.MAX_VALUE],
  ["no number", Number.NaN],
  ["less than any number", Number.NEGATIVE_INFINITY],
  ["a number to come", Token.asNumber({ resolve: () => 5 })],
  ["a list", ["a", "b"]],
  ["an empty list", []],
  ["a list of a reference", [Token.asString({ resolve: () => "x" })]],
  ["a list to come", Token.asList({ resolve: () => ["x"] })],
  ["a list of numbers to come", Token.asNumberList({ resolve: () => [1] })],
  ["a map to come", Token.asMap({ resolve: () => ({}) }, "x")],
  ["something to come", Lazy.anyValue({ produce: () => 1 })],
  ["an object", { allowedOrigins: ["*"] }],
  ["nothing", null],
])("%s is a reference exactly when CDKTF says so", (_name, value) => {
  expect(isReference(value)).toBe(Token.isUnresolved(value));
});
