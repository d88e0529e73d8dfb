import { FIELD_TYPES } from "../../declaration/field-types";
import { defineEvent, defineEvents } from "../../declaration/define";
import { double, int, string, timestamp, type EventDeclaration, type FieldDeclaration } from "../../declaration/event";

const visit: EventDeclaration = {
  name: "visit",
  description: "A visit",
  path: "/visits",
  table: "visits",
  fields: { page: string() },
};
const withField = (field: unknown, name = "page"): EventDeclaration => ({
  ...visit,
  fields: { [name]: field as FieldDeclaration },
});
const JSON_NAME = "must be letters, digits and underscores, at most 128, not starting with a digit";
const RESERVED = "is reserved for the pipeline; reserved are datehour, event_id, received_at, extra, problems";

const refused: readonly [what: string, event: EventDeclaration, message: string][] = [
  [
    "a name in camel case",
    { ...visit, name: "menuClick" },
    'event "menuClick": name must be kebab-case, at most 40 characters, like "menu-click"',
  ],
  [
    "an empty name",
    { ...visit, name: "" },
    'event "": name must be kebab-case, at most 40 characters, like "menu-click"',
  ],
  [
    "a name too long for a delivery stream",
    { ...visit, name: "a".repeat(41) },
    `event "${"a".repeat(41)}": name must be kebab-case, at most 40 characters, like "menu-click"`,
  ],
  [
    "a table with a hyphen",
    { ...visit, table: "my-visits" },
    'event "visit": table "my-visits" must be snake_case, at most 128 characters, like "menu_clicks"',
  ],
  [
    "a table too long",
    { ...visit, table: "t".repeat(129) },
    `event "visit": table "${"t".repeat(129)}" must be snake_case, at most 128 characters, like "menu_clicks"`,
  ],
  [
    "a path without its slash",
    { ...visit, path: "visits" },
    'event "visit": path "visits" must be lower-case segments behind slashes, like "/menu-clicks"',
  ],
  ...["/ping", "/sping", "/ping/visits"].map((path): [string, EventDeclaration, string] => [
    `the path ${path}`,
    { ...visit, path },
    `event "visit": path "${path}" is kept by API Gateway for itself, as is what lies below /ping and /sping; choose another`,
  ]),
  [
    "a path that ends in a slash",
    { ...visit, path: "/visits/" },
    'event "visit": path "/visits/" must be lower-case segments behind slashes, like "/menu-clicks"',
  ],
  [
    "a path with a parameter",
    { ...visit, path: "/visits/{id}" },
    'event "visit": path "/visits/{id}" must be lower-case segments behind slashes, like "/menu-clicks"',
  ],
  ["no field", { ...visit, fields: {} }, 'event "visit": fields is empty; declare at least one field'],
  [
    "a field name with a hyphen",
    withField(string(), "page-name"),
    `event "visit": field "page-name": the JSON name "page-name" ${JSON_NAME}`,
  ],
  [
    "a field name that starts with a digit",
    withField(string(), "1st"),
    `event "visit": field "1st": the JSON name "1st" ${JSON_NAME}`,
  ],
  [
    "a field named __proto__",
    withField(string(), "__proto__"),
    `event "visit": field "__proto__": the JSON name "__proto__" ${JSON_NAME}`,
  ],
  [
    "an alias with a blank",
    withField(string({ aliases: ["page name"] })),
    `event "visit": field "page": the JSON name "page name" ${JSON_NAME}`,
  ],
  [
    "a bookkeeping column as a field",
    withField(string(), "extra"),
    `event "visit": field "extra": "extra" ${RESERVED}`,
  ],
  [
    "a bookkeeping column in other case",
    withField(string(), "Event_Id"),
    `event "visit": field "Event_Id": "Event_Id" ${RESERVED}`,
  ],
  [
    "the partition key as an alias",
    withField(string({ aliases: ["dateHour"] })),
    `event "visit": field "page": "dateHour" ${RESERVED}`,
  ],
  [
    "an unknown type",
    withField({ type: "day" }),
    `event "visit": field "page": unknown type "day"; known are ${FIELD_TYPES.join(", ")}`,
  ],
  [
    "a misspelt option",
    withField({ type: "string", requried: true }),
    'event "visit": field "page": unknown option "requried"; known are type, required, aliases, description, formerly, identifying, requiredWhen, sensitive, consent, maxLength, pattern, default, pseudonym, minimum, maximum, precision, scale, values, of, minItems, maxItems, fields',
  ],
  [
    "a person named by a number",
    withField({ type: "int", identifying: true }),
    'event "visit": field "page": identifying is for string fields, not int',
  ],
  [
    "a person named or not",
    withField({ type: "string", identifying: false as true }),
    'event "visit": field "page": identifying must be true or left out, got false',
  ],
  [
    "a longest length of a number",
    withField({ type: "int", maxLength: 5 }),
    'event "visit": field "page": maxLength is for string fields, not int',
  ],
  [
    "a longest length of zero",
    withField(string({ maxLength: 0 })),
    'event "visit": field "page": maxLength must be a whole number of at least 1, got 0',
  ],
  [
    "a smallest value of a text",
    withField({ type: "string", minimum: 1 }),
    'event "visit": field "page": minimum is for number fields, not string',
  ],
  [
    "a largest value of a timestamp",
    withField({ type: "timestamp", maximum: 1 }),
    'event "visit": field "page": maximum is for number fields, not timestamp',
  ],
  [
    "a limit without end",
    withField(double({ maximum: Infinity })),
    'event "visit": field "page": maximum must be a finite number, got Infinity',
  ],
  [
    "a fraction as the limit of an int",
    withField(int({ minimum: 0.5 })),
    'event "visit": field "page": minimum must be a whole number in the range of int, got 0.5',
  ],
  [
    "a limit beyond 32 bits",
    withField(int({ maximum: 2 ** 31 })),
    'event "visit": field "page": maximum must be a whole number in the range of int, got 2147483648',
  ],
  [
    "a limit beyond what JSON keeps",
    withField({ type: "bigint", minimum: -(2 ** 53) }),
    'event "visit": field "page": minimum must be a whole number in the range of bigint, got -9007199254740992',
  ],
  [
    "limits the wrong way round",
    withField(int({ minimum: 2, maximum: 1 })),
    'event "visit": field "page": minimum 2 is above maximum 1',
  ],
  [
    "fields equal in lower case",
    { ...visit, fields: { pageName: string(), pagename: int() } },
    'event "visit": "pageName" and "pagename" are the same in lower case: the table can have only one column "pagename"',
  ],
  [
    "an alias equal to another field",
    { ...visit, fields: { page: string(), title: string({ aliases: ["Page"] }) } },
    'event "visit": "page" and "Page" are the same in lower case: the table can have only one column "page"',
  ],
  [
    "text that Terraform would evaluate",
    { ...visit, description: "costs ${price}" },
    'event "visit": description must be one line without "${" and "%{", got "costs ${price}"',
  ],
  [
    "a field's text over two lines",
    withField(string({ description: "one\ntwo" })),
    'event "visit": field "page": description must be one line without "${" and "%{", got "one\\ntwo"',
  ],
];

