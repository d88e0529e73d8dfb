import { eventRetentionRules } from "../../../constructs/storage/event-retention";

test("rules for a pipeline's folder are for it alone, under names of their own, and leave what is the bucket's to its owner", () => {
  const retention = { eventsExpirationDays: 90, errorsExpirationDays: 60 };
  const rules = eventRetentionRules(retention, "shop/web/");
  expect(rules.map(({ id, filter }) => [id, filter])).toEqual(
    [
      ["events", "clickstream-data/"],
      ["events-parquet", "clickstream-parquet/"],
      ["errors", "errors/"],
      ["replay", "replay/"],
      ["source", "clickstream-source/"],
    ].map(([id, root]) => [`shop-web-${id}`, [{ prefix: `shop/web/${root}` }]]),
  );
  expect(eventRetentionRules(retention).map(({ id }) => id)).toEqual([
    "events",
    "events-parquet",
    "errors",
    "replay",
    "source",
    "tidy-up",
  ]);
  expect(() => eventRetentionRules(retention, "shop")).toThrow(/^`prefix` must be folders of/);
});
