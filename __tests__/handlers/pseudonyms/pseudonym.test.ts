import { randomBytes } from "node:crypto";
import { Person } from "../../../cli/erase/person";
import { defineEvent } from "../../../declaration/define";
import { list, object, string } from "../../../declaration/event";
import { pseudonymsBy } from "../../../handlers/extensions/pseudonyms";
import { kit } from "../../../handlers/normaliser/kit";
import { isPseudonym, type PseudonymKey, pseudonymOf } from "../../../handlers/pseudonyms/pseudonym";

const [old, current]: readonly [PseudonymKey, PseudonymKey] = [
  { version: "1", key: randomBytes(32) },
  { version: "2", key: randomBytes(32) },
];
const event = defineEvent({
  name: "visit",
  description: "A visit",
  path: "/visits",
  table: "visits",
  fields: { user: string({ pseudonym: true, aliases: ["userId"], formerly: ["login"] }) },
});
const hashed = (value: object, keys: readonly PseudonymKey[]): unknown =>
  pseudonymsBy(keys).prepare?.(event, kit)?.(value, { report: () => undefined });

test("a pseudonym is the same for the same value and key, and another one for any other", () => {
  const jo = pseudonymOf("jo", current);
  expect(pseudonymOf("jo", current)).toBe(jo);
  expect(jo).toMatch(/^ps\.2\.[\w-]{22}\.[\w-]{16}$/);
  expect(jo).not.toContain("jo");
  expect(new Set([jo, pseudonymOf("Jo", current), pseudonymOf("jo", old)]).size).toBe(3);
});

test("a value that was hashed stays, by whichever known version, and one that only looks so is hashed", () => {
  const keys = [current, old];
  const [now, before] = [pseudonymOf("jo", current), pseudonymOf("jo", old)];
  expect(hashed({ user: "jo" }, keys)).toEqual({ user: now });
  expect(hashed({ userId: now, USER: before }, keys)).toEqual({ userId: now, USER: before });
  const forged = `${now.slice(0, -1)}${now.endsWith("A") ? "B" : "A"}`;
  const unknown = pseudonymOf("jo", { version: "2", key: randomBytes(32) });
  for (const text of [forged, unknown, "ps.2..", "ps.9.x.y", now.slice(1)]) {
    expect(isPseudonym(text, keys)).toBe(false);
    expect(hashed({ user: text }, keys)).toEqual({ user: pseudonymOf(text, current) });
  }
});

test("numbers, arrays and objects in its place are hashed as their JSON, null and nothing stay", () => {
  expect(hashed({ user: 5 }, [current])).toEqual({ user: pseudonymOf("5", current) });
  expect(hashed({ user: { mail: "jo" } }, [current])).toEqual({ user: pseudonymOf('{"mail":"jo"}', current) });
  expect(hashed({ user: null, other: "x" }, [current])).toEqual({ user: null, other: "x" });
});

test("without a key nothing starts that would have to hash", () => {
  expect(() => hashed({ user: "jo" }, [])).toThrow("there is no key of pseudonyms");
});

test("erase finds a person from the clear value, by every version, also in columns from before and in extra", () => {
  const person = new Person(event, "user", new Set(["jo"]), [current, old]);
  const lines = [
    { user: pseudonymOf("jo", current) },
    { user: pseudonymOf("jo", old) },
    { user: "jo" },
    { login: "jo" },
    { user: null, extra: JSON.stringify({ userId: pseudonymOf("jo", current) }) },
  ];
  expect(lines.map((line) => person.hasLine(line))).toEqual(lines.map(() => true));
  expect(person.hasLine({ user: pseudonymOf("joe", current) })).toBe(false);
});

test("erase finds a person by a member of an object or of a list's elements, in a column, in extra and as it was sent", () => {
  const ride = defineEvent({
    name: "ride",
    description: "A ride",
    path: "/rides",
    table: "rides",
    fields: {
      rider: object({ Mail: string({ pseudonym: true, aliases: ["eMail"] }) }),
      guests: list(string({ pseudonym: true })),
      stops: list(object({ guest: string({ pseudonym: true }) })),
    },
  });
  const jo = pseudonymOf("jo", old);
  const person = (field: string): Person => new Person(ride, field, new Set(["jo"]), [current, old]);
  const lines = [
    ["rider.Mail", { rider: JSON.stringify({ mail: jo }) }],
    ["rider.Mail", { rider: null, extra: JSON.stringify({ rider: [{ EMAIL: jo }] }) }],
    ["guests[]", { guests: JSON.stringify(["ps.1.x.y", jo]) }],
    ["guests", { guests: ["jo"] }],
    ["stops[].guest", { stops: JSON.stringify([{ guest: null }, { guest: jo }]) }],
    ["stops.guest", { stops: [{ guest: jo }] }],
  ] as const;
  for (const [field, line] of lines) expect([field, person(field).hasLine(line)]).toEqual([field, true]);
  expect(person("stops[].guest").hasEvent({ Stops: [{ Guest: "jo" }] })).toBe(true);
  for (const line of [{ rider: JSON.stringify({ name: jo }) }, { rider: jo }, { rider: "{" }, { guests: null }])
    expect(person("rider.Mail").hasLine(line)).toBe(false);
});
