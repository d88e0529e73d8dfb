import type { EventDeclaration, FieldDeclaration, Fields } from "../../declaration/event";
import { sentFields } from "../../declaration/stored-fields";
import { commentOf, keyOf, membersOf } from "./value-type";

/** How the written file begins: what does not is not overwritten. */
export const WRITTEN = "// Written by `clickstream client` from the declarations: write it again when they change.";
/** What the client makes by itself, of 32 hexadecimal digits. */
const IDS: Readonly<Record<string, FieldDeclaration>> = {
  session_id: { type: "string", description: "The visit" },
  guest_id: { type: "string", description: "The guest" },
};
const AN_ID = "0123456789abcdef".repeat(2);

/**
 * A TypeScript module by which a page sends these event types: their types, where each is posted, and what sends.
 * @param runtime text of browser/runtime.ts
 * @throws Error naming a field that can't hold the ids that the client makes
 */
export function clientModule(events: readonly EventDeclaration[], runtime: string): string {
  const sent = events
    .filter(({ retired }) => retired !== true)
    .map((event) => ({ ...event, fields: sentFields(event.fields) }));
  const context = contextOf(sent);
  const routes = sent.map((event): [string, object] => [event.name, routeOf(event, Object.keys(context))]);
  return `${WRITTEN}
/* eslint-disable */

/** What a page sends of each event type, by its name. */
export interface Events {
${sent.map((event) => `  ${commentOf(event.description)}readonly ${keyOf(event.name)}: {\n${sentMembers(event)}\n  };`).join("\n")}
}
/** What every event may carry: the client adds it where the event's type takes it. */
export interface Context {
${linesOf(membersOf(context), "  ")}
}

const ROUTES = {
${routes.map(([name, route]) => `  ${keyOf(name)}: ${JSON.stringify(route)},`).join("\n")}
};

/** Sends events. @param endpoint where the API answers, with the stage: "https://….amazonaws.com/dev" */
export const clickstream = (endpoint: string, options: Options<Context> = {}): Clickstream<Events, Context> =>
  start(ROUTES, endpoint, options);

${runtime}`;
}

const linesOf = (members: readonly string[], indent: string): string =>
  members.map((member) => indent + member).join("\n");

const sentMembers = ({ fields, occurredAt }: EventDeclaration): string =>
  linesOf(
    [
      ...membersOf(fields, (name) => name === occurredAt),
      "/** An id of your own, 1 to 128 characters */ readonly event_id?: string | null | undefined;",
    ],
    "    ",
  );

/** What is context in any of them, and the ids where any has a field for them. */
function contextOf(events: readonly EventDeclaration[]): Fields {
  const all = events.flatMap(({ fields }) => Object.entries<FieldDeclaration>(fields));
  const ids = Object.entries(IDS).filter(([id]) => all.some(([name, field]) => namesOf(name, field).includes(id)));
  const context = all.filter(([, field]) => field.context === true);
  const optional = [...ids, ...context].map(([name, field]) => [name, { ...field, required: false }] as const);
  return Object.fromEntries(optional);
}

function routeOf(event: EventDeclaration, context: readonly string[]): object {
  const fields = Object.entries<FieldDeclaration>(event.fields);
  const takes = context.flatMap((name) => {
    const [holder, field] = fields.find((each) => namesOf(...each).includes(name)) ?? [];
    if (holder === undefined || field === undefined) return [];
    if (name in IDS) checkId(event.name, holder, field);
    return [[name, ...namesOf(holder, field).filter((each) => each !== name)]];
  });
  const { occurredAt: at } = event;
  return { path: event.path, ...(at !== undefined && { at: namesOf(at, event.fields[at]) }), takes };
}

const namesOf = (name: string, field: FieldDeclaration | undefined): readonly string[] => [
  name,
  ...(field?.aliases ?? []),
];

function checkId(event: string, name: string, { type, maxLength = Infinity, pattern = "" }: FieldDeclaration): void {
  if (type !== "string" || maxLength < AN_ID.length || !new RegExp(pattern, "u").test(AN_ID))
    throw new Error(
      `event "${event}": "${name}" must take the ids that the client makes, text of ${AN_ID.length} hexadecimal digits; widen its type, maxLength or pattern, or call it otherwise`,
    );
}
