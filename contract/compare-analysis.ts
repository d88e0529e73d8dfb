import type { EventDeclaration } from "../declaration/event";
import { breaks, type Changes, migrates, safely } from "./change";
import { isSuccessor } from "./former";

/** What an event type says of analysis. */
export function compareAnalysis(old: EventDeclaration, event: EventDeclaration, changes: Changes): void {
  if (old.occurredAt !== event.occurredAt)
    changes.add(
      undefined,
      `occurredAt is ${event.occurredAt ?? "none"} instead of ${old.occurredAt ?? "none"}`,
      old.occurredAt === undefined
        ? safely("the query delivered_late has it from now on")
        : isSuccessor(event.occurredAt, old.occurredAt, event)
          ? safely("it is the same field by its new name")
          : breaks("questions", "the query delivered_late answers otherwise"),
    );
  compareComputed(old, event, changes);
  for (const [name, query] of Object.entries(old.queries ?? {})) {
    const other = event.queries?.[name];
    if (other === undefined)
      changes.add(undefined, `the query ${name} is gone`, breaks("questions", "who runs it by its name finds none"));
    else if (other.sql !== query.sql || other.days !== query.days)
      changes.add(undefined, `the query ${name} asks otherwise`, safely("its answer is another one on purpose"));
  }
  for (const name of Object.keys(event.queries ?? {}))
    if (old.queries?.[name] === undefined)
      changes.add(undefined, `the query ${name} is new`, safely("nobody runs it yet"));
  for (const [name, asked] of Object.entries(old.analyses ?? {})) {
    const other = event.analyses?.[name];
    if (other === undefined)
      changes.add(undefined, `the analysis ${name} is gone`, breaks("questions", "who runs it by its name finds none"));
    else if (JSON.stringify(other) !== JSON.stringify(asked))
      changes.add(undefined, `the analysis ${name} asks otherwise`, safely("its answer is another one on purpose"));
  }
  for (const name of Object.keys(event.analyses ?? {}))
    if (old.analyses?.[name] === undefined)
      changes.add(undefined, `the analysis ${name} is new`, safely("nobody runs it yet"));
  if (JSON.stringify(old.charts ?? []) !== JSON.stringify(event.charts ?? []))
    changes.add(undefined, "its charts are other ones", safely("the dashboard shows them when it is deployed"));
}

function compareComputed(old: EventDeclaration, event: EventDeclaration, changes: Changes): void {
  for (const [name, column] of Object.entries(old.computed ?? {})) {
    const other = event.computed?.[name];
    const used = changes.questions(name).map((question) => breaks("questions", `${question} uses ${name}`));
    if (other === undefined)
      changes.add(
        undefined,
        `the computed column ${name} is gone`,
        safely("saved queries and charts alone have it"),
        ...used,
      );
    else if (other.type !== column.type)
      changes.add(
        undefined,
        `the computed column ${name} is ${other.type} instead of ${column.type}`,
        ...used,
        migrates("questions", "data sets and charts have its type", "npm run clickstream -- deploy <env> dashboards"),
      );
    else if (other.sql !== column.sql)
      changes.add(
        undefined,
        `the computed column ${name} is worked out otherwise`,
        safely("its answer is another one on purpose"),
      );
  }
  for (const name of Object.keys(event.computed ?? {}))
    if (old.computed?.[name] === undefined)
      changes.add(undefined, `the computed column ${name} is new`, safely("nobody asks for it yet"));
}
