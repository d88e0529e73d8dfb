import { writeJson } from "../../basics/exact-json";
import type { FieldDeclaration } from "../../declaration/event";
import type { Reader } from "./extension";
import { EXTENSIONS } from "./extensions";
import { kindOf, Misfit, normaliseValue } from "./values";

/** What brings a field's values to its type. */
export const readerOf = (field: FieldDeclaration): Reader =>
  EXTENSIONS?.read(field, kit) ?? ((value, receivedAt) => normaliseValue(field, value, receivedAt));

/** What extensions share with the functions that they are put into: numbers that keep their digits are known to these alone. */
export const kit = { Misfit, writeJson, kindOf, readerOf };
export type Kit = typeof kit;
