import fc from "fast-check";
import { columnName, columnsOf } from "../../../declaration/columns";
import type { EventDeclaration, FieldDeclaration } from "../../../declaration/event";
import { compileNormaliser } from "../../../handlers/normaliser/normaliser";
import { anyValue, eventJson } from "../../support/arbitrary";
import { inherited, visit } from "../../support/events";
import { ARRIVED, record, textOf, transform, type Line } from "../../support/firehose";

const LONE_SURROGATE = /\p{Surrogate}/u;
/** A copy in which half surrogate pairs are what the line has for them; names that are one then get a number each. */
function wellFormed(sent: unknown): unknown {
  if (typeof sent === "string") return mended(sent);
  if (Array.isArray(sent)) return sent.map(wellFormed);
  if (typeof sent !== "object" || sent === null) return sent;
  const taken = new Set(Object.keys(sent));
  return Object.fromEntries(
    Object.entries(sent).map(([key, value]) => {
      let name = mended(key);
      for (let count = 2; name !== key && taken.has(name); count++) name = `${mended(key)}${count}`;
      taken.add(name);
      return [name, wellFormed(value)];
    }),
  );
}
const mended = (text: string): string => text.replace(/\p{Surrogate}/gu, "\ufffd");

/** Sends a value as the only one of a batch, and checks the line that it becomes. */
function check(event: EventDeclaration, json: string): void {
  const { results, failures } = transform(event, [record(`[${json}]`)]);
  expect(failures).toEqual([]);
  const text = textOf(results[0]);
  expect(text.indexOf("\n")).toBe(text.length - 1);
  const line = JSON.parse(text) as Line;
  expect(Object.keys(line)).toEqual(columnsOf(event).map(({ name }) => name));
  for (const cell of Object.values(line)) if (typeof cell === "string") expect(cell).not.toMatch(LONE_SURROGATE);

  const {
    event_id: eventId,
    received_at: receivedAt,
    extra,
    problems,
  } = line as { event_id: string; received_at: string; extra: string | null; problems: string | null };
  expect(eventId).toMatch(/^[^]{1,128}$/u);
  expect(receivedAt).toBe(ARRIVED);
  expect(problems).not.toBe("");
  expect(extra).not.toBe("{}");
  const kept = (extra === null ? {} : JSON.parse(extra)) as Line;

  // Nothing that was sent is lost: it stands in its column, in event_id or in extra.
  const sent = JSON.parse(json) as unknown;
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) {
    expect(kept).toEqual({ event: wellFormed(sent) });
    return;
  }
  const fields = Object.entries<FieldDeclaration>(event.fields).map(([name, field]) => ({
    name,
    keys: [name, ...(field.aliases ?? [])],
  }));
  const names = Object.keys(sent).map((name) => wellFormed(name));
  for (const [name, entry] of Object.entries(sent)) {
    if (names.filter((other) => other === wellFormed(name)).length > 1) continue; // two broken names that look the same when mended
    const field = fields.find(({ keys }) => keys.includes(name));
    const stored = field
      ? line[columnName(field.name)] !== null && !Object.hasOwn(kept, name)
      : name === "event_id" && eventId === wellFormed(entry);
    const declaredNull = entry === null && (field !== undefined || name === "event_id");
    if (!stored && !declaredNull)
      expect([name, Object.getOwnPropertyDescriptor(kept, String(wellFormed(name)))?.value]).toEqual([
        name,
        wellFormed(entry),
      ]);
  }
}

test.each([visit, inherited].map((event) => [event.name, event] as const))(
  "whatever object a client of %s sends becomes one well-formed line with every column in order, and nothing of it is lost",
  (_name, event) => {
    fc.assert(
      fc.property(eventJson(event), (json) => check(event, json)),
      { numRuns: 500 },
    );
  },
);

test("whatever stands in an event's place becomes a line that keeps it", () => {
  fc.assert(
    fc.property(anyValue, (sent) => check(visit, JSON.stringify(sent))),
    { numRuns: 300 },
  );
});

test("normalising keeps nothing: the same event gives the same line again, and stays as it was", () => {
  const shared = compileNormaliser(visit);
  fc.assert(
    fc.property(fc.array(eventJson(visit), { minLength: 1, maxLength: 4 }), (jsons) => {
      const events = jsons.map((json) => JSON.parse(json) as unknown);
      const lines = events.map((event) => shared(event, "id", ARRIVED));
      expect(events.map((event) => JSON.stringify(event))).toEqual(
        jsons.map((json) => JSON.stringify(JSON.parse(json))),
      );
      expect(
        events
          .toReversed()
          .map((event) => shared(event, "id", ARRIVED))
          .reverse(),
      ).toEqual(lines);
      expect(events.map((event) => compileNormaliser(visit)(event, "id", ARRIVED))).toEqual(lines);
    }),
    { numRuns: 100 },
  );
});
