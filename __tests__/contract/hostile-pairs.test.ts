import { compareContracts } from "../../contract/compare";
import { defineEvent } from "../../declaration/define";
import {
  bigint,
  boolean,
  date,
  decimal,
  double,
  type EventDeclaration,
  type Inclusion,
  type Fields,
  int,
  json,
  list,
  object,
  oneOf,
  string,
  timestamp,
} from "../../declaration/event";

type Rest = Partial<Omit<EventDeclaration, "fields">>;
const event = (fields: Fields, rest: Rest = {}): EventDeclaration =>
  defineEvent({ name: "click", description: "A click", path: "/clicks", table: "clicks", ...rest, fields });

function verdictOf(before: readonly EventDeclaration[], now: readonly EventDeclaration[]): string {
  const effects = compareContracts(before, now).flatMap((change) => change.effects);
  const broken = new Set(effects.filter(({ verdict }) => verdict === "breaking").map(({ side }) => side));
  if (broken.size > 0) return [...broken].sort().join(" ");
  return effects.some(({ verdict }) => verdict === "migration") ? "migration" : "safe";
}

const m = { m: oneOf("x", "y", "z") };
const b = (requiredWhen: Record<string, string | readonly string[]>) => ({ b: string({ requiredWhen }) });

describe("what is stored in another way, though its column has the same type", () => {
  test.each<[string, Fields, Fields, string]>([
    ["text to json", { a: string() }, { a: json() }, "storage"],
    ["one of a set to json", { a: oneOf("x") }, { a: json() }, "storage"],
    ["json to text", { a: json() }, { a: string() }, "senders storage"],
    ["list to json", { a: list(int()) }, { a: json() }, "questions"],
    ["list of dates to list of texts", { a: list(date()) }, { a: list(string()) }, "questions"],
    ["a member's date to text", { a: object({ d: date() }) }, { a: object({ d: string() }) }, "questions"],
    ["a member's text to json", { a: object({ d: string() }) }, { a: object({ d: json() }) }, "storage"],
    ["a member's list to json", { a: object({ d: list(int()) }) }, { a: object({ d: json() }) }, "storage"],
    ["a member of more digits", { a: object({ d: decimal(5, 1) }) }, { a: object({ d: decimal(7, 2) }) }, "safe"],
    ["a wider member", { a: object({ d: int() }) }, { a: object({ d: double() }) }, "safe"],
    ["a decimal's whole digits", { a: decimal(10, 2) }, { a: decimal(9, 2) }, "senders storage"],
    ["bigint to a decimal", { a: bigint() }, { a: decimal(20, 0) }, "storage"],
  ])("%s", (_, before, now, verdict) => {
    expect(verdictOf([event(before)], [event(now)])).toBe(verdict);
  });
});

describe("what is asked of senders", () => {
  test.each<[string, Fields, Fields, string]>([
    ["on fewer values", { ...m, ...b({ m: ["x", "y"] }) }, { ...m, ...b({ m: "x" }) }, "safe"],
    ["on one value more", { ...m, ...b({ m: "x" }) }, { ...m, ...b({ m: ["x", "y"] }) }, "senders"],
    [
      "on one condition more",
      { ...m, n: boolean(), ...b({ m: "x" }) },
      { ...m, n: boolean(), b: string({ requiredWhen: { m: "x", n: true } }) },
      "safe",
    ],
    ["always instead of sometimes", { ...m, ...b({ m: "x" }) }, { ...m, b: string({ required: true }) }, "senders"],
    ["sometimes instead of always", { ...m, b: string({ required: true }) }, { ...m, ...b({ m: "x" }) }, "safe"],
    [
      "on a value that is a default now",
      { ...m, ...b({ m: "x" }) },
      { m: oneOf("x", "y", "z", { default: "x" }), ...b({ m: "x" }) },
      "senders",
    ],
    ["a set in another order", m, { m: oneOf("z", "y", "x") }, "safe"],
    ["an element's set, shorter", { a: list(oneOf("x", "y")) }, { a: list(oneOf("x")) }, "senders"],
    [
      "a tighter pattern of a member",
      { a: object({ s: string() }) },
      { a: object({ s: string({ pattern: "^a" }) }) },
      "senders",
    ],
    ["more elements at least", { a: list(int()) }, { a: list(int(), { minItems: 1 }) }, "senders"],
    ["a member's name in another case", { a: object({ Sku: string() }) }, { a: object({ sku: string() }) }, "senders"],
    [
      "a member's new name",
      { a: object({ s: string() }) },
      { a: object({ t: string({ aliases: ["s"] }) }) },
      "questions",
    ],
    [
      "members in another order",
      { a: object({ s: int(), t: int() }) },
      { a: object({ t: int(), s: int() }) },
      "questions",
    ],
    ["an alias that becomes a field", { a: string({ aliases: ["c"] }) }, { a: string(), c: string() }, "senders"],
    ["another default", { a: int({ default: 1 }) }, { a: int({ default: 2 }) }, "safe"],
    ["no default", { a: int({ default: 1 }) }, { a: int() }, "safe"],
  ])("%s", (_, before, now, verdict) => {
    expect(verdictOf([event(before)], [event(now)])).toBe(verdict);
  });

  test("nobody sends what is retired", () => {
    const retired = { retired: true };
    expect(verdictOf([event({ a: int() }, retired)], [event({ a: int({ required: true }) }, retired)])).toBe("safe");
  });

  test("an event type of another name that takes the path takes its senders, as far as it takes their fields", () => {
    const other = (fields: Fields) => event(fields, { name: "tap", table: "taps" });
    expect(verdictOf([event({ a: int() })], [other({ a: int() })])).toBe("questions storage");
    expect(verdictOf([event({ a: int() })], [other({ a: boolean() })])).toBe("questions senders storage");
  });
});

