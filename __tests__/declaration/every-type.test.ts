import Ajv from "ajv-draft-04";
import { QUICKSIGHT } from "../../constructs/dashboards/data-set-sql";
import { columnsOf, viewColumnsOf } from "../../declaration/columns";
import { defineEvent } from "../../declaration/define";
import type { EventDeclaration } from "../../declaration/event";
import { exampleOf } from "../../declaration/example";
import { FIELD_TYPES, type FieldType } from "../../declaration/field-types";
import { eventModel } from "../../declaration/model";
import { openApi } from "../../declaration/openapi";
import { athenaTypeOf } from "../../declaration/stored-types";
import { viewSql } from "../../declaration/sql";
import { viewName } from "../../declaration/tables";
import { athenaName } from "../../emulation/athena/columns";
import { COLUMN_TYPES } from "../../emulation/firehose/conversion-model";
import { compileShape } from "../../handlers/ingest/shape";
import { compileNormaliser } from "../../handlers/normaliser/normaliser";
import { READ_BY, usedExtensions } from "../../handlers/used-extensions";
import { eventReference } from "../../library/docs/reference";
import { samplesOf } from "../../local/pipeline/samples";
import { BUCKET, Lake, view, visits } from "../support/athena";
import { FIELD_OF } from "../support/every-type";
import { ARRIVED, type Line } from "../support/firehose";

const eventOf = (type: FieldType): EventDeclaration =>
  defineEvent({
    name: "thing",
    description: "A thing",
    path: "/things",
    table: "things",
    fields: { theField: FIELD_OF[type] },
  });

describe.each(FIELD_TYPES)("a field of type %s", (type) => {
  const event = eventOf(type);
  const sent = exampleOf(event);

  test("is in the request model, in the ingest function's checks and in OpenAPI, and its example passes", () => {
    const model = new Ajv({ strict: false }).compile(eventModel(event));
    expect(model(sent)).toBe(true);
    expect(compileShape(event)(sent)).toBeUndefined();
    const wrong = { theField: type === "json" ? null : { unlike: [] } };
    const isTaken = model(wrong);
    expect(compileShape(event)(wrong) === undefined).toBe(isTaken);
    expect(isTaken).toBe(type === "json" || type === "object"); // an object lets members be that nobody declared
    expect(JSON.stringify(openApi([event], { serverUrl: "https://a.example", mode: "firehose" }))).toContain(
      "theField",
    );
  });

  test("is read by the functions or by one extension, which is bundled for it", () => {
    const by = READ_BY[type];
    expect(usedExtensions([event]).filter((name) => name === by)).toEqual(by === "functions" ? [] : [by]);
  });

  test("is stored without a problem, as a column that Glue, Firehose's conversion and the local run know", () => {
    const line = JSON.parse(compileNormaliser(event)(sent, "id", ARRIVED)) as Line;
    expect(line).toMatchObject({ extra: null, problems: null });
    expect(line["thefield"]).not.toBeNull();
    for (const format of ["json", "parquet"] as const)
      expect(COLUMN_TYPES).toContain(columnsOf(event, format)[0]?.type);
    expect(athenaName(viewColumnsOf(event)[0]?.type ?? "").replaceAll("timestamp", "timestamp(3)")).toBe(
      athenaTypeOf(viewColumnsOf(event)[0]?.type ?? "").replaceAll('"', ""),
    );
  });

  test("comes out of the view with its own type", async () => {
    const table = visits({
      name: "things",
      columns: columnsOf(event).map(({ name, type: glue }) => ({ name, type: glue })),
    });
    const things = view(viewName(event), viewSql(event, "json"), viewColumnsOf(event));
    const lake = new Lake([table, things]);
    lake.put("2026/11/20/09", `${compileNormaliser(event)(sent, "id", ARRIVED)}\n`);
    const { columns, rows } = await lake.athena.query(`SELECT thefield FROM ${viewName(event)}`);
    expect(columns[0]?.type.replace(/^row.*/, "row")).toBe(
      athenaName(viewColumnsOf(event)[0]?.type ?? "").replace(/^row.*/, "row"),
    );
    expect(rows[0]?.[0] ?? null).not.toBeNull();
    expect(BUCKET).toBe(table.location.bucket);
  });

  test("is named in the reference, has samples, and QuickSight has a column for it or a refusal says why not", () => {
    expect(eventReference([event])).toContain("`theField`");
    const [sample] = samplesOf([event], "/nowhere");
    expect(sample?.stored[0]).toHaveProperty("thefield");
    const charted = (): unknown =>
      defineEvent({
        ...event,
        charts: [{ kind: "bar", title: "Things", measure: { aggregate: "count" }, by: "theField" }],
      });
    if (QUICKSIGHT[type] === undefined || type === "json") expect(charted).toThrow(`"theField" is of type ${type}`);
    else expect(charted).not.toThrow();
  });
});

test("a Record that forgets a type does not compile, and one that has too many is noticed here", () => {
  for (const record of [FIELD_OF, QUICKSIGHT, READ_BY]) expect(Object.keys(record)).toEqual([...FIELD_TYPES]);
});
