import { elementsOf, jsonPieces } from "../../basics/json-values";

test.each<[string, string, readonly unknown[]]>([
  ["on lines", '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
  ["without anything between them", '{"a":"}{"}{"a":"\\"{"}[1,{}]', [{ a: "}{" }, { a: '"{' }, [1, {}]]],
  ["around something that is none", 'x {"a":1} 7 {"a":2} "y"', [undefined, { a: 1 }, undefined, { a: 2 }, undefined]],
  ["with one cut short on its line", '{"a":1}\n{"b":[\n{"a":2}\n', [{ a: 1 }, undefined, { a: 2 }]],
  ["with brackets that don't fit", '{"a":]}{"a":2}', [undefined, undefined, { a: 2 }]],
  ["in nothing", "  \n", []],
])("JSON values %s are found, and nothing that stands there is left out", (_, text, expected) => {
  const pieces = [...jsonPieces(text)];
  expect(pieces.map(({ value }) => value)).toEqual(expected);
  expect(
    pieces
      .map(({ start, end }) => text.slice(start, end))
      .join("")
      .replaceAll(/\s/g, ""),
  ).toBe(text.replaceAll(/\s/g, ""));
});

test.each<[string, readonly string[] | undefined]>([
  ['[1, {"a":[2,3]} ,"],"]', ["1", ' {"a":[2,3]} ', '"],"']],
  ["\ufeff []", []],
  ["{}", undefined],
  ["", undefined],
])("the elements of %s are those that JSON.parse finds", (text, expected) => {
  expect(elementsOf(text)?.map((element) => element.text)).toEqual(expected);
});
