import fc from "fast-check";
import { besides, isWhole } from "../../basics/decimal";

test.each([
  ["5.0", 5],
  ["1e3", 1000],
  ["-0.0", -0],
  ["0e400", 0],
  ["9007199254740993", 9007199254740994], // 2^53 + 1 lies between two doubles
  ["5.00000000000000000001", 5.000000000000001],
  ["4.99999999999999999999", 4.999999999999999],
  ["-5.00000000000000000001", -5.000000000000001],
  ["1e-400", 5e-324],
  ["-1e-400", -5e-324],
  ["1e400", Infinity],
  ["1.7976931348623158e308", Infinity], // above the largest double
  ["9007199254740990.5", 2 ** 52 - 0.5], // no double so large has a fraction
  ["9007199254740991.5", 2 ** 52 - 0.5],
  ["629107334251361.0976394", 629107334251361.125], // the one below is whole
  ["42745831750492886777.3", 42745831750492880000], // to a limit of 10^16 it stands as what is near it
])("%s stands to limits as %p does", (number, double) => {
  expect(besides(number)).toBe(double);
});

test("a number stands on the same side of each limit, and is whole when it is", () => {
  const digits = fc.stringMatching(/^(0|[1-9]\d{0,14})$/);
  const cases = fc.tuple(digits, fc.stringMatching(/^\d{1,25}$/), digits, fc.constantFrom("", "-"));
  fc.assert(
    fc.property(cases, ([whole, fraction, limit, sign]) => {
      const number = `${sign}${whole}.${fraction}`;
      const scaled = BigInt(`${whole}${fraction}`) * (sign === "-" ? -1n : 1n);
      const bound = BigInt(limit) * 10n ** BigInt(fraction.length);
      for (const [edge, exact] of [
        [Number(limit), bound],
        [Number(whole), BigInt(whole) * 10n ** BigInt(fraction.length)],
      ] as const)
        expect([number, besides(number) < edge, besides(number) > edge]).toEqual([
          number,
          scaled < exact,
          scaled > exact,
        ]);
      expect([number, Number.isInteger(besides(number))]).toEqual([number, isWhole(number)]);
    }),
    { numRuns: 500 },
  );
});
