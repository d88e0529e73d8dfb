import { loadSavedQueries } from "../../../local/pipeline/saved-queries";
import type { Resource } from "../../../emulation/tree/tree";

const tree = (config: Readonly<Record<string, unknown>>): Parameters<typeof loadSavedQueries>[0] => ({
  resources: (type: string): readonly Resource[] =>
    type === "aws_athena_named_query"
      ? [
          {
            stack: "s",
            type,
            name: "q",
            address: "s: aws_athena_named_query.q",
            construct: "s/q",
            directory: "/",
            config,
          },
        ]
      : [],
});
const saved = { name: "per_page", query: "SELECT 1", description: "What it says", database: "d", workgroup: "w" };

test("the page offers the saved queries as they are synthesized", () => {
  expect(loadSavedQueries(tree(saved))).toEqual([{ name: "per_page", description: "What it says", sql: "SELECT 1" }]);
  expect(loadSavedQueries(tree({ ...saved, description: null }))).toMatchObject([{ description: "" }]);
  expect(loadSavedQueries({ resources: () => [] })).toEqual([]);
});

test("a saved query without its SQL, or with an argument that is not known, stops the start with its address", () => {
  expect(() => loadSavedQueries(tree({ ...saved, query: undefined }))).toThrow(
    "s: aws_athena_named_query.q: query is missing; it must be a string",
  );
  expect(() => loadSavedQueries(tree({ ...saved, parameters: ["x"] }))).toThrow(
    's: aws_athena_named_query.q: argument "parameters"',
  );
});
