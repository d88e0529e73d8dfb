import Ajv from "ajv-draft-04";
import { parseJson } from "../../../basics/exact-json";
import { columnsOf, viewColumnsOf } from "../../../declaration/columns";
import { defineEvent } from "../../../declaration/define";
import {
  type FieldDeclaration,
  decimal,
  int,
  json,
  list,
  object,
  oneOf,
  string,
  timestamp,
  date,
  double,
  bigint,
  boolean,
} from "../../../declaration/event";
import { eventModel } from "../../../declaration/model";
import { viewSql } from "../../../declaration/sql";
import { compileNormaliser, wellFormedJson } from "../../../handlers/normaliser/normaliser";
import { BUCKET, DATEHOUR, Lake, view, visits } from "../../support/athena";
import { ARRIVED } from "../../support/firehose";

const HOSTILE = [
  "0",
  "-0",
  "0.0",
  "-0.00",
  "1e2",
  "1E-2",
  "1e400",
  "-1e-400",
  "0e999999999",
  "1e-999999999",
  "19.99",
  "19.990",
  "19.999",
  "99999999.99",
  "100000000",
  "99999999.999",
  "12345678901234567890123456789012345678",
  "0.1",
  "9007199254740993",
  "2147483648",
  "-2147483649",
  "1.0",
  "5.0e0",
  '"0"',
  '"-0.00"',
  '"19.99"',
  '"+19.99"',
  '" 19.99"',
  '"19.99\\n"',
  '"00019.990"',
  '"1e2"',
  '".5"',
  '"5."',
  '"1,5"',
  '"NaN"',
  '"Infinity"',
  '"0x10"',
  '"١٩"',
  '"−5"',
  '"1_000"',
  '"2024-02-29"',
  '"2023-02-29"',
  '"2100-02-29"',
  '"0000-01-01"',
  '"0001-01-01"',
  '"9999-12-31"',
  '"2026-13-01"',
  '"2026-11-31"',
  '"2026-11-20T00:00:00Z"',
  '"2026–11–20"',
  '"2026-11-2"',
  '"20261120"',
  '"10000-01-01"',
  '" 2026-11-20"',
  '"card"',
  '"Card"',
  '"card "',
  '"cash"',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udc00x"',
  '"😀"',
  '"ß"',
  '"a;b"',
  '"__proto__"',
  '"null"',
  '"true"',
  "true",
  "false",
  "[]",
  "{}",
  "[[]]",
  "[{}]",
  "[null]",
  "[null,null]",
  '["a",1,true,null,{}]',
  '[1,2,"3"]',
  '{"sku":null}',
  '{"sku":5}',
  '{"SKU":"x"}',
  '{"sku":"x","sku":"y"}',
  '{"sku":"x","amount":"1.5","boughtOn":"2024-02-29"}',
  '{"sku":"x","amount":1.0005}',
  '{"sku":"x","boughtOn":"2024-02-30"}',
  '{"__proto__":{"sku":"x"}}',
  '{"sku":"x","__proto__":1}',
  '{"constructor":1}',
  '{"toString":"x"}',
  '{"sku":{"sku":"x"}}',
  '{"sku":["x"]}',
  '{"amount":"abc","sku":"x","more":{"a":[1]}}',
  `${"[".repeat(950)}${"]".repeat(950)}`,
  `${'{"a":'.repeat(950)}1${"}".repeat(950)}`,
  `[${"1,".repeat(20_000)}1]`,
  `["${"x".repeat(50_000)}"]`,
  '{"a\\u0000":1}',
  '{"\\ud800":1}',
  '{"":1}',
  '[{"sku":"x","amount":"1.5"},{"sku":7},null,"x"]',
  '{"list":[1,[2]]}',
] as const;

const KINDS: Readonly<Record<string, FieldDeclaration>> = {
  string: string({ maxLength: 20 }),
  pattern: string({ pattern: "^[a-z]+$" }),
  int: int(),
  bigint: bigint(),
  double: double(),
  boolean: boolean(),
  timestamp: timestamp(),
  decimal: decimal(10, 2),
  whole: decimal(38, 0),
  fraction: decimal(3, 3),
  limited: decimal(5, 2, { minimum: 0, maximum: 100 }),
  date: date(),
  one_of: oneOf("card", "cash", "0", "true"),
  list: list(string()),
  ints: list(int(), { maxItems: 3 }),
  decimals: list(decimal(5, 1)),
  lists: list(list(int())),
  objects: list(object({ sku: string({ required: true }), amount: decimal(8, 3) })),
  object: object({ sku: string(), amount: decimal(8, 3), boughtOn: date() }),
  deep: object({ list: list(list(object({ a: int() }))) }),
  json: json(),
};
/** What the transform alone can know. */
const NOT_SAID = /digits|not a date that exists|not a timestamp that exists|nested more than|out of range/;

test.each(Object.entries(KINDS))("whatever is sent as %s is kept, whole, and read by the view", async (kind, field) => {
  const event = defineEvent({
    name: "thing",
    description: "A thing",
    path: "/things",
    table: "things",
    fields: { f: field },
  });
  const normalise = compileNormaliser(event);
  const isTaken = new Ajv({ strict: false }).compile(eventModel(event));
  const lines = HOSTILE.map((sent, index) => normalise(parseJson(`{"f":${sent}}`), `${index}`, ARRIVED));
  for (const [index, line] of lines.entries()) {
    const sent = HOSTILE[index] ?? "";
    const row = JSON.parse(line) as { f: unknown; extra: string | null; problems: string | null };
    const shown = [kind, sent.slice(0, 80), row.problems];
    if (!/e-?\d{3,}$/.test(sent) && isTaken(JSON.parse(`{"f":${sent}}`)) && row.problems !== null)
      expect(shown).toEqual([kind, sent.slice(0, 80), expect.stringMatching(NOT_SAID)]);
    if (row.problems !== null) {
      const kept = (JSON.parse(row.extra ?? "{}") as { f?: unknown }).f;
      const exact = JSON.stringify(JSON.parse(sent.replaceAll(/\\ud[89a-f]../gi, "\\ufffd")));
      expect([...shown, typeof kept === "string" && sent.length > 5000 ? "deep" : JSON.stringify(kept)]).toEqual([
        ...shown,
        typeof kept === "string" && sent.length > 5000 ? "deep" : exact,
      ]);
    }
  }
  const place = {
    location: { bucket: BUCKET, prefix: "json/" },
    partitions: {
      keys: [{ ...DATEHOUR, range: ["2026/11/20/00", "2026/11/20/23"] as const }],
      template: "json/${datehour}/",
    },
  };
  const columns = (all: ReturnType<typeof columnsOf>) => all.map(({ name, type }) => ({ name, type }));
  const lake = new Lake([
    visits({ name: "things", columns: columns(columnsOf(event)), ...place }),
    view("thing_events", viewSql(event, "json"), columns(viewColumnsOf(event))),
  ]);
  lake.putRaw("json/2026/11/20/09/o.json", wellFormedJson(`${lines.join("\n")}\n`)); // as the transform does
  const good = lines.filter((line) => line.endsWith('"problems":null}'));
  const rows = await lake.rows("SELECT event_id, f IS NULL FROM thing_events");
  expect(rows).toHaveLength(good.length);
  for (const [id, isNull] of rows)
    expect([kind, HOSTILE[Number(id)]?.slice(0, 80), isNull]).toEqual([kind, HOSTILE[Number(id)]?.slice(0, 80), false]);
});
