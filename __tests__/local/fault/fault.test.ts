import { KNOWN_FAULTS, parseFault } from "../../../local/fault/fault";
import { seededRandom } from "../../../local/fault/random";

test.each(KNOWN_FAULTS.map(([spec]) => spec))(
  "%s, which the help names, is understood, with a chance behind it too",
  (spec) => {
    const [target] = spec.split(":");
    expect(parseFault(spec)).toMatchObject({ target, chance: 1 });
    expect(parseFault(`${spec}:0.25`)).toEqual({ ...parseFault(spec), chance: 0.25 });
  },
);

test.each([
  ["clock:+1h", 3_600_000],
  ["clock:-90m", -5_400_000],
  ["clock:+30s", 30_000],
])("%s is a jump of %d milliseconds", (spec, milliseconds) => {
  expect(parseFault(spec)).toEqual({ target: "clock", chance: 1, milliseconds });
});

test.each([
  "",
  "transform",
  "transform:",
  "transform:explode",
  "transform:constructor",
  "disk",
  "disk:full up",
  "lambda:throw",
  "Transform:throw",
])("%p is refused with all that there is", (spec) => {
  const known = KNOWN_FAULTS.map(([each]) => each).join(", ");
  expect(() => parseFault(spec)).toThrow(
    `fault ${JSON.stringify(spec)} is not known: there are ${known}, each with a chance`,
  );
});

test.each([
  "disk:full:",
  "disk:full:0",
  "disk:full:0.0",
  "disk:full:2",
  "disk:full:-0.5",
  "disk:full:1e-1",
  "disk:full:often",
  "disk:full:0.1:0.1",
])("%p is refused: how often is none", (spec) => {
  expect(() => parseFault(spec)).toThrow(
    "the chance behind disk:full must be above 0 and at most 1, as in disk:full:0.1",
  );
});

test.each([
  "clock:",
  "clock:1h",
  "clock:+h",
  "clock:+0m",
  "clock:+1d",
  "clock:+8761h",
  "clock:+99999999h",
  "clock:later",
])("%p is refused: a clock does not jump so", (spec) => {
  expect(() => parseFault(spec)).toThrow("a clock jumps by +N or -N of h, m or s, at most 8760 hours, as in clock:+1h");
});

test("the same seed makes the same faults, another seed others, about as often as asked", () => {
  const draw = (seed: number): readonly number[] => {
    const random = seededRandom(seed);
    return Array.from({ length: 10_000 }, random);
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  for (const seed of [0, 1, 2 ** 32 - 1]) {
    const numbers = draw(seed);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(numbers.filter((number) => number < 0.1).length / numbers.length).toBeCloseTo(0.1, 1);
  }
});
