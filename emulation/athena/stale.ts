import { athenaType } from "./cells";
import { athenaName } from "./columns";
import { QueryError } from "./errors";
import type { ViewModel } from "./views";

/** Types that Athena takes for a wider one. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  integer: ["bigint", "double"],
  bigint: ["double"],
  unknown: ["varchar", "integer", "bigint", "double", "boolean", "timestamp"],
};

/**
 * Athena refuses a view whose query no longer gives its columns.
 * @param found the columns of its query, in DuckDB's types
 * @throws QueryError naming the column
 */
export function checkView(
  { name, columns }: ViewModel,
  found: readonly { readonly name: string; readonly type: string }[],
): void {
  const declared = columns.map((column) => ({ name: column.name, type: athenaName(column.type) }));
  const given = found.map((column) => ({ name: column.name.toLowerCase(), type: athenaType(column.type, true) }));
  const fits = declared.every(
    (column, index) =>
      column.name === given[index]?.name &&
      (column.type === given[index].type || WIDER[given[index].type]?.includes(column.type)),
  );
  if (fits && declared.length === given.length) return;
  throw new QueryError(
    `View ${name} is stale: its columns are declared as ${listed(declared)}, and its query gives ${listed(given)}`,
  );
}

const listed = (columns: readonly { readonly name: string; readonly type: string }[]): string =>
  columns.map(({ name, type }) => `${name} ${type}`).join(", ");
