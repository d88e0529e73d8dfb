import type { ComputedColumn } from "./analysis";
import { columnName } from "./columns";
import type { EventDeclaration } from "./event";
import type { FieldDeclaration, Fields } from "./field";
import { identifier } from "./sql";

/** A declaration once its context stands among its fields. */
export type WithContext<E extends EventDeclaration> = E extends { readonly context: infer C extends Fields }
  ? Omit<E, "context" | "fields"> & { readonly fields: E["fields"] & Unheld<C, E["fields"]> }
  : E;
/** The fields of a context that no declared field holds. */
type Unheld<C extends Fields, F extends Fields> = {
  readonly [K in keyof C as K extends keyof F ? never : IsHeld<C[K], F> extends true ? never : K]: C[K];
};
type IsHeld<D, F> = D extends { readonly heldBy: readonly (infer H)[] }
  ? [H & keyof F] extends [never]
    ? false
    : true
  : false;

type Fail = (problem: string) => never;

/** Types that a computed column can have. */
const COMPUTED_AS: Readonly<Partial<Record<FieldDeclaration["type"], ComputedColumn["type"]>>> = {
  string: "string",
  oneOf: "string",
  int: "int",
  bigint: "bigint",
  double: "double",
  boolean: "boolean",
  decimal: "decimal",
  date: "date",
};

/**
 * Puts an event type's context behind its declared fields. What a declared field holds already gets no column of its own: the field is sent
 * under the context's name, too, and questions find it under that name.
 * @throws what `fail` throws, for a field that can't hold what the context says
 */
export function withContext(event: EventDeclaration, fail: Fail): EventDeclaration {
  const { context, ...rest } = event;
  if (context === undefined) return event;
  if (Object.keys(context).length === 0) fail("context is empty; leave it out");
  const fields: Record<string, FieldDeclaration> = { ...event.fields };
  const behind: Record<string, FieldDeclaration> = {};
  const computed: Record<string, ComputedColumn> = {};
  for (const [name, { heldBy = [], ...field }] of Object.entries<FieldDeclaration>(context)) {
    const holder = [name, ...heldBy].find((each) => Object.hasOwn(event.fields, each));
    const own = holder === undefined ? undefined : event.fields[holder];
    if (holder === undefined || own === undefined) behind[name] = { ...field, context: true };
    else {
      fields[holder] = holding(holder, own, name, field, fail);
      if (holder !== name && own.sensitive !== "drop") computed[columnName(name)] = sameAs(holder, name, field, fail);
    }
  }
  return {
    ...rest,
    fields: { ...fields, ...behind },
    ...((event.computed ?? Object.keys(computed).length > 0) && { computed: { ...computed, ...event.computed } }),
  };
}

/** A declared field that holds one of the context. */
function holding(
  holder: string,
  own: FieldDeclaration,
  name: string,
  field: Omit<FieldDeclaration, "heldBy">,
  fail: Fail,
): FieldDeclaration {
  for (const option of ["type", "pseudonym"] as const)
    if (own[option] !== field[option])
      fail(
        `context "${name}": the field "${holder}" holds it, so both must have the same ${option}, got ${JSON.stringify(own[option])} and ${JSON.stringify(field[option])}`,
      );
  const { aliases = [] } = own;
  return {
    ...own,
    ...(holder !== name && !aliases.includes(name) && { aliases: [...aliases, name] }),
    ...(field.identifying && own.sensitive !== "drop" && { identifying: true }),
  };
}

function sameAs(holder: string, name: string, { type, description }: FieldDeclaration, fail: Fail): ComputedColumn {
  const computed =
    COMPUTED_AS[type] ??
    fail(`context "${name}": a ${type} is held under its own name only; take "${holder}" out of heldBy`);
  return {
    type: computed,
    context: true,
    sql: identifier(columnName(holder)),
    ...(description !== undefined && { description }),
  };
}

/** Checks that event types mean the same by a context's field. @throws what `fail` throws */
export function checkSameContext(events: readonly EventDeclaration[], fail: Fail): void {
  const first = new Map<string, readonly [event: string, field: string]>();
  for (const { name: event, fields } of events)
    for (const [name, field] of Object.entries<FieldDeclaration>(fields)) {
      if (field.context !== true) continue;
      const [other, said] = first.get(name) ?? [event, JSON.stringify(field)];
      first.set(name, [other, said]);
      if (said !== JSON.stringify(field))
        fail(`event "${event}": context "${name}" is declared otherwise in event "${other}"; declare the context once`);
    }
}
