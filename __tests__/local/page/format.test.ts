import { changeText, columnTexts, shortFigure, tickText, usd } from "../../../local/page/format";

test("a large figure is short where there is little room, a small one exact", () => {
  expect([999_999, 1_234_567, -2_000_000_000, 0.5, null, "9007199254740993"].map(shortFigure)).toEqual([
    "999,999",
    "1.23M",
    "-2B",
    "0.5",
    "–",
    "9007.2T",
  ]);
  expect([9_999, 2_500_000].map(tickText)).toEqual(["9,999", "2.5M"]);
});

test("a change says which way and how much, without a share where there was nothing", () => {
  expect(changeText(150, 100)).toBe("▲ 50% (100 before)");
  expect(changeText(99, 102)).toBe("▼ 2.9% (102 before)");
  expect(changeText(7, 7)).toBe("no change (7 before)");
  expect(changeText(3, 0)).toBe("none before");
  expect(changeText(0, null)).toBe("none before either");
  expect(changeText(null, 4)).toBe("▼ 100% (4 before)");
});

test("an amount has two digits that say something", () => {
  expect([0.000048, 0.89, 12.345].map(usd)).toEqual(["0.000048 USD", "0.89 USD", "12.35 USD"]);
});

test("moments that are all days are shown as days", () => {
  expect(columnTexts(["2026-11-16 00:00:00", null])).toEqual(["2026-11-16", "–"]);
  const mixed = ["2026-11-16 00:00:00", "2026-11-16 01:00:00"];
  expect(columnTexts(mixed)).toEqual(mixed);
});
