import { compilePrefix, formatTime } from "../../../emulation/firehose/prefix";

const time = new Date("2026-01-02T03:04:05.678Z");
const values = { time, randomString: "0123456789a", errorOutputType: "processing-failed" };

test.each([
  ["clicks/!{timestamp:yyyy/MM/dd/HH}/", "clicks/2026/01/02/03/"],
  ["year=!{timestamp:yyyy}/at=!{timestamp:HH-mm_ss}/", "year=2026/at=03-04_05/"],
  ["clicks/", "clicks/2026/01/02/03/"],
  ["", "2026/01/02/03/"],
  ["!{firehose:random-string}/", "0123456789a/2026/01/02/03/"],
])("the prefix %s puts objects where Firehose would", (prefix, key) => {
  expect(compilePrefix(prefix, "data")(values)).toBe(key);
});

test("failed records are kept apart by what failed", () => {
  expect(compilePrefix("errors/!{firehose:error-output-type}/!{timestamp:yyyy}/", "error")(values)).toBe(
    "errors/processing-failed/2026/",
  );
  expect(compilePrefix("errors/!{firehose:error-output-type}/", "error")(values)).toBe("errors/processing-failed/");
});

test.each([
  ["!{timestamp:yyyy/QQ}/", "data", "has the expression !{timestamp:yyyy/QQ}, which is not known in a prefix"],
  [
    "!{partitionKeyFromQuery:a}/",
    "data",
    "has the expression !{partitionKeyFromQuery:a}, which is not known in a prefix",
  ],
  [
    "!{firehose:error-output-type}/",
    "data",
    "has the expression !{firehose:error-output-type}, which is not known in a prefix",
  ],
  ["a/!{timestamp}/", "data", "has an expression that is not !{namespace:value}"],
  ["a/!{timestamp:yyyy", "data", "has an expression that is not !{namespace:value}"],
  [
    "!{firehose:error-output-type}/!{firehose:colour}/",
    "error",
    "has the expression !{firehose:colour}, which is not known in an error output prefix",
  ],
  ["errors/!{timestamp:yyyy}/", "error", 'must hold !{firehose:error-output-type}, got "errors/!{timestamp:yyyy}/"'],
  ["", "error", 'must hold !{firehose:error-output-type}, got ""'],
] as const)("the prefix %s is refused and not guessed at", (prefix, kind, message) => {
  expect(() => compilePrefix(prefix, kind)).toThrow(message);
});

test("times are UTC, whatever the machine's zone", () => {
  expect(formatTime("yyyy-MM-dd-HH-mm-ss", new Date("2026-12-31T23:59:59.999Z"))).toBe("2026-12-31-23-59-59");
});
