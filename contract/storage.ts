import type { FieldDeclaration, EventDeclaration } from "../declaration/event";
import { storedType, viewType } from "../declaration/stored-types";
import { breaks, DEPLOY, type Effect, migrates, safely } from "./change";
import { questionsOver } from "./questions";

/** What a field's stored values become. */
export function storageOf(
  old: FieldDeclaration,
  field: FieldDeclaration,
  column: string,
  event?: EventDeclaration,
): readonly Effect[] {
  const kept = (["json", "parquet"] as const).filter((format) => storedType(old, format) === storedType(field, format));
  const found: Effect[] = [];
  if (kept.length < 2) {
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
    found.push(breaks("storage", `what is stored in ${column} as ${viewType(old)} is not all ${viewType(field)}`));
  if (event !== undefined && viewType(old) !== viewType(field) && !isWider(old, field))
    for (const question of questionsOver(event, column))
      found.push(
        breaks("questions", `${question} uses ${column}, which is ${viewType(field)} instead of ${viewType(old)}`),
      );
  return found;
}

/** Whether the view makes of every stored value what it is. */
function isReadAlike(old: FieldDeclaration, field: FieldDeclaration): boolean {
  if (viewType(old) === viewType(field) || viewType(field) === "string") return true;
  if (old.type !== field.type) return isWider(old, field);
  if (field.type === "decimal") return digitsOnly(old, field);
  if (field.type === "list" && old.of && field.of) return isReadAlike(old.of, field.of);
  if (field.type === "object")
    return Object.entries<FieldDeclaration>(old.fields ?? {}).every(([name, member]) => {
      const other = field.fields?.[name];
      return other === undefined || isReadAlike(member, other);
    });
  return false;
}

const digitsOnly = (
  { precision = 38, scale = 0 }: FieldDeclaration,
  { precision: most = 38, scale: behind = 0 }: FieldDeclaration,
): boolean => behind >= scale && most - behind >= precision - scale;

const WIDER: Readonly<Record<string, readonly string[]>> = { int: ["bigint", "double"], bigint: ["double"] };
const isWider = (old: FieldDeclaration, field: FieldDeclaration): boolean =>
  (WIDER[viewType(old)] ?? []).includes(viewType(field)) ||
  (old.type === field.type && (field.type === "decimal" || field.type === "object" || field.type === "list"));
