import fc from "fast-check";
import { NumberText, parseJson, writeJson } from "../../basics/exact-json";

const again = (text: string): string => writeJson(parseJson(text));

test.each([
  "1524831183200260097",
  "12345678901234567890123",
  "-9007199254740993",
  "0.1234567890123456789",
  "15.990000000000000001",
  "1.0",
  "10.50",
  "-0",
  "-0.0",
  "1e3",
  "1E400",
  "-1e-400",
  "1.5e+3",
  "0.0000001",
  "5.0000000000000000001",
])("the number %s is written as it was read, wherever it stands", (number) => {
  for (const text of [number, `[${number}]`, `{"a":${number}}`, `{"a":[{"b":${number}},${number}],"c":"x"}`])
    expect(again(text)).toBe(text);
  expect(again(` [ ${number} ,\n${number}\t]\r\n`)).toBe(`[${number},${number}]`);
});

test("numbers that JavaScript writes as they were sent stay numbers, also the long ones that it makes itself", () => {
  const text = "[0,12,-1.5,1662937200000000,9007199254740991,0.30000000000000004,1234.5999999940395,1e+21,1e-7]";
  const values = parseJson(text) as readonly unknown[];
  expect(values.every((value) => typeof value === "number")).toBe(true);
  expect(writeJson(values)).toBe(text);
});

test("digits in a text or in a name are no number", () => {
  const text = '{"1.0":"1.0, 2.0 ","a,1.0":": 12345678901234567890,","b\\"":"\\" 1.0","c":1.0}';
  expect(again(text)).toBe(text);
  expect((parseJson(text) as Record<string, unknown>)["1.0"]).toBe("1.0, 2.0 ");
});

test.each(["", "{", "1.0.0", "01.0", "[1.0", '"', '{"a":1.0,}', "1.0 2.0", "--1.0", "1.", ".5", "+1.0", "0x10", "1e"])(
  "%j is no JSON, whatever numbers stand in it",
  (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  },
);

test("one byte order mark before the JSON is no part of it, a second one is no JSON", () => {
  expect(parseJson("\ufeff[1.0]")).toEqual([new NumberText("1.0")]);
  expect(parseJson("\ufeff{}")).toEqual({});
  expect(() => parseJson("\ufeff\ufeff{}")).toThrow(SyntaxError);
});

test("names of half surrogate pairs stay apart, deep down too, and never take another's place", () => {
  const read = (text: string): unknown => JSON.parse(again(text));
  expect(read(String.raw`{"\ud800":1,"\ud801":2,"a":[{"\udc00":3,"\udc01":4,"\ufffd":5}]}`)).toEqual({
    "\ufffd": 1,
    "\ufffd2": 2,
    a: [{ "\ufffd2": 3, "\ufffd3": 4, "\ufffd": 5 }],
  });
  expect(Object.keys(read(String.raw`{"\ud800":1,"\ud801":2,"\ufffd2":3,"\ud802":4,"\ufffd3":5}`) as object)).toEqual([
    "\ufffd",
    "\ufffd4",
    "\ufffd2",
    "\ufffd5",
    "\ufffd3",
  ]);
  expect(again(String.raw`{"\ud83c\udf5d":1,"__proto__":{"x":1},"k\ud800":2}`)).toBe(
    '{"🍝":1,"__proto__":{"x":1},"k\ufffd":2}',
  );
});

test("what is nested too deeply for JSON.stringify is written all the same", () => {
  const deep = `{"a":${"[".repeat(200_000)}1.0,"x",null,{"b":[]}${"]".repeat(200_000)}}`;
  expect(again(deep)).toBe(deep);
});

test("any JSON keeps its values and its numbers' digits", () => {
  const number = fc.oneof(
    fc.stringMatching(/^-?(0|[1-9]\d{0,25})(\.\d{1,25})?([eE][-+]?\d{1,3})?$/),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  );
  const { json } = fc.letrec<{ json: string }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      number,
      fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
      fc.array(tie("json"), { maxLength: 4 }).map((all) => `[${all.join(",")}]`),
      fc
        .uniqueArray(
          fc.tuple(
            fc.string({ unit: "binary" }).map((name) => `k${name}`),
            tie("json"),
          ),
          {
            maxLength: 4,
            selector: ([name]) => name,
          },
        )
        .map((all) => `{${all.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`),
    ),
  }));
  fc.assert(
    fc.property(json, (text) => {
      expect(again(text)).toBe(text);
    }),
    { numRuns: 1000 },
  );
});

test("hostile texts of a megabyte take a moment, not minutes", () => {
  const started = process.cpuUsage();
  for (const text of [
    `[${"1.0,".repeat(250_000)}1.0]`,
    `{"a":" ${"1".repeat(1_000_000)}x","b":1.0}`,
    `{"a":" 1.${"0".repeat(1_000_000)}x","b":1.0}`,
    `{"a":${"0.1".padEnd(1_000_000, "0")}}`,
    `{"a":"${"\\\\".repeat(500_000)}","b":1.0}`,
    `{"a":"${" 1.0x".repeat(200_000)}","b":1.0}`,
    `{"a":"${'\\"'.repeat(400_000)}","b":-0}`,
  ])
    expect(again(text) === text).toBe(true);
  const halves = (index: number): string => `\\ud${(0x800 + index).toString(16)}`;
  const names = Array.from({ length: 60_000 }, (_, index) => `"${halves(index >> 10)}${halves(index & 1023)}":0`);
  expect(Object.keys(parseJson(`{${names.join(",")}}`) as object)).toHaveLength(60_000);
  const { user, system } = process.cpuUsage(started); // microseconds
  expect(user + system).toBeLessThan(5_000_000);
});
