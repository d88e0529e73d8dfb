// @internal
import { DASHBOARD_DAYS } from "../../declaration/analysis";
import { columnName, viewColumnsOf } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { FIELD_TYPES, type FieldType } from "../../declaration/field-types";
import { eventsWithin, identifier } from "../../declaration/sql";

/** A column of an event type's data set. */
export interface DataSetColumn {
  readonly name: string;
  readonly type: FieldType;
}

/** The columns of an event type's data set: those of its view, then the computed ones. */
export function dataSetColumns(event: EventDeclaration): readonly DataSetColumn[] {
  const stored = viewColumnsOf(event).map(({ name, type }) => ({ name, type: fieldType(name, type) }));
  const computed = Object.entries(event.computed ?? {}).map(([name, { type }]) => ({ name: columnName(name), type }));
  return [...stored, ...computed];
}

/**
 * The query of an event type's data set: each event of the last days once. What is true or false becomes text, since QuickSight would show
 * 1 and 0: https://docs.aws.amazon.com/quicksight/latest/user/supported-data-types-and-values.html
 */
export function dataSetSql(event: EventDeclaration, databaseName: string): string {
  const columns = dataSetColumns(event).map(({ name, type }) =>
    type === "boolean" ? `CAST(${identifier(name)} AS varchar) AS ${identifier(name)}` : identifier(name),
  );
  return `SELECT ${columns.join(", ")} FROM (\n  ${eventsWithin(event, DASHBOARD_DAYS, databaseName)}\n)`;
}

/** What QuickSight calls them: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_InputColumn.html */
export const QUICKSIGHT_TYPES: Readonly<Record<FieldType, string>> = {
  string: "STRING",
  int: "INTEGER",
  bigint: "INTEGER",
  double: "DECIMAL",
  boolean: "STRING",
  timestamp: "DATETIME",
};

/** A view's columns have the fields' own types. */
function fieldType(column: string, type: string): FieldType {
  const known = FIELD_TYPES.find((candidate) => candidate === type);
  if (known === undefined)
    throw new Error(`column "${column}" has type "${type}"; QuickSight is told of ${FIELD_TYPES.join(", ")} only`);
  return known;
}
