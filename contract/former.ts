import { columnName, formerOf } from "../declaration/columns";
import type { EventDeclaration, FieldDeclaration } from "../declaration/event";
import { storedFields } from "../declaration/stored-fields";
import { breaks, type Changes, type Effect } from "./change";
import { storageOf } from "./storage";

/** The field that has another one's column among its former ones. */
export const successorOf = (
  column: string,
  { fields }: EventDeclaration,
): readonly [name: string, field: FieldDeclaration] | undefined =>
  storedFields(fields).find(([, field]) => formerOf(field).some(([former]) => former === column));

/** Whether a field stands for another one, which it was before. */
export const isSuccessor = (name: string | undefined, before: string, event: EventDeclaration): boolean =>
  name !== undefined && successorOf(columnName(before), event)?.[0] === name;

/** Columns that fields had before that stand behind them no more, or are read otherwise. */
export function compareFormer(old: EventDeclaration, event: EventDeclaration, changes: Changes): void {
  for (const [name, field] of storedFields(old.fields))
    for (const [column, was] of formerOf(field)) {
      const effects = lostOf(name, column, was, event);
      if (effects.length > 0) changes.add(name, `formerly "${column}" is other`, ...effects);
    }
}

function lostOf(name: string, column: string, was: FieldDeclaration, event: EventDeclaration): readonly Effect[] {
  const own = columnName(name);
  const [newName, next] = successorOf(column, event) ?? [];
  const isSame = newName !== undefined && (columnName(newName) === own || isSuccessor(newName, name, event));
  if (!isSame || next === undefined)
    return [breaks("storage", `what was stored in ${column} stays in the objects, where nothing asks for it`)];
  const is = formerOf(next).find(([each]) => each === column)?.[1] ?? next;
  return storageOf(was, is, column).filter(({ verdict }) => verdict !== "safe");
}
