import { inOrder } from "../../cli/environment";

const names = (...all: Parameters<typeof inOrder>[0]): readonly string[] => inOrder(all).map(({ name }) => name);

test("nothing stands before what it needs, and the rest keeps its order", () => {
  expect(
    names(
      { name: "ingestion", dependencies: ["delivery", "storage"] },
      { name: "catalog", dependencies: ["storage"] },
      { name: "delivery", dependencies: ["storage", "catalog"] },
      { name: "storage", dependencies: [] },
      { name: "account", dependencies: [] },
    ),
  ).toEqual(["storage", "catalog", "delivery", "ingestion", "account"]);
});

test("what is not among them is passed over", () => {
  expect(names({ name: "delivery", dependencies: ["elsewhere"] }, { name: "storage", dependencies: [] })).toEqual([
    "delivery",
    "storage",
  ]);
});
