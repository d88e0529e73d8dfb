import { setTimeout as sleep } from "node:timers/promises";
import { sideBySide } from "../../../cli/shared/side-by-side";

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 0; number < count; number++) yield Promise.resolve(number);
}
const light = (): number => 1;

test("results are told in order, whichever is ready first, and no more are at work than allowed", async () => {
  const [told, most] = [[] as number[], { now: 0, ever: 0 }];
  await sideBySide(
    numbers(20),
    { atOnce: 4, weight: 100 },
    light,
    async (number) => {
      most.ever = Math.max(most.ever, ++most.now);
      await sleep((20 - number) % 7);
      most.now--;
      return number * 2;
    },
    (number, result) => told.push(number, result),
  );
  expect(told).toEqual(Array.from({ length: 20 }, (_, number) => [number, number * 2]).flat());
  expect(most.ever).toBe(4);
});

test("what is heavy waits for the others, and is worked on alone", async () => {
  const running = new Set<number>();
  const together: number[][] = [];
  await sideBySide(
    numbers(6),
    { atOnce: 6, weight: 10 },
    (number) => (number === 3 ? 1000 : 4),
    async (number) => {
      running.add(number);
      await sleep(5);
      together.push([...running]);
      running.delete(number);
    },
    () => undefined,
  );
  expect(together.find((each) => each[0] === 3)).toEqual([3]);
  for (const each of together) expect(each.length).toBeLessThanOrEqual(2);
});

test("what fails ends it once the others have ended, and nothing behind it is told", async () => {
  const [told, ended] = [[] as number[], [] as number[]];
  const work = sideBySide(
    numbers(50),
    { atOnce: 3, weight: 100 },
    light,
    async (number) => {
      await sleep(number === 4 ? 1 : 5);
      if (number === 4) throw new Error("4 is broken");
      ended.push(number);
    },
    (number) => told.push(number),
  );
  await expect(work).rejects.toThrow("4 is broken");
  expect(told).toEqual([0, 1, 2, 3]);
  expect(ended.length).toBeLessThan(12);
});