test.each(refused)(
  "%s is refused before anything is built, with what is wrong and the way out",
  (_what, event, message) => {
    expect(() => defineEvent(event)).toThrow(new Error(message));
  },
);

test("everything at its limit is taken, so no rule is stricter than it says", () => {
  const event: EventDeclaration = {
    name: "a".repeat(40),
    description: "costs $5, 10 % {off}",
    path: "/a/b-c/2",
    table: `_${"t".repeat(127)}`,
    fields: {
      ["_".repeat(128)]: string({ maxLength: 1 }),
      low: int({ minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }),
      wide: { type: "bigint", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
      same: double({ minimum: 0.5, maximum: 0.5 }),
      at: timestamp({ required: true, aliases: ["At2", "at_3"] }),
    },
  };
  expect(defineEvent(event)).toBe(event);
});

const other: EventDeclaration = { ...visit, name: "other", path: "/other", table: "other" };
const clashes: readonly [what: string, second: EventDeclaration, message: string][] = [
  [
    "a name",
    { ...other, name: "visit" },
    'event "visit": name "visit" is already used by event "visit"; give it one of its own',
  ],
  [
    "a table",
    { ...other, table: "visits" },
    'event "other": table "visits" is already used by event "visit"; give it one of its own',
  ],
  [
    "a path",
    { ...other, path: "/visits" },
    'event "other": path "/visits" is already used by event "visit"; give it one of its own',
  ],
  [
    "a table that is the other's as Parquet",
    { ...other, table: "visits_parquet" },
    'event "other": table "visits_parquet" is already used by event "visit"; give it one of its own',
  ],
  [
    "a table that is the other's view",
    { ...other, table: "visit_events" },
    'event "other": table "visit_events" is already used by event "visit"; give it one of its own',
  ],
  [
    "a table with the failed records",
    { ...other, table: "failed_records" },
    'event "other": table "failed_records" is already used by the failed records; give it one of its own',
  ],
  [
    "a saved query with the pipeline",
    { ...other, queries: { duplicates: { description: "", sql: "SELECT 1" } } },
    'event "other": query "duplicates" is already used by the pipeline; give it one of its own',
  ],
  [
    "a saved query",
    { ...other, queries: { pages: { description: "", sql: "SELECT 1" } } },
    'event "other": query "pages" is already used by event "visit"; give it one of its own',
  ],
  [
    "a path that is another's batch",
    { ...other, path: "/visits/batch" },
    'event "other": path "/visits/batch" is already used by event "visit"; give it one of its own',
  ],
];

test.each(clashes)(
  "two event types that share %s are refused, so neither takes what is the other's",
  (_what, second, message) => {
    const first: EventDeclaration = { ...visit, queries: { pages: { description: "", sql: "SELECT 1" } } };
    expect(() => defineEvents(first, second)).toThrow(new Error(message));
  },
);

test("a batch path that is already another's own path is refused, whichever is declared first", () => {
  expect(() => defineEvents({ ...other, path: "/visits/batch" }, visit)).toThrow(
    new Error('event "visit": path "/visits/batch" is already used by event "other"; give it one of its own'),
  );
});

test("a pipeline without event types is refused, and event types side by side are kept in order", () => {
  expect(() => defineEvents()).toThrow(new Error("no event types: declare at least one"));
  expect(defineEvents(visit, other)).toEqual([visit, other]);
});

test.each(["occuredAt", "querys", "chart", "Path"])("a misspelt key, %s, is refused", (key) => {
  const event = {
    name: "door-opened",
    description: "A guest came in",
    path: "/doors",
    table: "doors",
    fields: { door: string() },
    [key]: {},
  };
  expect(() => defineEvent(event)).toThrow(
    `event "door-opened": "${key}" is unknown; known are name, description, path, table, fields, context, includes, clearValueInStream, retired, occurredAt, computed, queries, charts, analyses`,
  );
});
