import { FailedRecordsTable } from "../../../constructs/catalog/failed-records-table";
import { viewText } from "../../support/catalog";
import { synth } from "../../support/synth";

const make = (eventNames: readonly string[] = ["visit", "bill-request"]) =>
  synth(
    (scope) => new FailedRecordsTable(scope, "failed", { databaseName: "clicks", bucketName: "bucket", eventNames }),
  );
const [table, view] = make()
  .all("aws_glue_catalog_table")
  .toSorted((one, other) => String(one.name).localeCompare(String(other.name)));

test("failed records of every stream and kind are found without a crawler, each hour by its folder", () => {
  expect(table).toMatchObject({
    name: "failed_records",
    database_name: "clicks",
    table_type: "EXTERNAL_TABLE",
    parameters: {
      "projection.enabled": "true",
      "projection.event_type.type": "enum",
      "projection.event_type.values": "visit,bill-request",
      "projection.error_type.type": "enum",
      "projection.error_type.values": "processing-failed,format-conversion-failed",
      "projection.datehour.type": "date",
      "projection.datehour.format": "yyyy/MM/dd/HH",
      "storage.location.template": "s3://bucket/errors/$${event_type}/$${error_type}/$${datehour}/",
    },
    partition_keys: [{ name: "event_type" }, { name: "error_type" }, { name: "datehour" }],
    storage_descriptor: { location: "s3://bucket/errors/" },
  });
});

test("whatever Firehose writes of either kind of failure has its column, under either spelling of the reason", () => {
  const { columns, ser_de_info: serDe } = table?.storage_descriptor as {
    columns: { name: string }[];
    ser_de_info: { parameters: Record<string, string> };
  };
  const jsonNames = columns.map(({ name }) => serDe.parameters[`mapping.${name}`]);
  expect(jsonNames).toEqual(
    expect.arrayContaining([
      "attemptsMade",
      "arrivalTimestamp",
      "attemptEndingTimestamp",
      "errorCode",
      "errorMessage",
      "rawData",
      "lambdaArn",
    ]),
  );
  expect(jsonNames).toEqual(
    expect.arrayContaining(["lastErrorCode", "lastErrorMessage", "sequenceNumber", "dataCatalogTable"]),
  );
});

test("one line that can't be read leaves the other failures readable, and is counted", () => {
  expect(table?.storage_descriptor).toMatchObject({ ser_de_info: { parameters: { "ignore.malformed.json": "TRUE" } } });
});

test("the view says why, when and what, as text and timestamp", () => {
  expect(view).toMatchObject({ name: "failed_records_decoded", table_type: "VIRTUAL_VIEW" });
  expect(viewText(view ?? {}).columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "event_type varchar",
    "error_type varchar",
    "reason varchar",
    "message varchar",
    "arrived_at timestamp(3)",
    "attempts bigint",
    "raw_data varchar",
    "datehour varchar",
  ]);
});

test("a table over no event type is refused", () => {
  expect(() => make([])).toThrow("`eventNames` must name at least one event type, got none");
});
