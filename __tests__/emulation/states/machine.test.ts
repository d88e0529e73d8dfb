import path from "node:path";
import { runMachine } from "../../../emulation/states/machine";
import { loadMachines } from "../../../emulation/states/model";
import { StatesService } from "../../../emulation/states/service";
import { filled, valueAt } from "../../../emulation/states/values";
import type { Tree } from "../../../emulation/tree/tree";
import { temporaryFolder } from "../../support/tree";

const RESOURCES = ["athena:startQueryExecution.sync"];
const ARN = "arn:aws:states:eu-west-1:111122223333:stateMachine:keeps";
const treeOf = (definition: unknown): Tree =>
  ({
    resources: (type: string) =>
      type === "aws_sfn_state_machine"
        ? [{ address: "stack: machine", config: { name: "keeps", definition: JSON.stringify(definition) } }]
        : [],
    attribute: () => ARN,
  }) as unknown as Tree;
const machineOf = (states: object, more: object = {}) =>
  loadMachines(treeOf({ StartAt: Object.keys(states)[0], States: states, ...more }), RESOURCES)[0];
const asks = { Type: "Task", Resource: `arn:aws:states:::${RESOURCES[0]}`, Next: "End" };
const End = { Type: "Succeed" };

describe("a definition", () => {
  test.each([
    [{ A: { Type: "Parallel" }, End }, 'a state "A" of type "Parallel"'],
    [{ A: { ...asks, Catch: [] }, End }, 'has "Catch" in the state "A"'],
    [{ A: { ...asks, Resource: "arn:aws:states:::lambda:invoke" }, End }, "calls"],
    [
      { A: { Type: "Choice", Choices: [{ Variable: "$.a", NumericEquals: 1, Next: "End" }], Default: "End" }, End },
      "NumericEquals",
    ],
    [{ A: { Type: "Wait", Seconds: 1, Next: "B" }, End }, 'names a state "B"'],
  ])("with %j is refused", (states, message) => {
    expect(() => machineOf(states)).toThrow(message);
  });

  test("with a field that is not known is refused", () => {
    expect(() => machineOf({ End }, { QueryLanguage: "JSONata" })).toThrow('the field "QueryLanguage"');
  });
});

describe("values", () => {
  const scope = { input: { a: { b: [{ c: 1 }, { c: 2 }] }, text: "it's {x}" }, context: { Id: "me" } };

  test.each([
    ["$", scope.input],
    ["$.a.b[1].c", 2],
    ["$.a.b[*].c", [1, 2]],
    ["$.a.b[5].c", undefined],
    ["$$.Id", "me"],
  ])("stand at %s", (at, expected) => expect(valueAt(at, scope)).toEqual(expected));

  test.each([
    ["States.Format('{} and \\'{}\\' \\{kept\\} \\\\d', $.text, $.a.b[0].c)", "it's {x} and '1' {kept} \\d"],
    ["States.JsonToString($.a.b)", '[{"c":1},{"c":2}]'],
    ["States.ArrayGetItem($.a.b, States.MathAdd(States.ArrayLength($.a.b), -1))", { c: 2 }],
    ["States.Hash('a', 'SHA-256')", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"],
  ])("come of %s", (expression, expected) =>
    expect(filled({ "value.$": expression, same: "$.a" }, scope)).toEqual({ value: expected, same: "$.a" }),
  );

  test.each(["States.UUID()", "$.a b", "$.missing"])("%s is refused", (expression) => {
    expect(() => filled({ "value.$": expression }, scope)).toThrow();
  });
});

test("a Task is tried again as often as it says, with another count each time, and its result is placed", async () => {
  const machine = machineOf({
    Ask: {
      ...asks,
      Parameters: { "token.$": "States.Format('{}', $$.State.RetryCount)" },
      ResultSelector: { "id.$": "$.Id" },
      ResultPath: "$.query",
      Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2 }],
      Next: "Look",
    },
    Look: { Type: "Choice", Choices: [{ Variable: "$.query.id", StringEquals: "x", Next: "End" }], Default: "Ask" },
    End,
  });
  const tokens: unknown[] = [];
  const run = (failures: number) =>
    runMachine({
      machine: machine as never,
      executionArn: "me",
      input: {},
      sleep: () => Promise.resolve(),
      calls: {
        [RESOURCES[0] ?? ""]: ({ token }) => {
          tokens.push(token);
          return tokens.length <= failures ? Promise.reject(new Error("busy")) : Promise.resolve({ Id: "x" });
        },
      },
    });
  await run(2);
  expect(tokens).toEqual(["0", "1", "2"]);
  tokens.length = 0;
  await expect(run(3)).rejects.toThrow("busy");
});

describe("executions", () => {
  const folder = temporaryFolder();
  const open = (call: () => Promise<unknown>) =>
    StatesService.open([machineOf({ A: asks, End }) as never], {
      folder,
      calls: { [RESOURCES[0] ?? ""]: call },
      now: () => new Date(),
    });

  test("are remembered by how they ended; one whose process died was aborted", async () => {
    const service = await open(() => Promise.resolve({}));
    expect(await service.run(ARN, {})).toMatchObject({ status: "SUCCEEDED" });
    const failing = await open(() => Promise.reject(new Error("no")));
    expect(await failing.run(ARN, {})).toMatchObject({ status: "FAILED", error: "no" });
    const hanging = await open(() => new Promise(() => undefined));
    void hanging.run(ARN, {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    const next = await open(() => Promise.resolve({}));
    const { all, lastSuccess } = next.executionsOf(ARN);
    expect(all.map(({ status }) => status)).toEqual(["ABORTED", "FAILED", "SUCCEEDED"]);
    expect(lastSuccess).toBe(all[2]);
    expect(path.basename(folder)).not.toBe("");
  });
});
