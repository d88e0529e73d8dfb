import type { FieldDeclaration, Fields } from "../../declaration/event";
import type { Kit, Trouble } from "../normaliser/extension";

type Members = Readonly<Record<string, unknown>>;

/** What becomes of a value; undefined lets it go. @param event the event's own fields */
export type Protect = (value: unknown, event: Members) => unknown;

/** What is done with a field of its own right; undefined when nothing is. */
export type ProtectorOf = (field: FieldDeclaration) => Protect | undefined;

/** Told of a field whose value was let go since its shape says nothing of what is in it. */
type Report = (field: string, reason: string) => void;

type Walk = (value: unknown, event: Members, report: Report) => unknown;

/**
 * Makes of an event one whose fields, and members of fields, are protected. A key counts whatever its case, so that a client that
 * misspells one does not send it past. What has another shape than declared is let go: nobody can tell where in it a person is named.
 * @returns undefined when no field is protected
 */
export function protectEvent(fields: Fields, protectorOf: ProtectorOf, { kindOf }: Kit) {
  const walk = walkObject(fields, protectorOf, kindOf);
  if (walk === undefined) return undefined;
  return (event: unknown, trouble: Trouble): unknown =>
    walk(event, (kindOf(event) === "an object" ? event : {}) as Members, (field, reason) =>
      trouble.report(field, reason),
    ) ?? null;
}

function walkObject(fields: Fields, protectorOf: ProtectorOf, kindOf: Kit["kindOf"]): Walk | undefined {
  const walks = new Map<string, readonly [name: string, walk: Walk]>();
  for (const [name, field] of Object.entries<FieldDeclaration>(fields)) {
    const walk = walkField(field, protectorOf, kindOf);
    if (walk !== undefined)
      for (const key of [name, ...(field.aliases ?? [])]) walks.set(key.toLowerCase(), [name, walk]);
  }
  if (walks.size === 0) return undefined;
  return (value, event, report) => {
    if (kindOf(value) !== "an object") return undefined;
    const entries = Object.entries(value as Members).flatMap(([key, member]) => {
      const [name, walk] = walks.get(key.toLowerCase()) ?? [];
      if (walk === undefined || name === undefined || member === null) return [[key, member] as const];
      const kept = walk(member, event, (_, reason) => report(name, reason));
      return kept === undefined ? [] : [[key, kept] as const];
    });
    return Object.fromEntries(entries);
  };
}

function walkField(field: FieldDeclaration, protectorOf: ProtectorOf, kindOf: Kit["kindOf"]): Walk | undefined {
  const protect = protectorOf(field);
  const inner =
    field.type === "object"
      ? walkObject(field.fields ?? {}, protectorOf, kindOf)
      : field.type === "list" && field.of
        ? walkList(walkField(field.of, protectorOf, kindOf))
        : undefined;
  if (inner === undefined) return protect;
  return (value, event, report) => {
    const own = protect ? protect(value, event) : value;
    if (own === undefined) return undefined;
    const kept = inner(own, event, report);
    if (kept === undefined) report("", "of another shape than declared, let go as it may name a person");
    return kept;
  };
}

const walkList = (walk: Walk | undefined): Walk | undefined =>
  walk &&
  ((value, event, report) =>
    Array.isArray(value)
      ? value.map((each) => (each === null ? null : (walk(each, event, report) ?? null)))
      : undefined);
