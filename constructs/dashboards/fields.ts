// @internal
import type { Chart, Measure } from "../../declaration/analysis";
import { columnName, EVENT_ID } from "../../declaration/columns";
import type { FieldType } from "../../declaration/field-types";
import { measuresOf } from "../../declaration/rollup-charts";
import { QUICKSIGHT } from "./data-set-sql";
import type { CalculatedField, DimensionField, Field, MeasureField } from "./definition";
import { averageOf, COUNTED, EVENT_COUNT, sumOf, valuesOf } from "./figure-columns";

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

  protected field(fieldId: string, column: string): Field {
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

/** The same of rows that are hourly figures: what these have is added up. */
export class FigureFields extends Fields {
  override measure(fieldId: string, measure: Measure): MeasureField {
    const calculated = calculatedOf(measure);
    if (calculated !== undefined) return { numerical_measure_field: [this.field(fieldId, calculated.name)] };
    return super.measure(
      fieldId,
      measure.aggregate === "sum" ? { ...measure, column: sumOf(columnName(measure.column)) } : measure,
    );
  }
}

/** The columns that are calculated for charts over hourly figures. */
export function calculatedFields(dataSetIdentifier: string, charts: readonly Chart[]): readonly CalculatedField[] {
  const all = charts.flatMap(measuresOf).flatMap((measure) => calculatedOf(measure) ?? []);
  return [...new Map(all.map((each) => [each.name, each])).values()].map((each) => ({
    data_set_identifier: dataSetIdentifier,
    ...each,
  }));
}

/** A count is 0 where there are no rows; a mean is that of all values, not of the hours' means. */
function calculatedOf(measure: Measure): Pick<CalculatedField, "name" | "expression"> | undefined {
  if (measure.aggregate === "count") return { name: COUNTED, expression: `coalesce(sum({${EVENT_COUNT}}), 0)` };
  if (measure.aggregate !== "average") return undefined;
  const column = columnName(measure.column);
  return { name: averageOf(column), expression: `sum({${sumOf(column)}}) / sum({${valuesOf(column)}})` };
}

const kindOf = (type: FieldType): string => QUICKSIGHT[type]?.kind ?? "none";
