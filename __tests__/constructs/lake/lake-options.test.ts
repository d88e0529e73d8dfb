import { checkLakeOptions, lakeOf, type LakeOptions } from "../../../constructs/lake/lake-options";

const NAMES = ["visit", "order"];
const refusal = (lake: unknown, eventsExpirationDays: number | null = null): string => {
  try {
    checkLakeOptions({ lake, eventsExpirationDays } as LakeOptions, NAMES);
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
};

test("without it, no event type has a curated table", () => {
  expect(refusal(undefined)).toBe("accepted");
  expect(lakeOf({}, { name: "visit" })).toBeUndefined();
});

test("an empty one takes the defaults for every event type", () => {
  expect(refusal({})).toBe("accepted");
  expect(lakeOf({ lake: {} }, { name: "visit" })).toEqual({ mergeHours: 3, windowHours: 12, repeatDays: 7 });
});

test("it can be for some event types, each divided in its own way", () => {
  const buckets = { order: { field: "customerId", count: 8 } };
  const lake = { eventTypes: ["order"], buckets };
  expect(refusal(lake)).toBe("accepted");
  expect(lakeOf({ lake }, { name: "visit" })).toBeUndefined();
  expect(lakeOf({ lake }, { name: "order" })?.bucket).toEqual(buckets.order);
});

test("a table keeps events as long as landing does, unless it is told otherwise", () => {
  const days = (options: LakeOptions & { eventsExpirationDays?: number | null }) =>
    lakeOf(options, { name: "visit" })?.expirationDays;
  expect(days({ lake: {}, eventsExpirationDays: 90 })).toBe(90);
  expect(days({ lake: {}, eventsExpirationDays: null })).toBeUndefined();
  expect(days({ lake: { expirationDays: 400 }, eventsExpirationDays: 90 })).toBe(400);
  expect(days({ lake: { expirationDays: null }, eventsExpirationDays: 90 })).toBeUndefined();
});

test.each<[string, unknown, string]>([
  ["true", true, "`lake` must be an object, got true"],
  [
    "event types that there are not",
    { eventTypes: ["visits"] },
    "`lake.eventTypes` must be for event types, which are visit, order",
  ],
  [
    "no event type",
    { eventTypes: [] },
    "`lake.eventTypes` must name at least one event type, got none; leave out `lake` for none",
  ],
  [
    "hours that a day can't be divided by",
    { mergeHours: 5 },
    "`lake.mergeHours` must be one of 1, 2, 3, 4, 6, 8, 12, 24, got 5",
  ],
  ["a window of no merge", { windowHours: 3 }, "`lake.windowHours` must be a whole number from 6 to 720, got 3"],
  [
    "a window in which one late merge is too late",
    { mergeHours: 6, windowHours: 20 },
    "`lake.windowHours` must be at least 21 when merging every 6 h: merges count as late at a third of it, got 20",
  ],
  ["repeats of a year ago", { repeatDays: 365 }, "`lake.repeatDays` must be a whole number from 1 to 90, got 365"],
  [
    "too many buckets",
    { buckets: { order: { field: "a", count: 17 } } },
    '`lake.buckets["order"].count` must be a whole number from 2 to 16, got 17',
  ],
  [
    "buckets of an event type without a table",
    { eventTypes: ["visit"], buckets: { order: { field: "a", count: 2 } } },
    "`lake.buckets` must be for event types, which are visit",
  ],
  [
    "days that are fewer than the window",
    { windowHours: 120, expirationDays: 5 },
    "`lake.expirationDays` must be more than the 120 hours of `lake.windowHours`",
  ],
])("%s is refused", (_what, lake, message) => {
  expect(refusal(lake)).toContain(message);
});

test("landing must keep events for longer than views read it", () => {
  expect(refusal({ mergeHours: 24 }, 3)).toContain(
    "`eventsExpirationDays` must be more than the 75 hours of `lake.windowHours`",
  );
  expect(refusal({ mergeHours: 24 }, 4)).toBe("accepted");
});
