import type { FieldDeclaration, Fields } from "./field";

/** The fields that are stored at all. */
export const storedFields = (fields: Fields): readonly (readonly [name: string, field: FieldDeclaration])[] =>
  Object.entries<FieldDeclaration>(fields).filter(([, field]) => !field.sensitive);
