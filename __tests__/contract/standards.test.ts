import Ajv2020 from "ajv/dist/2020";
import { declarationSource } from "../../contract/declaration-source";
import { importJsonSchema } from "../../contract/import-json-schema";
import { jsonSchema } from "../../contract/json-schema";
import { openDataContract } from "../../contract/open-data-contract";
import { yamlOf } from "../../contract/yaml";
import { defineEvent } from "../../declaration/define";
import { exampleOf } from "../../declaration/example";
import { payment } from "../support/every-type";
import { eventTypes } from "../support/restaurant";

test("JSON Schema takes what the edge takes", () => {
  for (const event of [...eventTypes, payment]) {
    const isTaken = new Ajv2020({ strict: false }).compile(jsonSchema([event]));
    expect(isTaken(exampleOf(event))).toBe(true);
    expect(isTaken([])).toBe(false);
  }
  expect(Object.keys(jsonSchema([...eventTypes, payment])["$defs"] as object)).toContain("payment");
});

test("the Open Data Contract names every column with its type in the view", () => {
  const yaml = openDataContract([payment], { id: "payments" });
  expect(yaml).toContain('physicalName: "payment_events"');
  expect(yaml).toContain('physicalType: "decimal(10,2)"');
  expect(yaml.split("\n").filter((line) => /physicalName: "(paidat|amount|items|raw)"/.test(line))).toHaveLength(4);
});

test("YAML in blocks says what JSON says, whatever the texts hold", () => {
  expect(yamlOf({ a: [{ b: "no", c: [] }, "x: y\n#"], "d e": { f: null, g: 1.5 }, h: {}, i: undefined })).toBe(
    'a:\n  - b: "no"\n    c: []\n  - "x: y\\n#"\n"d e":\n  f: null\n  g: 1.5\nh: {}\n',
  );
});

const about = { name: "page-view", path: "/page-views", table: "page_views" };

test("a declaration made of the schema of a declaration takes the same events", () => {
  const { event, notes } = importJsonSchema(
    {
      $schema: "http://json-schema.org/draft-07/schema#",
      title: "Page view",
      type: "object",
      required: ["page", "at"],
      definitions: { money: { type: "number", multipleOf: 0.01 } },
      properties: {
        page: { type: "string", maxLength: 20, pattern: "^/" },
        at: { type: "string", format: "date-time" },
        day: { type: ["string", "null"], format: "date" },
        kind: { enum: ["a", "b", null], default: "a" },
        seconds: { type: "integer", minimum: 0, maximum: 100 },
        total: { type: "integer" },
        ratio: { type: "number" },
        price: { $ref: "#/definitions/money" },
        tags: { type: "array", items: { type: "string" }, maxItems: 3 },
        item: { type: "object", properties: { sku: { type: "string" } }, required: ["sku"] },
        anything: { type: "object" },
        mixed: { oneOf: [{ type: "string" }, { type: "integer" }] },
        maybe: { anyOf: [{ type: "boolean" }, { type: "null" }] },
        "data-x": { type: "string" },
        event_id: { type: "string" },
        odd: { type: "string", pattern: "(?<=x)y" },
      },
      additionalProperties: false,
    },
    about,
  );
  expect(defineEvent(event).fields).toEqual({
    page: { type: "string", maxLength: 20, pattern: "^/", required: true },
    at: { type: "timestamp", required: true },
    day: { type: "date" },
    kind: { type: "oneOf", values: ["a", "b"], default: "a" },
    seconds: { type: "int", minimum: 0, maximum: 100 },
    total: { type: "bigint" },
    ratio: { type: "double" },
    price: { type: "decimal", precision: 18, scale: 2 },
    tags: { type: "list", of: { type: "string" }, maxItems: 3 },
    item: { type: "object", fields: { sku: { type: "string", required: true } } },
    anything: { type: "json" },
    mixed: { type: "json" },
    maybe: { type: "boolean" },
    odd: { type: "string" },
  });
  expect(notes.map((note) => note.split(":")[0])).toEqual([
    "the event",
    "price",
    "anything",
    "mixed",
    "data-x",
    "event_id",
    "odd",
  ]);
  expect(declarationSource(event, "clickstream-cdktf/events")).toContain(
    'item: object({ sku: string({ "required": true })'.replace('"required"', "required"),
  );
});

test.each([
  ["no object", { type: "string" }],
  ["nothing that can be a field", { type: "object", properties: { "a-b": {} } }],
  ["a text", "x"],
])("a schema of %s is refused", (_, schema) => {
  expect(() => importJsonSchema(schema, about)).toThrow(/schema/);
});

test("a schema that refers to itself ends", () => {
  const node = { type: "object", properties: { child: { $ref: "#/definitions/node" } } };
  const { event } = importJsonSchema(
    { type: "object", definitions: { node }, properties: { node: { $ref: "#/definitions/node" } } },
    about,
  );
  expect(() => defineEvent(event)).not.toThrow();
});
