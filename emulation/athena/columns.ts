import type { Arguments } from "../tree/arguments";
import { athenaNameOf, duckName, type GlueType, KNOWN_TYPES, readType } from "./glue-types";

export { identifier } from "./glue-types";

/** A column as Glue names and types it. */
export interface Column {
  readonly name: string;
  /** One of Glue's types: see glue-types.ts. */
  readonly type: string;
}

/** Reads the blocks `columns`. @throws Error naming the block when a type is not known */
export function readColumns(storage: Arguments, nested: boolean): readonly Column[] {
  return storage.blocks("columns").map((column) => {
    const name = column.ignore("comment").string("name");
    const type = column.string("type");
    const known = readType(type);
    if (known === undefined || (!nested && known.kind !== "scalar")) {
      const here = KNOWN_TYPES.filter((each) => nested || !each.includes("<"));
      column.fail("type", `"${type}" of column "${name}" is not known to the local run; known are ${here.join(", ")}`);
    }
    return { name, type };
  });
}

/**
 * DuckDB's type for Glue's.
 * @param jsonKey what a struct's field is called in the data
 */
export const duckType = (glueType: string, jsonKey?: (field: string) => string): string =>
  duckName(known(glueType), jsonKey);

/** Athena's name, in lower case, of one of Glue's types. */
export const athenaName = (glueType: string): string => athenaNameOf(known(glueType));

function known(glueType: string): GlueType {
  const type = readType(glueType);
  if (type === undefined)
    throw new Error(`column type "${glueType}" is not known to the local run; known are ${KNOWN_TYPES.join(", ")}`);
  return type;
}
