import { exampleOf } from "../../declaration/example";
import { EVENT_ID } from "../../declaration/columns";
import type { EventDeclaration, FieldDeclaration } from "../../declaration/event";
import { MAX_BATCH_EVENTS } from "../../declaration/layout";
import type { Random } from "../../local/fault/random";
import { hostileText, pick } from "./hostile";

/** Numbers as they are written: kinds of spelling, limits of types and of parsers, epochs and what looks like one. */
const NUMBERS = [
  "0", "-0", "-0.0", "0.0", "1", "5", "5.0", "5.000", "1e3", "1E3", "1e+3", "1.5e1", "15e-1", "1e-1", "10e-1", "0.5", "0.1",
  "0.1234567890123456789", "-1", "-1.0", "86400", "86401", "86400.0", "864e2", "2147483647", "2147483648", "-2147483648", "-2147483649",
  "2147483647.0", "2147483647.5", "9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740991", "-9007199254740992",
  "9007199254740991.0", "9007199254740990.5", "9007199254740991.5", "1524831183200260097", "12345678901234567890", "123456789012345678901234567890",
  "1e15", "1e16", "1e21", "1e22", "1e308", "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "1e309", "1e400", "-1e400",
  "-1.7976931348623157e308", "5e-324", "2e-324", "1e-400", "-1e-400", "1e-5", "0e5", "0e400", "0e-400", "100e-2", "101e-2", "1000000000000000000000e-21",
  "946684799", "946684800", "946684800.0", "946684799.999", "946684799.9999999999", "4102444800", "4102444800.5", "4102444801", "946684799999", "946684800000",
  "1694769302.325", "1694769302325", "1694769302325123", "1662937200250999", "4102444800000000", "4102444800000000.5", "4102444800000001", "2022",
  "20220911", "202209112300", "20220911230000", "1e9", "1e12", "1.5e12", "1e15", "1.6e9", "1.6e10",
]; // prettier-ignore
const LENGTHS = [0, 1, 9, 10, 11, 127, 128, 129, 300];
const SURROGATES = ["\\ud800", "\\udc00", "\\ud83c\\udf5d", "a\\ud800b", "\\udf5d\\ud83c", "\\ud83c\\ud83c\\udf5d"];
const TIMES = ["2022-09-11T23:00:00Z", "2022-09-11", "yesterday", "", "2022–09–11 23:00:00", "1662937200"];
const DATES = [
  "2022-09-11",
  "2024-02-29",
  "2023-02-29",
  "2022-13-01",
  "0001-01-01",
  "2022-9-11",
  "20220911",
  "2022-09-11T00:00:00Z",
  "",
];
/** What is no JSON, though some parsers take it, or hardly any. */
const NO_JSON = [
  "", " ", "{", "[", "}", "nul", "undefined", "NaN", "[NaN]", "{}{}", "{} x", "[1,]", "{,}", '{"a":}', "{'a':1}", "{a:1}", '{"a":01}', '{"a":+1}', '{"a":.5}',
  '{"a":5.}', '{"a":1e}', '{"a":0x10}', '{"a":Infinity}', '{"a":-}', '{"a":"\n"}', '{"a":"\t"}', '{"a":"\\x"}', '{"a":"\\u12"}', '{"a":1 /* c */}', "// c\n{}",
  '{"a":1,}', '{"a" 1}', '{"a":1 "b":2}', '"', '"a', "\0", "\u00a0{}", "\u2028{}", "{}\0", "{}\u00a0", "{}\ufeff", "True", "tru", "[1 2]", "]", '{"a":1}]', "[]]",
]; // prettier-ignore
const SCALARS = ["null", "true", "false", '""', '"a"', "0", "5.0", "1e400", "{}", "[]", "[[]]", "[{}]", "[null]"];
const SPACES = ["", " ", "\n", "\t", "\r\n", " \n\t "];

/** A body for a model of an event type, and what it is one of. */
export interface Body {
  readonly text: string;
  readonly isBatch: boolean;
}

const textJson = (random: Random, field?: FieldDeclaration): string => {
  const roll = random();
  if (roll < 0.3) return JSON.stringify(hostileText(random, 4));
  if (roll < 0.5) return `"${pick(random, SURROGATES)}"`;
  const length = Math.max(
    0,
    pick(random, field?.maxLength === undefined ? LENGTHS : [...LENGTHS, field.maxLength, field.maxLength + 1]),
  );
  return JSON.stringify(pick(random, ["a", "é", "🍝", "\u0301"]).repeat(length));
};

/** Around a limit: on it, beside it, in other spellings. */
function around(random: Random, limit: number): string {
  return pick(random, [
    `${limit}`,
    `${limit + 1}`,
    `${limit - 1}`,
    `${limit}.0`,
    `${limit}.5`,
    `${limit}e0`,
    `${limit}0e-1`,
    `${limit}.00000000000000000001`,
  ]);
}

function numberJson(random: Random, { minimum, maximum }: FieldDeclaration): string {
  const limits = [minimum, maximum].filter((limit) => limit !== undefined);
  if (limits.length > 0 && random() < 0.4) return around(random, pick(random, limits));
  if (random() < 0.7) return pick(random, NUMBERS);
  const digits = (most: number): string =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => Math.floor(random() * 10)).join("");
  const whole = digits(22).replace(/^0+(?=.)/, "");
  const exponent = pick(random, ["e", "E", "e+", "e-"]) + String(Math.floor(random() * 330));
  return `${random() < 0.3 ? "-" : ""}${whole}${random() < 0.5 ? `.${digits(20)}` : ""}${random() < 0.3 ? exponent : ""}`;
}

