// @internal
import type { Across } from "../../declaration/across";
import { ANSWERS } from "../../declaration/across-answers";
import { acrossSql } from "../../declaration/across-sql";
import { DASHBOARD_DAYS } from "../../declaration/analysis";
import { columnName, FOUND_IN_EVERY_EVENT } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import type { FieldType } from "../../declaration/field-types";
import { eventsWithin, identifier, type Within } from "../../declaration/sql";
import { storedFields } from "../../declaration/stored-fields";

/** A column of an event type's data set. */
export interface DataSetColumn {
  readonly name: string;
  readonly type: FieldType;
}

/** How QuickSight takes each type; undefined for what it has no column for: a chart of one is refused where it is declared. */
interface QuickSight {
  /** https://docs.aws.amazon.com/quicksight/latest/APIReference/API_InputColumn.html */
  readonly type: string;
  /** Which fields of visuals it makes. */
  readonly kind: "text" | "number" | "time";
  /** Whether its query makes text of it. */
  readonly asText?: true;
}
const TEXT: QuickSight = { type: "STRING", kind: "text" };
export const QUICKSIGHT: Readonly<Record<FieldType, QuickSight | undefined>> = {
  string: TEXT,
  int: { type: "INTEGER", kind: "number" },
  bigint: { type: "INTEGER", kind: "number" },
  double: { type: "DECIMAL", kind: "number" },
  // It would show 1 and 0: https://docs.aws.amazon.com/quicksight/latest/user/supported-data-types-and-values.html
  boolean: { ...TEXT, asText: true },
  timestamp: { type: "DATETIME", kind: "time" },
  decimal: { type: "DECIMAL", kind: "number" },
  date: { type: "DATETIME", kind: "time" },
  oneOf: TEXT,
  list: undefined,
  object: undefined,
  json: TEXT,
};

/** The columns of an event type's data set: those of its view that QuickSight has a type for, then the computed ones. */
export function dataSetColumns(event: EventDeclaration): readonly DataSetColumn[] {
  const stored = storedFields(event.fields).map(([name, { type }]) => ({ name: columnName(name), type }));
  const noted = Object.entries(FOUND_IN_EVERY_EVENT).map(([name, type]) => ({ name, type }));
  const computed = Object.entries(event.computed ?? {}).map(([name, { type }]) => ({ name: columnName(name), type }));
  return [...stored, ...noted, ...computed].filter(({ type }) => QUICKSIGHT[type] !== undefined);
}

/** The query of an event type's data set: each event of the last days once. */
export function dataSetSql(event: EventDeclaration, within: Within): string {
  return `SELECT ${taken(dataSetColumns(event))} FROM (\n  ${eventsWithin(event, DASHBOARD_DAYS, within)}\n)`;
}

/** The columns of the data set of a question over several event types. */
export const acrossColumns = ({ kind }: Across): readonly DataSetColumn[] =>
  Object.entries(ANSWERS[kind].columns).map(([name, type]) => ({ name, type }));

/** Its query: the answer. */
export const acrossDataSetSql = (asked: Across, eventTypes: readonly EventDeclaration[], within: Within): string =>
  `SELECT ${taken(acrossColumns(asked))} FROM (\n${acrossSql(asked, eventTypes, within)}\n)`;

const taken = (columns: readonly DataSetColumn[]): string =>
  columns
    .map(({ name, type }) => {
      const shown = asShown(type, identifier(name));
      return shown === identifier(name) ? shown : `${shown} AS ${identifier(name)}`;
    })
    .join(", ");

/** A value in the type that QuickSight shows. */
export const asShown = (type: FieldType, expression: string): string =>
  QUICKSIGHT[type]?.asText ? `CAST(${expression} AS varchar)` : expression;
