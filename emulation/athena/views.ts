import { isObject } from "../../basics/json";
import type { Arguments } from "../tree/arguments";
import { athenaName, type Column, readColumns } from "./columns";
import { expect, Parameters } from "./parameters";

/** A view as a query sees it. */
export interface ViewModel {
  readonly kind: "view";
  readonly database: string;
  readonly name: string;
  /** In order, the partition key of the tables below included. */
  readonly columns: readonly Column[];
  /** One SELECT. Names without a database are those of its own. */
  readonly sql: string;
}

/** What Athena keeps of a view, as the JSON in `view_original_text`. */
interface Definition {
  readonly originalSql: string;
  readonly catalog: string;
  readonly schema: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** What it shows. */
  readonly comment?: string;
  /** It runs with the rights of whoever asks, as all views do here and in Athena. */
  readonly runAsInvoker?: true;
}

const TEXT = "view_original_text";
const CATALOG = "awsdatacatalog";
/** Athena's timestamps have milliseconds, and both ways to say so are the same type; so is a member's name with quotes and without. */
const plainType = (type: string): string => type.replaceAll("timestamp(3)", "timestamp").replaceAll('"', "");

/** Reads a Glue table of type VIRTUAL_VIEW. @throws Error naming the resource's address and what contradicts, or is not known to the local run */
export function readView(view: Arguments, database: string): ViewModel {
  if (view.blocks("partition_keys").length > 0)
    view.fail("partition_keys", "must be left out: a view's columns hold those of its tables");
  const parameters = new Parameters(view);
  parameters.oneOf("presto_view", ["true"]);
  parameters.optional("comment");
  parameters.done();
  expect(view, "view_expanded_text", "/* Presto View */");

  const storage = view.block("storage_descriptor");
  const columns = readColumns(storage, true);
  const serDe = storage.optionalBlock("ser_de_info")?.ignore("name");
  if (serDe) expect(serDe, "serialization_library", "-");

  const definition = readDefinition(view);
  if (definition.catalog !== CATALOG)
    view.fail(TEXT, `has the catalog "${definition.catalog}"; it must be "${CATALOG}"`);
  if (definition.schema !== database)
    view.fail(TEXT, `has the schema "${definition.schema}"; its database is "${database}"`);
  const declared = columns.map(({ name, type }) => `${name} ${athenaName(type)}`).join(", ");
  const defined = definition.columns.map(({ name, type }) => `${name} ${plainType(type)}`).join(", ");
  if (declared !== defined)
    view.fail(TEXT, `has the columns ${defined}; those of the storage descriptor are ${declared}`);
  return { kind: "view", database, name: view.string("name"), columns, sql: definition.originalSql };
}

function readDefinition(view: Arguments): Definition {
  const text = view.string(TEXT);
  const base64 = /^\/\* Presto View: (\S+) \*\/$/.exec(text)?.[1];
  if (base64 === undefined) return view.fail(TEXT, `must be "/* Presto View: <base64> */", got "${text}"`);
  const bytes = Buffer.from(base64, "base64");
  if (bytes.toString("base64") !== base64) return view.fail(TEXT, `holds something that is not base64: "${base64}"`);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    return view.fail(TEXT, `holds the base64 of something that is not JSON: ${bytes.toString("utf8")}`);
  }
  return isDefinition(value)
    ? value
    : view.fail(
        TEXT,
        `must hold originalSql, catalog, schema and columns with their name and type, comment and runAsInvoker: true if anything, and nothing else, got ${JSON.stringify(value)}`,
      );
}

function isDefinition(value: unknown): value is Definition {
  if (!isObject(value)) return false;
  const { originalSql, catalog, schema, columns, comment = "none", runAsInvoker = true, ...others } = value;
  return (
    [originalSql, catalog, schema, comment].every(isText) &&
    runAsInvoker === true &&
    Object.keys(others).length === 0 &&
    Array.isArray(columns) &&
    columns.length > 0 &&
    columns.every(isColumn)
  );
}

const isColumn = (value: unknown): boolean =>
  isObject(value) && Object.keys(value).sort().join() === "name,type" && Object.values(value).every(isText);
const isText = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";