function anyJson(random: Random, depth = 3): string {
  const roll = random();
  if (roll < 0.35 || depth === 0) return pick(random, SCALARS);
  if (roll < 0.55) return pick(random, NUMBERS);
  if (roll < 0.75) return textJson(random);
  const many = Array.from({ length: Math.floor(random() * 4) });
  if (roll < 0.88) return `[${many.map(() => anyJson(random, depth - 1)).join(",")}]`;
  return `{${many.map(() => `${textJson(random)}:${anyJson(random, depth - 1)}`).join(",")}}`;
}

/** A value for a field: mostly of its type, else of another. */
function valueJson(random: Random, field: FieldDeclaration, wrong: number): string {
  if (random() < wrong) return anyJson(random);
  switch (field.type) {
    case "string":
      return random() < 0.5 ? '"a"' : textJson(random, field);
    case "boolean":
      return pick(random, ["true", "false"]);
    case "date":
      return JSON.stringify(pick(random, DATES));
    case "oneOf":
      return random() < 0.8 ? JSON.stringify(pick(random, field.values ?? [])) : textJson(random);
    case "decimal":
      return random() < 0.5 ? numberJson(random, field) : JSON.stringify(numberJson(random, field));
    case "list": {
      const { of = { type: "json" } } = field;
      return `[${Array.from({ length: pick(random, [0, 1, 1, 2, 3]) }, () => (random() < 0.1 ? "null" : valueJson(random, of, wrong))).join(",")}]`;
    }
    case "object": {
      const members = Object.entries(field.fields ?? {}).filter(() => random() < 0.9);
      return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${random() < 0.1 ? "null" : valueJson(random, each, wrong)}`).join(",")}}`;
    }
    case "json":
      return anyJson(random);
    case "timestamp":
      return random() < 0.4 ? JSON.stringify(pick(random, TIMES)) : numberJson(random, field);
    default:
      return random() < 0.5 ? String(Math.max(field.minimum ?? 1, 1)) : numberJson(random, field);
  }
}

function eventJson(random: Random, event: EventDeclaration): string {
  const wrong = pick(random, [0, 0, 0.1, 0.5]);
  const members = Object.entries<FieldDeclaration>(event.fields).flatMap(([name, field]) => {
    if (random() < (field.required ? 0.05 : 0.5)) return [];
    const keys = [name, ...(field.aliases ?? [])];
    const sent = random() < 0.1 ? keys : [pick(random, keys)];
    return sent.map((key) => [key, random() < 0.08 ? "null" : valueJson(random, field, wrong)] as const);
  });
  if (random() < 0.4)
    members.push([EVENT_ID, random() < 0.8 ? textJson(random, { type: "string", maxLength: 128 }) : anyJson(random)]);
  if (random() < 0.3)
    members.push([
      pick(random, ["other", "", "__proto__", "constructor", "a b", "🍝", "extra", "problems"]),
      anyJson(random),
    ]);
  if (random() < 0.1 && members.length > 0) members.push([pick(random, members)[0], anyJson(random)]); // a name twice
  if (random() < 0.3) members.reverse();
  const space = random() < 0.2 ? pick(random, SPACES) : "";
  return `${space}{${members.map(([key, json]) => `${space}${JSON.stringify(key)}${space}:${space}${json}${space}`).join(",")}}${space}`;
}

/** Any body that may be posted to an event type's own route or its batch route. */
export function anyBody(random: Random, event: EventDeclaration): Body {
  const isBatch = random() < 0.35;
  const roll = random();
  if (roll < 0.04) return { text: pick(random, NO_JSON), isBatch };
  if (roll < 0.08) return { text: anyJson(random), isBatch };
  if (roll < 0.09)
    return {
      text: `${pick(random, ["\ufeff", "\ufeff\ufeff"])}${isBatch ? `[${eventJson(random, event)}]` : eventJson(random, event)}`,
      isBatch,
    };
  if (roll < 0.095) return { text: deep(random, isBatch), isBatch };
  if (!isBatch) return { text: eventJson(random, event), isBatch };
  const many = pick(random, [0, 1, 1, 1, 2, 2, 3, 5]);
  if (roll < 0.1) {
    const good = JSON.stringify(exampleOf(event));
    return {
      text: `[${Array(pick(random, [MAX_BATCH_EVENTS - 1, MAX_BATCH_EVENTS, MAX_BATCH_EVENTS + 1]))
        .fill(good)
        .join(",")}]`,
      isBatch,
    };
  }
  return {
    text: `[${Array.from({ length: many }, () => (random() < 0.05 ? anyJson(random) : eventJson(random, event))).join(",")}]`,
    isBatch,
  };
}

/** As deep as each parser here goes; what is deeper each has its own limit for. */
function deep(random: Random, isBatch: boolean): string {
  const levels = pick(random, [10, 100, 500, 900]);
  const value =
    random() < 0.5 ? `${"[".repeat(levels)}${"]".repeat(levels)}` : `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
  return isBatch ? `[{"other":${value}}]` : `{"other":${value}}`;
}
