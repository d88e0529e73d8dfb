import type { Arguments } from "../tree/arguments";

/** A column as Glue names and types it. */
export interface Column {
  readonly name: string;
  /** One of Glue's scalar types, or `struct<name:type,…>` of those. */
  readonly type: string;
}

/** Glue's scalar types, with DuckDB's name of each and Athena's. */
const SCALARS: Readonly<Record<string, { readonly duck: string; readonly athena: string }>> = {
  string: { duck: "VARCHAR", athena: "varchar" },
  int: { duck: "INTEGER", athena: "integer" },
  bigint: { duck: "BIGINT", athena: "bigint" },
  double: { duck: "DOUBLE", athena: "double" },
  boolean: { duck: "BOOLEAN", athena: "boolean" },
  timestamp: { duck: "TIMESTAMP", athena: "timestamp" },
};

/** A name as SQL writes it. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Reads the blocks `columns`. @throws Error naming the block when a type is not known */
export function readColumns(storage: Arguments, structs: boolean): readonly Column[] {
  return storage.blocks("columns").map((column) => {
    const name = column.ignore("comment").string("name");
    const type = column.string("type");
    if (!Object.hasOwn(SCALARS, type) && !(structs && structFields(type))) {
      column.fail(
        "type",
        `"${type}" of column "${name}" is not known to the local run; known are ${Object.keys(SCALARS).join(", ")}${structs ? " and struct<name:type,…> of these" : ""}`,
      );
    }
    return { name, type };
  });
}

/**
 * DuckDB's type for Glue's.
 * @param jsonKey what a struct's field is called in the data
 */
export function duckType(glueType: string, jsonKey: (field: string) => string = (field) => field): string {
  const fields = structFields(glueType);
  return fields
    ? `STRUCT(${fields.map(({ name, type }) => `${identifier(jsonKey(name))} ${scalar(type).duck}`).join(", ")})`
    : scalar(glueType).duck;
}

/** Athena's name, in lower case, of one of Glue's scalar types. */
export const athenaName = (glueType: string): string => scalar(glueType).athena;

/** The fields of `struct<name:type,…>`; undefined when it is anything else, a struct of structs included. */
function structFields(type: string): readonly Column[] | undefined {
  const inner = /^struct<(.+)>$/.exec(type)?.[1];
  if (inner === undefined) return undefined;
  const fields = inner.split(",").map((field) => /^(?<name>\w+):(?<type>\w+)$/.exec(field)?.groups ?? {});
  return fields.every(
    (field): field is { name: string; type: string } =>
      field["type"] !== undefined && Object.hasOwn(SCALARS, field["type"]),
  )
    ? fields
    : undefined;
}

function scalar(glueType: string): { readonly duck: string; readonly athena: string } {
  const names = Object.hasOwn(SCALARS, glueType) ? SCALARS[glueType] : undefined;
  if (names === undefined)
    throw new Error(
      `column type "${glueType}" is not known to the local run; known are ${Object.keys(SCALARS).join(", ")}`,
    );
  return names;
}