describe("columns of before", () => {
  const was = (type: "int" | "string") => [{ column: "a", was: { type } }] as const;
  test.each<[string, Fields, Fields, string]>([
    ["forgotten", { b: string({ aliases: ["a"], formerly: ["a"] }) }, { b: string({ aliases: ["a"] }) }, "storage"],
    [
      "forgotten by the next rename",
      { b: string({ formerly: ["a"] }) },
      { c: string({ aliases: ["b"], formerly: ["b"] }) },
      "storage",
    ],
    [
      "kept by the next rename",
      { b: string({ formerly: ["a"] }) },
      { c: string({ aliases: ["b"], formerly: ["b", "a"] }) },
      "migration",
    ],
    [
      "of another type than they were",
      { b: double({ formerly: was("int") }) },
      { b: double({ formerly: was("string") }) },
      "storage",
    ],
    [
      "read as a type that not all of them have",
      { a: date() },
      { b: string({ aliases: ["a"], formerly: [{ column: "a", was: { type: "date" } }] }) },
      "migration",
    ],
    [
      "members that the new name has no more",
      { a: object({ s: int(), t: int() }) },
      { b: object({ s: int() }, { aliases: ["a"], formerly: [{ column: "a", was: object({ s: int(), t: int() }) }] }) },
      "questions",
    ],
  ])("%s", (_, before, now, verdict) => {
    expect(verdictOf([event(before)], [event(now)])).toBe(verdict);
  });

  test("occurredAt goes along with the field's new name", () => {
    expect(
      verdictOf(
        [event({ a: timestamp() }, { occurredAt: "a" })],
        [event({ b: timestamp({ aliases: ["a"], formerly: ["a"] }) }, { occurredAt: "b" })],
      ),
    ).toBe("migration");
  });
});

describe("people", () => {
  test.each<[string, Fields, Fields, string]>([
    [
      "a member that becomes a hash",
      { a: object({ s: string() }) },
      { a: object({ s: string({ pseudonym: true }) }) },
      "migration",
    ],
    ["an element that is a hash no more", { a: list(string({ pseudonym: true })) }, { a: list(string()) }, "storage"],
    ["a hash instead of a name", { a: string({ identifying: true }) }, { a: string({ pseudonym: true }) }, "migration"],
    ["a consent", { a: string(), c: boolean() }, { a: string({ consent: "c" }), c: boolean() }, "migration"],
    ["no consent any more", { a: string({ consent: "c" }), c: boolean() }, { a: string(), c: boolean() }, "safe"],
    [
      "a name that is let go, by its new name too",
      { a: string({ pseudonym: true }) },
      { b: string({ aliases: ["a"], formerly: ["a"] }) },
      "storage",
    ],
  ])("%s", (_, before, now, verdict) => {
    expect(verdictOf([event(before)], [event(now)])).toBe(verdict);
  });
});

describe("questions of other event types", () => {
  const old = event({ kind: string(), s: int() }, { retired: true });
  const part = (includes: readonly Inclusion[], sql = "SELECT 1"): EventDeclaration =>
    event(
      { s: int() },
      { name: "part", table: "parts", path: "/parts", includes, queries: { q: { description: "", sql } } },
    );

  test.each<[string, readonly Inclusion[], readonly Inclusion[], string]>([
    ["one more", [], [{ event: old }], "migration"],
    ["one less", [{ event: old }], [], "questions"],
    ["a condition more", [{ event: old }], [{ event: old, where: "s > 1" }], "questions"],
    ["a condition less", [{ event: old, where: "s > 1" }], [{ event: old }], "migration"],
    ["another condition", [{ event: old, where: "s > 1" }], [{ event: old, where: "s > 2" }], "questions"],
    ["another event type", [{ event: old }], [{ event: { ...old, name: "else", table: "elses" } }], "questions"],
    [
      "without a column that the view has",
      [{ event: old }],
      [{ event: event({ kind: string() }, { retired: true }) }],
      "questions",
    ],
  ])("rows that a view includes: %s", (_, before, now, verdict) => {
    expect(verdictOf([part(before)], [part(now)])).toBe(verdict);
  });

  test("a query over another event type's view is named when its column goes", () => {
    const asks = part([], "SELECT kind FROM click_events");
    const effects = compareContracts([old, asks], [event({ s: int() }, { retired: true }), asks]).flatMap(
      (change) => change.effects,
    );
    expect(effects.map(({ why }) => why)).toContain("query q of part uses kind");
  });
});
