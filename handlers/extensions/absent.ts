import { conditionsOf } from "../../declaration/conditions";
import type { FieldDeclaration } from "../../declaration/event";
import type { Extension } from "../normaliser/extension";

type Event = Readonly<Record<string, unknown>>;

/** `default` and `requiredWhen`: what stands for a field that was not sent, and when it must have been. */
export const absent: Extension = {
  prepare: ({ fields }, { kindOf }) => {
    const all = Object.entries<FieldDeclaration>(fields);
    const keysOf = (name: string): readonly string[] => [name, ...(fields[name]?.aliases ?? [])];
    const valueOf = (event: Event, name: string): unknown => {
      const key = keysOf(name).find((each) => Object.hasOwn(event, each) && event[each] !== null);
      return key === undefined ? fields[name]?.default : event[key];
    };
    const defaults = all.flatMap(([name, field]) =>
      field.default === undefined ? [] : [[name, field.default] as const],
    );
    const conditional = all.flatMap(([name, field]) =>
      field.requiredWhen === undefined ? [] : [{ name, conditions: conditionsOf(field) }],
    );
    if (defaults.length + conditional.length === 0) return undefined;
    return (sent, trouble) => {
      if (kindOf(sent) !== "an object") return sent;
      const event = sent as Event;
      for (const { name, conditions } of conditional)
        if (
          (valueOf(event, name) ?? null) === null &&
          conditions.every(({ field, values }) => values.some((value) => isSame(value, valueOf(event, field))))
        )
          trouble.report(name, `missing, as ${conditions.map(({ field }) => field).join(" and ")} asks for it`);
      const filled = defaults.filter(([name]) => !keysOf(name).some((key) => isSent(event, key)));
      return filled.length === 0 ? event : { ...event, ...Object.fromEntries(filled) };
    };
  },
};

const isSent = (event: Event, key: string): boolean => Object.hasOwn(event, key) && event[key] !== null;

/** 1.0 is 1: a number that keeps its digits is an object, which has its text as JSON. */
function isSame(wanted: unknown, sent: unknown): boolean {
  const { text } = (sent ?? {}) as { readonly text?: string };
  return wanted === (typeof wanted === "number" && text !== undefined ? Number(text) : sent);
}
