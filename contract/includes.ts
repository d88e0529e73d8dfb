import { viewColumnsOf } from "../declaration/columns";
import type { EventDeclaration, Inclusion } from "../declaration/event";
import { breaks, type Changes, DEPLOY, type Effect, migrates } from "./change";

/** The event types whose rows a view answers with, too. */
export function compareIncludes(old: EventDeclaration, event: EventDeclaration, changes: Changes): void {
  const [was, is] = [old.includes ?? [], event.includes ?? []];
  if (JSON.stringify(was) === JSON.stringify(is)) return;
  changes.add(
    undefined,
    "its view answers with other event types' rows",
    ...was.flatMap((each) => lostOf(each, is, event)),
    migrates("questions", "both views are made anew", DEPLOY[0] ?? ""),
  );
}

/** Rows and values of an included event type that are no longer answered. */
function lostOf({ event: other, where }: Inclusion, now: readonly Inclusion[], event: EventDeclaration): Effect[] {
  const still = now.filter(({ event: { name } }) => name === other.name);
  const same = still.find((each) => each.where === undefined || each.where === where);
  if (same === undefined) {
    const which = still.length > 0 ? "that its condition leaves out" : "that it included";
    return [breaks("questions", `rows of ${other.name} ${which} are gone from its view`)];
  }
  const own = namesOf(event);
  return namesOf(other)
    .filter((column) => !namesOf(same.event).includes(column))
    .filter((column) => own.includes(column)) // what a condition names is checked where it is declared
    .map((column) => breaks("questions", `its view takes ${column} of ${other.name}, which has it no more`));
}

const namesOf = (event: EventDeclaration): readonly string[] => viewColumnsOf(event).map(({ name }) => name);
