import { lockedPackages, refusedLicences } from "../../.ci/licences";

test.each([
  ["MIT", true],
  ["(MIT OR GPL-3.0)", true],
  ["(GPL-3.0 OR Apache-2.0)", true],
  ["(MIT AND CC-BY-4.0)", true],
  ["MIT AND GPL-3.0", false],
  ["AGPL-3.0", false],
  ["(BSD-2-Clause OR MIT OR Apache-2.0)", true],
])("a package under %s may be installed: %s", (license, isAllowed) => {
  expect(refusedLicences([["a", { license }]])).toEqual(isAllowed ? [] : [`a: ${license}`]);
});

test("a package that states no licence is refused, and so is one that states it in another form", () => {
  expect(
    refusedLicences([
      ["a", {}],
      ["b", { license: { type: "MIT" } }],
    ]),
  ).toEqual(["a: none stated", 'b: {"type":"MIT"}']);
});

test("every version of a package is looked at", () => {
  const names = lockedPackages().map(([name]) => name);
  expect(names.length).toBeGreaterThan(500);
  expect(names).toContain("@cdktf/provider-aws");
  expect(names.length).toBeGreaterThan(new Set(names).size);
});
