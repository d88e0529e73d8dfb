import type { EventDeclaration } from "../declaration/event";
import { viewName } from "../declaration/tables";
import { breaks, type Change, Changes, safely } from "./change";
import { compareAnalysis } from "./compare-analysis";
import { compareFields } from "./compare-fields";
import { compareIncludes } from "./includes";
import { questionsOver } from "./questions";
import { memberRefusals } from "./values";

/** Every difference between two lists of declarations, by event type and field, with what it does to whom. */
export function compareContracts(
  before: readonly EventDeclaration[],
  now: readonly EventDeclaration[],
): readonly Change[] {
  const names = [...new Set([...before, ...now].map(({ name }) => name))];
  return names.flatMap((name) => {
    const [old, event] = [before, now].map((events) => events.find((each) => each.name === name));
    const asked = event ?? old;
    const changes = new Changes(
      name,
      (column) => (asked === undefined ? [] : questionsOver(asked, column, now)),
      !(old?.retired === true && event?.retired === true),
    );
    if (event === undefined) removedEvent(old as EventDeclaration, now, changes);
    else if (old === undefined)
      changes.add(undefined, "the event type is new", safely("nobody sends or asks for it yet"));
    else compareEvent(old, event, changes);
    return changes.all;
  });
}

function removedEvent(old: EventDeclaration, now: readonly EventDeclaration[], changes: Changes): void {
  const next = now.find(({ path, retired }) => path === old.path && retired !== true);
  const refused =
    next === undefined ? [`POST ${old.path} is answered 403`] : memberRefusals(old.fields, next.fields, "");
  changes.add(
    undefined,
    "the event type is gone",
    ...(old.retired === true ? [] : refused.map((why) => breaks("senders", why))),
    breaks(
      "storage",
      `its table ${old.table} goes, and erase no longer finds its events; \`retired: true\` keeps both`,
    ),
    breaks(
      "questions",
      `the view ${viewName(old)} goes, with ${Object.keys(old.queries ?? {}).length} saved queries and ${(old.charts ?? []).length} charts`,
    ),
  );
}

function compareEvent(old: EventDeclaration, event: EventDeclaration, changes: Changes): void {
  if (old.description !== event.description) changes.add(undefined, "it is described otherwise", safely("words"));
  if (old.path !== event.path)
    changes.add(
      undefined,
      `it is posted to ${event.path} instead of ${old.path}`,
      breaks("senders", `POST ${old.path} is answered 403`),
    );
  if (old.table !== event.table)
    changes.add(
      undefined,
      `its table is called ${event.table} instead of ${old.table}`,
      breaks(
        "questions",
        `who asks ${old.table} itself finds no table; the view ${viewName(event)} and the stored objects stay`,
      ),
    );
  if ((old.retired ?? false) !== (event.retired ?? false))
    changes.add(
      undefined,
      event.retired === true ? "it is retired" : "it is taken again",
      event.retired === true
        ? breaks("senders", `POST ${event.path} is answered 403; what was stored stays readable and erasable`)
        : safely("its table is the same"),
    );
  compareIncludes(old, event, changes);
  if ((old.clearValueInStream ?? false) !== (event.clearValueInStream ?? false))
    changes.add(
      undefined,
      `clearValueInStream is ${String(event.clearValueInStream ?? false)} now`,
      safely("it is checked at synthesis"),
    );
  compareFields(old, event, changes);
  compareAnalysis(old, event, changes);
}
