import type { FieldDeclaration, Fields, Scalar } from "./field";
import type { FieldType } from "./field-types";

/** That a field has one of these values. */
export interface Condition {
  readonly field: string;
  readonly values: readonly Scalar[];
}

/** Types whose values JSON writes in one way only: a whole number may be 1 and 1.0. */
const SAID_ALIKE: readonly FieldType[] = ["string", "oneOf", "boolean"];

/** What must all hold for a field to be required. */
export const conditionsOf = ({ requiredWhen = {} }: FieldDeclaration): readonly Condition[] =>
  Object.entries(requiredWhen).map(([field, value]) => ({ field, values: [value].flat() }));

/** The same when draft-04 can say it; undefined when it can't, or when there are none. */
export function saidConditions(field: FieldDeclaration, fields: Fields): readonly Condition[] | undefined {
  const conditions = conditionsOf(field);
  const said = conditions.every(({ field: name }) => {
    const on = fields[name];
    return on !== undefined && SAID_ALIKE.includes(on.type) && !on.aliases?.length && on.default === undefined;
  });
  return said && conditions.length > 0 ? conditions : undefined;
}
