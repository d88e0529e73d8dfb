import { columnName, formerOf } from "../declaration/columns";
import type { EventDeclaration, FieldDeclaration } from "../declaration/event";
import { viewName } from "../declaration/tables";
import { breaks, type Changes, DEPLOY, type Effect, migrates, safely } from "./change";
import { compareFormer, successorOf } from "./former";
import { peopleOf } from "./people";
import { comparePlaces } from "./places";
import { isReadAlike, storageOf } from "./storage";
import { conditionText, lostParts, memberRefusals } from "./values";

/** The fields of an event type. */
export function compareFields(old: EventDeclaration, event: EventDeclaration, changes: Changes): void {
  const [before, now] = [
    new Map(Object.entries<FieldDeclaration>(old.fields)),
    new Map(Object.entries<FieldDeclaration>(event.fields)),
  ];
  for (const [name, field] of before) {
    const [newName, same] = [...now].find(([other]) => columnName(other) === columnName(name)) ?? [];
    if (same === undefined || newName === undefined) removedField(name, field, event, changes);
    else {
      compareField(name, field, same, old, event, changes);
      if (newName !== name)
        changes.add(
          name,
          `the field is called ${newName} now`,
          same.aliases?.includes(name)
            ? safely("its column is the same, and both names are taken")
            : breaks("senders", `${name} is no longer understood, and stands in extra`),
        );
    }
  }
  for (const [name, field] of now)
    if (!before.has(name) && recased(name, before) === undefined) addedField(name, field, old, changes);
  compareFormer(old, event, changes);
  comparePlaces(old, event, changes);
}

/** The field whose name differs in case alone: its column is the same. */
const recased = (name: string, fields: ReadonlyMap<string, FieldDeclaration>): FieldDeclaration | undefined =>
  [...fields].find(([other]) => columnName(other) === columnName(name))?.[1];

function removedField(name: string, field: FieldDeclaration, event: EventDeclaration, changes: Changes): void {
  const column = columnName(name);
  const successor = successorOf(column, event);
  const isStored = field.sensitive !== "drop";
  if (successor === undefined) {
    changes.add(
      name,
      "the field is gone",
      safely("who still sends it is taken, and finds it in extra"),
      ...(isStored
        ? [
            breaks("questions", `the view ${viewName(event)} has no column ${column} any more`),
            ...brokenQuestions(column, changes),
            breaks("storage", `what was stored in ${column} stays in the objects, where nothing asks for it`),
          ]
        : []),
    );
    return;
  }
  const [newName, next] = successor;
  const former = formerOf(next).find(([each]) => each === column)?.[1] ?? next;
  const refused = memberRefusals({ [newName]: field }, { [newName]: next }, "");
  changes.add(
    name,
    `the field is called ${newName} now`,
    ...(next.aliases?.includes(name)
      ? refused.map((why) => breaks("senders", why))
      : [breaks("senders", `${name} is no longer understood; \`aliases: ["${name}"]\` on ${newName} takes it`)]),
    ...storageOf(field, former, column),
    isReadAlike(former, next)
      ? undefined
      : breaks("storage", `what is stored in ${column} as ${former.type} is not all ${next.type}`),
    ...lostParts(former, next, column).map((why) => breaks("questions", why)),
    ...peopleOf(newName, field, next),
    ...brokenQuestions(column, changes),
    migrates(
      "questions",
      `the view answers old events under ${columnName(newName)}; ${column} is none of its columns any more`,
      ...DEPLOY,
    ),
  );
}

const brokenQuestions = (column: string, { questions }: Changes): readonly Effect[] =>
  questions(column).map((question) => breaks("questions", `${question} uses ${column}`));

function addedField(name: string, field: FieldDeclaration, old: EventDeclaration, changes: Changes): void {
  const isRename = formerOf(field).some(([column]) =>
    Object.keys(old.fields).some((other) => columnName(other) === column),
  );
  const refused = isRename
    ? []
    : memberRefusals(old.fields, { ...old.fields, [name]: field }, "").filter((why) => why.startsWith(`${name}:`));
  const alias = (field.aliases ?? []).find((each) => each in old.fields);
  changes.add(
    name,
    "the field is new",
    ...refused.map((why) => breaks("senders", why)),
    alias === undefined || isRename
      ? undefined
      : breaks("storage", `${alias} was a field of its own; \`formerly\` keeps what it holds`),
    safely(
      field.sensitive === "drop"
        ? "it is stored nowhere"
        : `events that came before have ${field.default === undefined ? "null" : "null, not the default,"} in it; those that carried it have it in extra`,
    ),
  );
}

function compareField(
  name: string,
  old: FieldDeclaration,
  field: FieldDeclaration,
  oldEvent: EventDeclaration,
  event: EventDeclaration,
  changes: Changes,
): void {
  const what = differences(old, field);
  const refused = memberRefusals(oldEvent.fields, event.fields, "").filter((why) => isAbout(name, why));
  if (what.length + refused.length === 0) return;
  const column = columnName(name);
  const isGone = old.sensitive === undefined && field.sensitive === "drop";
  const lost = lostParts(old, field, column);
  changes.add(
    name,
    what.join("; ") || "another field changes when it must be sent",
    ...refused.map((why) => breaks("senders", why)),
    ...(isGone
      ? [
          breaks("questions", `the view ${viewName(event)} has no column ${column} any more`),
          ...brokenQuestions(column, changes),
        ]
      : []),
    ...(isGone || old.sensitive === "drop" ? [] : storageOf(old, field, column, changes.questions)),
    ...lost.map((why) => breaks("questions", why)),
    ...peopleOf(name, old, field),
  );
}

const isAbout = (name: string, why: string): boolean => new RegExp(`^${name}(?![\\w$])`).test(why);

/** What of a field is said otherwise, a phrase for each. */
function differences(old: FieldDeclaration, field: FieldDeclaration): readonly string[] {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(field)])] as (keyof FieldDeclaration)[];
  return keys
    .filter((key) => JSON.stringify(sorted(old[key])) !== JSON.stringify(sorted(field[key])))
    .map((key) => {
      const [was, is] = [old[key], field[key]].map((value) =>
        typeof value === "object" ? "changed" : JSON.stringify(value),
      );
      if (key === "requiredWhen") return `required when ${conditionText(field) || "never"}`;
      if (was === undefined) return `${key} is new${is === "changed" || is === undefined ? "" : `: ${is}`}`;
      return is === undefined
        ? `${key} is gone`
        : was === "changed"
          ? `${key} is other`
          : `${key} is ${is} instead of ${was}`;
    });
}

/** A list of names says the same in any order. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value) && value.every((each) => typeof each === "string") ? [...value].sort() : value;
