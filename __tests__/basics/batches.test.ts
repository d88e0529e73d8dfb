import fc from "fast-check";
import { batchesOf } from "../../basics/batches";

const sizes = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 30 });
const sum = (items: readonly number[]): number => items.reduce((total, item) => total + item, 0);
const batches = (items: readonly number[], mostItems?: number): readonly (readonly number[])[] => [
  ...batchesOf(items, (item) => item, 10, mostItems),
];

test("every item is in one batch, in order, and no batch is empty", () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 5 }), (items, most) => {
      expect(batches(items, most).flat()).toEqual(items);
      expect(batches(items, most).filter(({ length }) => length === 0)).toEqual([]);
    }),
  );
});

test("a batch is as full as one call takes; what is larger alone goes alone", () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 5 }), (items, most) => {
      const cut = batches(items, most);
      for (const [index, batch] of cut.entries()) {
        expect(batch.length).toBeLessThanOrEqual(most);
        if (batch.length > 1) expect(sum(batch)).toBeLessThanOrEqual(10);
        const [next] = cut[index + 1] ?? [];
        if (next !== undefined && batch.length < most) expect(sum(batch) + next).toBeGreaterThan(10);
      }
    }),
  );
});

test("at the limit", () => {
  expect(batches([4, 6, 1])).toEqual([[4, 6], [1]]);
  expect(batches([4, 7])).toEqual([[4], [7]]);
  expect(batches([11, 1])).toEqual([[11], [1]]);
  expect(batches([0, 0, 0], 2)).toEqual([[0, 0], [0]]);
  expect(batches([])).toEqual([]);
});
