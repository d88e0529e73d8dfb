import Ajv from "ajv-draft-04";
import fc from "fast-check";
import { columnName } from "../../declaration/columns";
import type { EventDeclaration, FieldDeclaration } from "../../declaration/event";
import { parseJson } from "../../basics/exact-json";
import { exampleOf } from "../../declaration/example";
import { eventModel } from "../../declaration/model";
import { compileNormaliser } from "../../handlers/normaliser/normaliser";
import { compileShape } from "../../handlers/ingest/shape";
import { anyText, anyValue, parameters } from "../support/arbitrary";
import { inherited, visit } from "../support/events";
import { ARRIVED, type Line } from "../support/firehose";
import { payment } from "../support/every-type";
import { eventTypes } from "../support/restaurant";

/** What the edge can't know of an event that it takes. */
const NOT_FOR_THE_EDGE = [
  /^not a timestamp that exists, got text$/, // a timestamp's text has no pattern
  /^not a timestamp that exists, got a number$/, // more than a year behind its arrival
  /^nested too deeply, kept as text$/,
  /^(.+ )?more than \d+ digits (behind|before) the point/, // of a number
  /^(.+ )?out of range, .* to the most/, // of a decimal's text
  /^(.+ )?not a date that exists, yyyy-MM-dd, got text/, // a day that the month lacks
  /^(.+ )?not a timestamp that exists, got (text|a number)/,
];

const numberText = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
  fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,20})?([eE][-+]?\d{1,2})?$/),
  fc.constantFrom(
    "5.0",
    "1e3",
    "1700000000.0",
    "1694769302.325",
    "2147483648",
    "9007199254740993",
    "12345678901234567890",
  ),
  fc.constantFrom(
    "0.1234567890123456789",
    "2022",
    "20220911230000",
    "1662937200250999",
    "4102444800",
    "946684799",
    "-0",
    "1e999",
  ),
);
/** A value as JSON: of the kinds that fields have, or anything. */
const value = fc.oneof(
  numberText,
  numberText.map((text) => JSON.stringify(text)),
  fc.constantFrom(
    "null",
    "true",
    "false",
    '"true"',
    '"12"',
    '" 12 "',
    '""',
    "{}",
    "[]",
    '"2022-09-11T23:00:00Z"',
    '"yesterday"',
  ),
  fc.constantFrom(
    '"🍝🍝🍝🍝🍝🍝🍝🍝🍝🍝"',
    '"🍝🍝🍝🍝🍝🍝🍝🍝🍝🍝🍝"',
    String.raw`"\ud800"`,
    String.raw`"\ud83c\udf5d"`,
  ),
  anyText.map((text) => JSON.stringify(text)),
  anyValue.map((any) => JSON.stringify(any)),
);

/** Events most of whose fields are as they should be. */
function eventJson(event: EventDeclaration): fc.Arbitrary<string> {
  const good = (field: FieldDeclaration, index: number): string =>
    JSON.stringify(
      exampleOf({ fields: { note: { ...field, ...(field.type === "string" && { maxLength: 1 }) } } }, index)["note"],
    );
  const fields = Object.entries<FieldDeclaration>(event.fields);
  const sent = fields.map(([name, field]) =>
    fc
      .record({
        key: fc.constantFrom(name, name, name, ...(field.aliases ?? [])),
        json: fc.oneof(
          { weight: 4, arbitrary: fc.nat({ max: 5 }).map((index) => good(field, index)) },
          { weight: 1, arbitrary: value },
        ),
        isSent: fc.integer({ min: 0, max: field.required ? 9 : 1 }),
      })
      .map(({ key, json, isSent }) => (isSent === 0 ? [] : [`${JSON.stringify(key)}:${json}`])),
  );
  const names = fields.flatMap(([name, field]) => [name, ...(field.aliases ?? [])]);
  const other = fc
    .tuple(fc.constantFrom(...names, "event_id", "event_id", "other"), value)
    .map(([key, json]) => `${JSON.stringify(key)}:${json}`);
  return fc
    .tuple(fc.tuple(...sent), fc.array(other, { maxLength: 2 }))
    .map(([declared, others]) => `{${[...declared.flat(), ...others].join(",")}}`);
}

test.each([...eventTypes, visit, inherited, payment].map((event) => [event.name, event] as const))(
  "what the transform stores of %s without a problem is taken at the edge in either mode, and what is taken has no problem that draft-04 can name",
  (_name, event: EventDeclaration) => {
    const model = new Ajv({ strict: false, ownProperties: true }).compile(eventModel(event));
    const shapeProblem = compileShape(event);
    const normalise = compileNormaliser(event);
    let [taken, refused] = [0, 0];
    fc.assert(
      fc.property(eventJson(event), (json) => {
        const sent = parseJson(json);
        const line = JSON.parse(normalise(sent, "given", ARRIVED)) as Line;
        const problems = (line["problems"] as string | null)?.split("; ") ?? [];
        const others = problems.filter(
          (problem) => !NOT_FOR_THE_EDGE.some((known) => known.test(problem.replace(/^\w+: /, ""))),
        );
        const isTaken = model(JSON.parse(json));
        if (isTaken) taken++;
        else refused++;
        if (problems.length === 0) expect([json, isTaken]).toEqual([json, true]);
        if (isTaken) expect([json, others]).toEqual([json, []]);
        const ofId = problems.some((problem) => problem.startsWith("event_id:"));
        expect([json, shapeProblem(sent) === undefined && !ofId]).toEqual([json, isTaken]);
      }),
      parameters(1500),
    );
    expect(Math.min(taken, refused)).toBeGreaterThan((taken + refused) / 50); // or the events say little
  },
);

test("what the transform stores of a field that the edge took is what was sent, or it is in extra", () => {
  const normalise = compileNormaliser(visit);
  const model = new Ajv({ strict: false, ownProperties: true }).compile(eventModel(visit));
  fc.assert(
    fc.property(fc.constantFrom("ratio", "total", "visits", "note", "member"), value, (name, json) => {
      const event = `{"pageName":"a","seconds":1,"${name}":${json}}`;
      if (!model(JSON.parse(event))) return;
      const line = JSON.parse(normalise(parseJson(event), "given", ARRIVED)) as Line;
      const stored = line[columnName(name)];
      if (line["extra"] !== null) expect(line["extra"]).toBe(`{"${name}":${json}}`);
      else if (!/\\ud[89a-f]/i.test(json)) expect([json, stored === JSON.parse(json)]).toEqual([json, true]); // -0 is 0
    }),
    parameters(1000),
  );
});
