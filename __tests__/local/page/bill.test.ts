import { billOf, billText } from "../../../local/page/bill";

const prices = { region: "us-east-1", usdPerTib: 5, leastMib: 10, usdPerList: 0.000005 };
const MIB = 1024 ** 2;

test("a query is billed whole MiB and ten at least, and its LIST requests; one of no table is free", () => {
  expect(billOf({ bytesScanned: 1, listRequests: 0 }, prices)).toEqual({ mib: 10, usd: (10 / MIB) * 5 });
  expect(billOf({ bytesScanned: 10 * MIB + 1, listRequests: 720 }, prices)).toEqual({
    mib: 11,
    usd: (11 / MIB) * 5 + 720 * 0.000005,
  });
  expect(billOf({ bytesScanned: MIB * MIB }, prices).usd).toBe(5);
  expect(billOf({ bytesScanned: 0 }, prices)).toEqual({ mib: 0, usd: 0 });
  expect(billOf({ bytesScanned: 0, listRequests: 3 }, prices).mib).toBe(10);
});

test("the bill says what it is for, in figures that can be read", () => {
  expect(billText({ bytesScanned: 6000, listRequests: 169 }, prices)).toBe(
    "In AWS (us-east-1): 0.00089 USD for 10 MiB billed by Athena (at least 10) and 169 LIST requests of S3; 0.89 USD for a thousand such queries.",
  );
  expect(billText({ bytesScanned: 0 }, prices)).toContain("nothing");
});
