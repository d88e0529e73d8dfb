import { type Column, columnName, columnsOf, formerOf, viewColumnsOf } from "./columns";
import type { EventDeclaration } from "./event";
import { storedFields } from "./stored-fields";
import { storedType } from "./stored-types";

/** How an event type's curated table is kept: plain data. */
export interface Lake {
  /** Hours between two merges of what landed. */
  readonly mergeHours: number;
  /** Hours of landing that the view reads beside the table: a merge that is late by less loses nothing from sight. */
  readonly windowHours: number;
  /** Days after its first arrival within which an event that comes again is known. */
  readonly repeatDays: number;
  /** Files by a field's hash besides the day. @default by the day alone */
  readonly bucket?: LakeBucket;
  /** Days after which events are deleted from it. @default never */
  readonly expirationDays?: number;
  /** Hourly figures of the charts beside it, which these read. @default none */
  readonly rollups?: boolean;
}

/** How each day's files are divided once more. */
export interface LakeBucket {
  /** The field's JSON name. */
  readonly field: string;
  /** Into how many, 2 to 16. */
  readonly count: number;
}

/** The curated table of an event type; undefined when it has none. */
export type LakeOf = (event: EventDeclaration) => Lake | undefined;

/** Athena writes into 100 partitions at most in one statement; none here touches more than this: https://docs.aws.amazon.com/athena/latest/ug/ctas-insert-into.html */
const MOST_PARTITIONS = 90;

/**
 * Days of arrival that one statement may write to. Two are kept for their ends: hours begin and end within a day, and what an object
 * holds may have arrived on the day after its hour.
 */
export const daysOfOneStep = ({ bucket }: Pick<Lake, "bucket">): number =>
  Math.floor(MOST_PARTITIONS / (bucket?.count ?? 1)) - 2;

/** The columns of an event's curated table: declared ones, what they were before, and what every row of a view has. */
export function curatedColumnsOf(event: EventDeclaration): readonly Column[] {
  const fields = storedFields(event.fields);
  const before = fields.flatMap(([, field]) => formerOf(field));
  const typed = new Map([...fields.map(([name, field]) => [columnName(name), field] as const), ...before]);
  const landed = columnsOf(event).map(({ name }) => name);
  const noted = viewColumnsOf(event).filter(({ name }) => !typed.has(name));
  return [
    ...landed.flatMap((name) => {
      const field = typed.get(name);
      return field === undefined
        ? []
        : [{ name, type: storedType(field, "curated"), comment: field.description ?? "" }];
    }),
    ...noted,
  ];
}
