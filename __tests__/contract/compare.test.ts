import { compareContracts } from "../../contract/compare";
import { defineEvent } from "../../declaration/define";
import {
  bigint,
  boolean,
  date,
  decimal,
  double,
  type EventDeclaration,
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
/** Without the checks of a declaration: what another version said need not pass them. */
const said = (fields: Fields, rest: Rest = {}): EventDeclaration => ({
  name: "click",
  description: "A click",
  path: "/clicks",
  table: "clicks",
  ...rest,
  fields,
});
const event = (fields: Fields, rest: Rest = {}): EventDeclaration => defineEvent(said(fields, rest));

/** The worst verdict, and whom a breaking change breaks. */
function verdictOf(before: EventDeclaration, now: EventDeclaration): string {
  const changes = compareContracts([before], [now]);
  const effects = changes.flatMap((change) => change.effects);
  const broken = new Set(effects.filter(({ verdict }) => verdict === "breaking").map(({ side }) => side));
  if (broken.size > 0) return [...broken].sort().join(" ");
  return effects.some(({ verdict }) => verdict === "migration") ? "migration" : "safe";
}

const a = { a: string() };
test.each<[string, Fields, Fields, string]>([
  ["nothing", a, a, "safe"],
  ["a field at the end", a, { ...a, b: int() }, "safe"],
  ["a field with a default", a, { ...a, b: int({ default: 1 }) }, "safe"],
  ["a required field", a, { ...a, b: int({ required: true }) }, "senders"],
  [
    "a field required on a condition",
    { m: oneOf("x", "y") },
    { m: oneOf("x", "y"), b: int({ requiredWhen: { m: "x" } }) },
    "senders",
  ],
  ["a field before others", a, { b: int(), ...a }, "storage"],
  ["another order", { a: string(), b: int() }, { b: int(), a: string() }, "storage"],
  ["a field less", { ...a, b: int() }, a, "questions storage"],
  ["a field that is no longer stored", { ...a, b: string() }, { ...a, b: string({ sensitive: "drop" }) }, "questions"],
  ["optional to required", a, { a: string({ required: true }) }, "senders"],
  ["required to optional", { a: string({ required: true }) }, a, "safe"],
  ["an alias more", a, { a: string({ aliases: ["c"] }) }, "safe"],
  ["an alias less", { a: string({ aliases: ["c"] }) }, a, "senders"],
  ["aliases in another order", { a: string({ aliases: ["c", "d"] }) }, { a: string({ aliases: ["d", "c"] }) }, "safe"],
  ["a description", a, { a: string({ description: "b" }) }, "safe"],
  ["a shorter text", { a: string({ maxLength: 9 }) }, { a: string({ maxLength: 8 }) }, "senders"],
  ["a first length", a, { a: string({ maxLength: 8 }) }, "senders"],
  ["a longer text", { a: string({ maxLength: 8 }) }, { a: string({ maxLength: 9 }) }, "safe"],
  ["a first pattern", a, { a: string({ pattern: "^x" }) }, "senders"],
  ["no pattern any more", { a: string({ pattern: "^x" }) }, a, "safe"],
  ["a higher least", { a: int({ minimum: 0 }) }, { a: int({ minimum: 1 }) }, "senders"],
  ["a least that the type has anyway", { a: int() }, { a: int({ minimum: -(2 ** 31) }) }, "safe"],
  ["a lower least", { a: int({ minimum: 1 }) }, { a: int({ minimum: 0 }) }, "safe"],
  ["int to bigint", { a: int() }, { a: bigint() }, "safe"],
  ["int to double", { a: int() }, { a: double() }, "migration"],
  ["bigint to double", { a: bigint() }, { a: double() }, "migration"],
  ["bigint to int", { a: bigint() }, { a: int() }, "senders storage"],
  ["double to bigint", { a: double() }, { a: bigint() }, "senders storage"],
  ["int to text", { a: int() }, a, "senders storage"],
  ["text to int", a, { a: int() }, "senders storage"],
  ["double to decimal", { a: double() }, { a: decimal(10, 2) }, "senders storage"],
  ["a decimal of more digits", { a: decimal(10, 2) }, { a: decimal(12, 3) }, "safe"],
  ["a decimal of fewer digits before the point", { a: decimal(10, 2) }, { a: decimal(10, 3) }, "senders storage"],
  ["a decimal of fewer digits behind it", { a: decimal(10, 2) }, { a: decimal(10, 1) }, "senders storage"],
  ["text to timestamp", a, { a: timestamp() }, "senders storage"],
  ["date to text", { a: date() }, a, "safe"],
  ["text to date", a, { a: date() }, "senders storage"],
  ["date to timestamp", { a: date() }, { a: timestamp() }, "storage"],
  ["a value more", { a: oneOf("x") }, { a: oneOf("x", "y") }, "safe"],
  ["a value less", { a: oneOf("x", "y") }, { a: oneOf("x") }, "senders"],
  ["one of a set to text", { a: oneOf("x", "y") }, a, "safe"],
  ["text to one of a set", a, { a: oneOf("x") }, "senders"],
  ["one of a set to a text too short for it", { a: oneOf("xyz") }, { a: string({ maxLength: 2 }) }, "senders"],
  ["list of text to list of int", { a: list(string()) }, { a: list(int()) }, "senders storage"],
  ["list of int to list of bigint", { a: list(int()) }, { a: list(bigint()) }, "safe"],
  ["a shorter list", { a: list(string()) }, { a: list(string(), { maxItems: 3 }) }, "senders"],
  ["a member more, at the end", { a: object(a) }, { a: object({ ...a, b: int() }) }, "safe"],
  ["a required member", { a: object(a) }, { a: object({ ...a, b: int({ required: true }) }) }, "senders"],
  ["a member less", { a: object({ ...a, b: int() }) }, { a: object(a) }, "questions"],
  ["a member before others", { a: list(object(a)) }, { a: list(object({ b: int(), ...a })) }, "questions"],
  ["a member of another type", { a: object({ b: int() }) }, { a: object({ b: boolean() }) }, "senders storage"],
  ["object to json", { a: object(a) }, { a: json() }, "safe"],
  ["json to object", { a: json() }, { a: object(a) }, "senders storage"],
  ["a default", { a: int() }, { a: int({ default: 1 }) }, "safe"],
  [
    "a rename that keeps what was",
    { a: string({ required: true }) },
    { b: string({ required: true, aliases: ["a"], formerly: ["a"] }) },
    "migration",
  ],
  ["a rename that forgets the senders", a, { b: string({ formerly: ["a"] }) }, "senders"],
  ["a rename that forgets the data", a, { b: string({ aliases: ["a"] }) }, "questions storage"],
  [
    "a rename to a narrower type",
    { a: string() },
    { b: int({ aliases: ["a"], formerly: [{ column: "a", was: { type: "string" } }] }) },
    "senders",
  ],
  [
    "a wider type beside Parquet",
    { a: int() },
    { b: double({ aliases: ["a"], formerly: [{ column: "a", was: { type: "int" } }] }) },
    "migration",
  ],
  ["another case of the name", { aB: string() }, { ab: string() }, "senders"],
  ["a name that becomes a hash", { a: string() }, { a: string({ pseudonym: true }) }, "migration"],
  ["a hash that becomes a name", { a: string({ pseudonym: true }) }, { a: string() }, "storage"],
  ["no longer identifying", { a: string({ identifying: true }) }, a, "questions"],
])("%s", (_, before, now, verdict) => {
  expect(verdictOf(event(before), event(now))).toBe(verdict);
});

const queries = { top: { description: "", sql: "SELECT a, count(*) FROM events GROUP BY a" } };
test.each<[string, EventDeclaration, EventDeclaration, string]>([
  ["the path", event(a), event(a, { path: "/others" }), "senders"],
  ["the table", event(a), event(a, { table: "others" }), "questions"],
  ["retired", event(a), event(a, { retired: true }), "senders"],
  ["a query more", event(a), event(a, { queries }), "safe"],
  ["a query less", event(a, { queries }), event(a), "questions"],
  [
    "a query otherwise",
    event(a, { queries }),
    event(a, { queries: { top: { description: "", sql: "SELECT 1" } } }),
    "safe",
  ],
  [
    "a computed column that a query uses is gone",
    event({ b: int() }, { computed: { a: { type: "int", sql: "b + 1" } }, queries }),
    said({ b: int() }, { queries }),
    "questions",
  ],
  ["occurredAt less", event({ t: timestamp() }, { occurredAt: "t" }), event({ t: timestamp() }), "questions"],
])("of the event type: %s", (_, before, now, verdict) => {
  expect(verdictOf(before, now)).toBe(verdict);
});

test("a query that still uses what goes away is named, also after a rename", () => {
  const before = event({ a: string(), b: int() }, { queries });
  const whys = compareContracts(
    [before],
    [said({ c: string({ aliases: ["a"], formerly: ["a"] }), b: int() }, { queries })],
  )
    .flatMap(({ effects }) => effects)
    .map(({ why }) => why);
  expect(whys).toContain("query top uses a");
});

test("an event type less breaks everybody, a new one nobody", () => {
  const [gone] = compareContracts([event(a)], []);
  expect(gone?.effects.map(({ side }) => side)).toEqual(["senders", "storage", "questions"]);
  expect(compareContracts([], [event(a)]).map(({ verdict }) => verdict)).toEqual(["safe"]);
});

test("a declaration that went through JSON says the same", () => {
  const whole = event(
    {
      a: string(),
      m: oneOf("x", "y"),
      b: int({ requiredWhen: { m: ["x", "y"] } }),
      o: list(object({ q: decimal(5, 1) })),
    },
    { queries },
  );
  expect(compareContracts([JSON.parse(JSON.stringify(whole)) as EventDeclaration], [whole])).toEqual([]);
});
