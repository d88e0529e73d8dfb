import { withEventIds } from "../../../cli/replay/event-ids";

const all = (index: number): string => `id-${index}`;

test.each<[string, string, string]>([
  ["an object", '{"a":1}', '{"a":1,"event_id":"id-0"}'],
  ["an object with nothing in it", " { } ", ' { "event_id":"id-0"} '],
  [
    "numbers that JSON.parse can't hold, and space",
    '{ "a": 1e999, "b": 12345678901234567890 }\n',
    '{ "a": 1e999, "b": 12345678901234567890 ,"event_id":"id-0"}\n',
  ],
  [
    "brackets, quotes and commas in texts",
    '{"a":"}],{\\"","b":{"c":[{}]}}',
    '{"a":"}],{\\"","b":{"c":[{}]},"event_id":"id-0"}',
  ],
  [
    "a batch, in which only objects get ids",
    '\ufeff[{"a":1}, 5 ,"{}",[{}],{},null]',
    '\ufeff[{"a":1,"event_id":"id-0"}, 5 ,"{}",[{}],{"event_id":"id-4"},null]',
  ],
  ["an id that is null, which counts as none", '{"event_id":null}', '{"event_id":null,"event_id":"id-0"}'],
  [
    "an id that can't be used: it goes along under another name",
    '{"event_id":[7]}',
    '{"event_id":[7],"unusable_event_id":[7],"event_id":"id-0"}',
  ],
  [
    "a number as an id, whose digits go along",
    '[{"event_id":12345678901234567890},1.0]',
    '[{"event_id":12345678901234567890,"unusable_event_id":12345678901234567890,"event_id":"id-0"},1.0]',
  ],
  ["what is no object", "5", "5"],
  ["a number that is no object either", "5.0", "5.0"],
])("%s: the ids are added and nothing else of what the client sent changes", (_, text, expected) => {
  expect(withEventIds(text, all)).toBe(expected);
  expect(JSON.parse(expected.replace("\ufeff", ""))).toBeDefined();
});

test("events that have an id keep it", () => {
  expect(withEventIds('[{"event_id":"mine"},{}]', (index) => (index === 1 ? "given" : undefined))).toBe(
    '[{"event_id":"mine"},{"event_id":"given"}]',
  );
});
