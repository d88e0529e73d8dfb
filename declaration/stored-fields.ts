import type { FieldDeclaration, Fields } from "./field";

/** The fields that are stored at all. */
export const storedFields = (fields: Fields): readonly (readonly [name: string, field: FieldDeclaration])[] =>
  Object.entries<FieldDeclaration>(fields).filter(([, field]) => !field.sensitive);

/** The fields that clients send; the others the pipeline finds out by itself. */
export const sentFields = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries<FieldDeclaration>(fields).filter(([, field]) => field.ingestKey === undefined));
