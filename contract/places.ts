import { columnName, formerOf } from "../declaration/columns";
import type { EventDeclaration } from "../declaration/event";
import { storedFields } from "../declaration/stored-fields";
import { breaks, type Changes } from "./change";

/** Columns keep their order, and new ones stand behind all others. */
export function comparePlaces(old: EventDeclaration, event: EventDeclaration, changes: Changes): void {
  const [was, is] = [old, event].map(({ fields }) => storedFields(fields).map(([name]) => columnName(name)));
  if (was === undefined || is === undefined) return;
  const kept = was.filter((column) => is.includes(column));
  const order = is.filter((column) => was.includes(column));
  if (kept.join() !== order.join())
    changes.add(
      undefined,
      "its columns stand in another order",
      breaks("storage", `${order.join(", ")} instead of ${kept.join(", ")}: put them back`),
    );
  const last = Math.max(-1, ...order.map((column) => is.indexOf(column)));
  const early = is.filter((column, place) => place < last && !was.includes(column) && !renames(column, was, event));
  for (const column of early)
    changes.add(
      column,
      "its column stands before others that were there",
      breaks("storage", "columns behind it change their place: put it at the end"),
    );
}

/** Whether a new column stands for one that was there. */
const renames = (column: string, was: readonly string[], { fields }: EventDeclaration): boolean =>
  storedFields(fields).some(
    ([name, field]) => columnName(name) === column && formerOf(field).some(([former]) => was.includes(former)),
  );
