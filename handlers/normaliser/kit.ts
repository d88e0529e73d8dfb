import { writeJson } from "../../basics/exact-json";
import type { FieldDeclaration } from "../../declaration/event";
import type { Kit, Reader } from "./extension";
import { EXTENSIONS } from "./extensions";
import { kindOf, Misfit, normaliseValue } from "./values";

/** What brings a field's values to its type. */
export const readerOf = (field: FieldDeclaration): Reader =>
  EXTENSIONS?.read(field, kit) ?? ((value, receivedAt) => normaliseValue(field, value, receivedAt));

export const kit: Kit = { Misfit, writeJson, kindOf, readerOf };
