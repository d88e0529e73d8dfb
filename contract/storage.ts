import { columnName } from "../declaration/columns";
import type { FieldDeclaration } from "../declaration/event";
import { storedType, viewType } from "../declaration/stored-types";
import { breaks, DEPLOY, type Effect, migrates, safely } from "./change";

/**
 * What a field's stored values become.
 * @param questions what asks for a column, in words. @default nothing does
 */
export function storageOf(
  old: FieldDeclaration,
  field: FieldDeclaration,
  column: string,
  questions: (column: string) => readonly string[] = () => [],
): readonly Effect[] {
  const kept = (["json", "parquet"] as const).filter((format) => storedType(old, format) === storedType(field, format));
  const isKept = kept.length === 2;
  const found: Effect[] = [];
  if (!isKept) {
    const [was, is] = [storedType(old, "json"), storedType(field, "json")];
    if (was === "int" && is === "bigint") found.push(safely(`${column} is read as bigint, in old objects too`));
    else if (is === "double" && (was === "int" || was === "bigint"))
      found.push(
        migrates(
          "storage",
          `JSON tables read old values of ${column} as double; Parquet objects hold ${was}, which no reader takes for double`,
          "With JSON alone: nothing more",
          `With Parquet: a field of another name with aliases: ["${column}"] and formerly: [{ column: "${column}", was: { type: "${was}" } }]`,
          ...DEPLOY,
        ),
      );
    else found.push(breaks("storage", `${column} is ${is} instead of ${was} in the table, which old objects are not`));
  } else if (!isReadAlike(old, field))
    found.push(breaks("storage", `what is stored in ${column} as ${wordOf(old)} is not all ${wordOf(field)}`));
  if (isAskedAlike(old, field)) return found;
  const types = `${viewType(field)} instead of ${viewType(old)}`;
  if (isKept && isReadAlike(old, field)) found.push(breaks("questions", `${column} is ${types} in the view`));
  return [
    ...found,
    ...questions(column).map((question) => breaks("questions", `${question} uses ${column}, which is ${types}`)),
  ];
}

const wordOf = (field: FieldDeclaration): string => (field.type === "json" ? "json" : viewType(field));

/**
 * Whether the view makes of every stored value what it is.
 * @param inside whether it stands in a list or an object, as a value of its JSON
 */
export function isReadAlike(old: FieldDeclaration, field: FieldDeclaration, inside = false): boolean {
  if (old.type === "json" || field.type === "json") return old.type === field.type || (isNested(old) && !inside); // json has its texts in quotes
  if (old.type === "list" && old.of && field.of) return field.type === "list" && isReadAlike(old.of, field.of, true);
  if (old.type === "object")
    return field.type === "object" && members(old, field).every(([was, is]) => isReadAlike(was, is, true));
  if (viewType(old) === viewType(field) || viewType(field) === "string") return true;
  return old.type === field.type ? old.type === "decimal" && digitsOnly(old, field) : isWider(old, field);
}

const isNested = ({ type }: FieldDeclaration): boolean => type === "list" || type === "object";

/** The members that two objects have in common. */
const members = (
  { fields: was = {} }: FieldDeclaration,
  { fields: is = {} }: FieldDeclaration,
): readonly (readonly [FieldDeclaration, FieldDeclaration])[] =>
  Object.entries<FieldDeclaration>(was).flatMap(([name, member]) =>
    Object.entries<FieldDeclaration>(is).flatMap(([other, now]) =>
      columnName(other) === columnName(name) ? [[member, now] as const] : [],
    ),
  );

const digitsOnly = (
  { precision = 38, scale = 0 }: FieldDeclaration,
  { precision: most = 38, scale: behind = 0 }: FieldDeclaration,
): boolean => behind >= scale && most - behind >= precision - scale;

const WIDER: Readonly<Record<string, readonly string[]>> = { int: ["bigint", "double"], bigint: ["double"] };
const isWider = (old: FieldDeclaration, field: FieldDeclaration): boolean =>
  (WIDER[viewType(old)] ?? []).includes(viewType(field));

/** Whether what asks for a column goes on to do so: its type in the view is the same, a wider one, or one with other members. */
function isAskedAlike(old: FieldDeclaration, field: FieldDeclaration): boolean {
  if (viewType(old) === viewType(field) || isWider(old, field)) return true;
  if (old.type !== field.type) return false;
  if (old.type === "list" && old.of && field.of) return isAskedAlike(old.of, field.of);
  return old.type === "decimal" || members(old, field).every(([was, is]) => isAskedAlike(was, is));
}
