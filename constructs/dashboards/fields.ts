// @internal
import type { Measure } from "../../declaration/analysis";
import { columnName, EVENT_ID } from "../../declaration/columns";
import type { FieldType } from "../../declaration/field-types";
import { QUICKSIGHT } from "./data-set-sql";
import type { DimensionField, Field, MeasureField } from "./definition";

/** The aggregates that are made of numbers. */
const NUMERICAL = { sum: "SUM", average: "AVERAGE", distinct: "DISTINCT_COUNT" } as const;

/** Makes the fields of one data set's visuals. QuickSight wants to know of each whether its column holds text, numbers or times. */
export class Fields {
  /** @param types the type of each column of the data set */
  constructor(
    private readonly dataSetIdentifier: string,
    private readonly types: ReadonlyMap<string, FieldType>,
  ) {}

  /** A figure. Events are counted by their ids, which none is without. */
  measure(fieldId: string, measure: Measure): MeasureField {
    if (measure.aggregate === "count")
      return { categorical_measure_field: [{ ...this.field(fieldId, EVENT_ID), aggregation_function: "COUNT" }] };
    const field = this.field(fieldId, measure.column);
    const type = this.typeOf(measure.column);
    if (kindOf(type) === "number")
      return {
        numerical_measure_field: [
          { ...field, aggregation_function: [{ simple_numerical_aggregation: NUMERICAL[measure.aggregate] }] },
        ],
      };
    if (measure.aggregate !== "distinct")
      throw new Error(`${measure.aggregate} of "${measure.column}" needs a number, it is ${type}`);
    return kindOf(type) === "time"
      ? { date_measure_field: [{ ...field, aggregation_function: "DISTINCT_COUNT" }] }
      : { categorical_measure_field: [{ ...field, aggregation_function: "DISTINCT_COUNT" }] };
  }

  /** What figures are grouped by; a time by its every value. */
  dimension(fieldId: string, column: string): DimensionField {
    const type = this.typeOf(column);
    if (kindOf(type) === "time") return this.time(fieldId, column, "MILLISECOND");
    const field = this.field(fieldId, column);
    return kindOf(type) === "number"
      ? { numerical_dimension_field: [field] }
      : { categorical_dimension_field: [field] };
  }

  /** Hours or days of a time. */
  time(fieldId: string, column: string, granularity: "MILLISECOND" | "HOUR" | "DAY"): DimensionField {
    return { date_dimension_field: [{ ...this.field(fieldId, column), date_granularity: granularity }] };
  }

  private field(fieldId: string, column: string): Field {
    return {
      field_id: fieldId,
      column: [{ data_set_identifier: this.dataSetIdentifier, column_name: columnName(column) }],
    };
  }

  private typeOf(column: string): FieldType {
    const type = this.types.get(columnName(column));
    if (type === undefined)
      throw new Error(
        `"${column}" is no column of the data set "${this.dataSetIdentifier}"; there are ${[...this.types.keys()].join(", ")}`,
      );
    return type;
  }
}

const kindOf = (type: FieldType): string => QUICKSIGHT[type]?.kind ?? "none";
