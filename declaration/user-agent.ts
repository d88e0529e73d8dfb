import { columnName, formerOf } from "./columns";
import type { EventDeclaration } from "./event";
import type { FieldDeclaration, Fields } from "./field";

/**
 * What the ingest function reads from a request's User-Agent header, for each of its events. The header itself is kept nowhere. No field can be declared with such a
 * key, and what a client sends under it is overwritten.
 */
const READ: Fields = {
  device: {
    type: "string",
    description: "What it was sent from, by its user agent: phone, tablet, desktop or other",
    context: true,
    ingestKey: "ingest:device",
  },
  bot: {
    type: "boolean",
    description: "Whether a program sent it that says so of itself, by its user agent",
    context: true,
    ingestKey: "ingest:bot",
  },
};

/** Why an event type can't have these columns; undefined when it can. */
export function userAgentProblem(event: EventDeclaration): string | undefined {
  const fields = Object.entries<FieldDeclaration>(event.fields).filter(([, { ingestKey }]) => ingestKey === undefined);
  const taken = [
    ...fields.flatMap(([name, field]) => [
      name,
      ...(field.aliases ?? []),
      ...formerOf(field).map(([column]) => column),
    ]),
    ...Object.keys(event.computed ?? {}),
  ].find((name) => Object.hasOwn(READ, columnName(name)));
  return taken === undefined
    ? undefined
    : `event "${event.name}" has a column "${columnName(taken)}" already, which \`userAgentColumns\` adds; give that field another name, or leave \`userAgentColumns\` out`;
}

/** Whether an event type has them. */
export const hasUserAgentColumns = ({ fields }: EventDeclaration): boolean =>
  Object.values<FieldDeclaration>(fields).some(({ ingestKey }) => ingestKey !== undefined);

/**
 * Event types with the columns `device` and `bot` behind their declared and context ones, as a pipeline with `userAgentColumns` has them: for charts and queries over them.
 * @throws Error naming an event type that has such a column of its own
 */
export const withUserAgentColumns = (events: readonly EventDeclaration[]): readonly EventDeclaration[] =>
  events.map((event) => {
    const problem = userAgentProblem(event);
    if (problem !== undefined) throw new Error(problem);
    return {
      ...event,
      fields: { ...event.fields, ...READ },
      ...(event.includes && {
        includes: event.includes.map((each) => ({
          ...each,
          event: withUserAgentColumns([each.event])[0] ?? each.event,
        })),
      }),
    };
  });
