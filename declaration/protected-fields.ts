import type { EventDeclaration, FieldDeclaration, Fields } from "./event";

/** The version of the key of pseudonyms that there is when none is named. */
export const DEFAULT_PSEUDONYM_VERSIONS: readonly string[] = ["1"];

/** A field, or a member of one, whose clear value is not to be stored. */
export interface ProtectedField {
  /** With members behind dots and elements behind []. */
  readonly path: string;
  readonly by: "pseudonym" | "sensitive" | "consent";
}

/** What of an event type must not be stored as it was sent. */
export const protectedFields = ({ fields }: Pick<EventDeclaration, "fields">): readonly ProtectedField[] =>
  ofMembers(fields, "");

const ofMembers = (fields: Fields, prefix: string): readonly ProtectedField[] =>
  Object.entries<FieldDeclaration>(fields).flatMap(([name, field]) => ofField(field, prefix + name));

function ofField(field: FieldDeclaration, path: string): readonly ProtectedField[] {
  const by = (["pseudonym", "sensitive", "consent"] as const).filter((option) => field[option] !== undefined);
  return [
    ...by.map((each) => ({ path, by: each })),
    ...(field.of ? ofField(field.of, `${path}[]`) : []),
    ...ofMembers(field.fields ?? {}, `${path}.`),
  ];
}

/** Whether any of these event types has pseudonyms. */
export const havePseudonyms = (events: readonly Pick<EventDeclaration, "fields">[]): boolean =>
  events.some((event) => protectedFields(event).some(({ by }) => by === "pseudonym"));

/**
 * Straight to Firehose no function stands before the stream, which then holds clear values for as long as it buffers them.
 * @throws Error naming the event type, the field and the ways out
 */
export function checkClearValues(events: readonly EventDeclaration[], hasFunction: boolean): void {
  if (hasFunction) return;
  for (const event of events) {
    const [first] = protectedFields(event);
    if (first === undefined || event.clearValueInStream === true) continue;
    throw new Error(
      `event "${event.name}": field "${first.path}" has \`${first.by}\`, and without a function before the stream its clear value stands in the stream's buffer, in errors/ and in raw records: \`ingestion\` must be "lambda", or the declaration say \`clearValueInStream: true\``,
    );
  }
}

/** The event types that are still sent. */
export const stillSent = <E extends EventDeclaration>(events: readonly E[]): readonly E[] =>
  events.filter(({ retired }) => retired !== true);
