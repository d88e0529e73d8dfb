import path from "node:path";
import { synthesize } from "../../cli/shared/synthesize";
import { project } from "../../main";
import { rules } from "../policies/rules";
import { readStacks } from "../policies/tree";
import { clickstream } from "../support/process";
import { temporaryFolder } from "../support/tree";

// What main.ts, config/ and events/ say, whatever that is: nothing here expects a name, a number or a count of theirs.

const environments = Object.values(project.environments).map(({ name }) => name);
const tree = path.join(temporaryFolder(), "cdktf.out");
/** A project may have many event types, and the machine other work. */
const PATIENCE = 120_000;
beforeAll(() => synthesize(tree), PATIENCE);

test("every environment has stacks of its own, and every resource is the environment's", () => {
  const stacks = Object.keys(readStacks(tree));
  for (const name of environments)
    expect(stacks).toEqual(expect.arrayContaining([expect.stringMatching(new RegExp(`-${name}-`))]));
});

test.each(Object.entries(rules))("%s", (_, rule) => {
  expect(rule(readStacks(tree))).toEqual([]);
});

test.each(environments)(
  "the samples of %s pass through the local run and come out as they must",
  async (name) => {
    const data = temporaryFolder();
    const run = clickstream(
      ["local", "--env", name, "--once", "--no-synth", "--cdktf-out", tree, "--port", "0", "--data", data],
      {
        cwd: ".",
      },
    );
    // What it can't imitate, like keys, it says on stderr; that is no failure.
    const ended = await run.ended;
    expect([ended, run.err(), run.out()]).toEqual([
      0,
      expect.anything(),
      expect.stringContaining("Every sample came out as it must."),
    ]);
  },
  PATIENCE,
);
