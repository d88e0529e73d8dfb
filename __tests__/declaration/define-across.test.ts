import { type Across, elementRates, funnel, itemPairs, retention, variants, visits } from "../../declaration/across";
import { defineEvent, defineEvents } from "../../declaration/define";
import { int, list, string, type EventDeclaration } from "../../declaration/event";
import { namedQueries } from "../../declaration/pipeline-queries";

const context = { session_id: string(), guest_id: string(), restaurant_id: string() };
const seen = defineEvent({
  name: "seen",
  description: "Seen",
  path: "/seen",
  table: "seen",
  fields: { seconds: int(), all: list(string()) },
  context,
});
const bare = defineEvent({ name: "bare", description: "Bare", path: "/bare", table: "bare", fields: { a: string() } });
const asking = (asked: unknown, name = "asked"): readonly EventDeclaration[] =>
  defineEvents(seen, bare, {
    name: "sold",
    description: "Sold",
    path: "/sold",
    table: "sold",
    fields: { item: string() },
    analyses: { [name]: asked as Across },
  });

const steps = [
  { name: "Seen", event: "seen", where: "seconds > 3" },
  { name: "Again", event: "seen" },
] as const;
const refused: readonly [what: string, asked: unknown, problem: string, name?: string][] = [
  ["a name in camel case", visits({ title: "t", events: ["seen"] }), "its name must be snake_case", "perDay"],
  ["an event type's name", visits({ title: "t", events: ["seen"] }), "an event type is called so", "seen"],
  ["an unknown kind", { kind: "cohorts", title: "t" }, 'unknown kind "cohorts"; known are visits, funnel'],
  ["an empty title", visits({ title: " ", events: ["seen"] }), "its title must be one line of 1 to 200 characters"],
  ["no days", visits({ title: "t", days: 0, events: ["seen"] }), "days must be a whole number from 1 to 3660, got 0"],
  [
    "an unknown event type",
    visits({ title: "t", events: ["sen"] }),
    '"sen" is no event type; there are seen, bare, sold',
  ],
  ["no event type", visits({ title: "t", events: [] }), "events must name an event type at least"],
  ["a funnel of one step", funnel({ title: "t", steps: [steps[0]] }), "steps must be 2 to 10, got 1"],
  [
    "a condition over what is no column",
    funnel({ title: "t", steps: [{ ...steps[0], where: "secs > 3" }, steps[1]] }),
    'where of "seen": "secs" is no column; there are seconds, all, session_id, guest_id, restaurant_id',
  ],
  [
    "two statements in a condition",
    funnel({ title: "t", steps: [{ ...steps[0], where: "true; DROP TABLE seen" }, steps[1]] }),
    'where of "seen": its SQL must be without ";" and comments',
  ],
  [
    "events of no visit",
    funnel({ title: "t", steps: [steps[0], { name: "b", event: "bare" }] }),
    'event type "bare" has neither "session_id" nor "guest_id", so its events belong to no visit',
  ],
  [
    "minutes without end",
    funnel({ title: "t", steps, within: { minutes: Infinity } }),
    "minutes of within must be a whole number from 1 to 525600, got Infinity",
  ],
  [
    "a list that is none",
    itemPairs({ title: "t", bought: { event: "seen", list: "seconds", element: "value" } }),
    '"seconds" is no list of event type "seen"',
  ],
  [
    "a member that a list of texts has not",
    itemPairs({ title: "t", bought: { event: "seen", list: "all", element: "item" } }),
    'element of "seen": "item" is no column; there are value',
  ],
  [
    "guests where there are none",
    retention({ title: "t", events: ["bare"] }),
    '"guest_id" is no column of event type "bare"; there are a, ',
  ],
  [
    "a variant that the shown hasn't",
    variants({ title: "t", variant: "menu", shown: { event: "seen" }, goal: { event: "seen" } }),
    '"menu" is no column of event type "seen"',
  ],
  [
    "a place that one of them hasn't",
    elementRates({
      title: "t",
      shown: { event: "seen", list: "all", element: "value" },
      opened: { event: "seen", element: "seconds" },
      ordered: { event: "seen", element: "seconds" },
      by: "shop",
    }),
    '"shop" is no column of event type "seen"',
  ],
];
test.each(refused)("%s is refused at synthesis", (_what, asked, problem, name = "asked") => {
  expect(() => asking(asked, name)).toThrow(`event "sold": analysis "${name}": ${problem}`);
});

test("a question has a saved query of its name, which no other query may have", () => {
  const types = asking(funnel({ title: "Seen again", steps }));
  const queries = namedQueries(types.map((event) => ({ event, format: "json" as const })));
  expect(queries).toContainEqual(expect.objectContaining({ name: "asked", description: "Seen again" }));
  expect(() => asking(funnel({ title: "t", steps }), "events_per_day")).toThrow(
    'query "events_per_day" is already used by the pipeline',
  );
});
