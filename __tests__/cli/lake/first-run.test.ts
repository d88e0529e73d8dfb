import { FirstRun, type FirstRunPlace } from "../../../cli/lake/first-run";
import { visit } from "../../support/events";

const WORKFLOW = { arn: "arn:aws:states:eu-west-1:111122223333:stateMachine:dev-lake-visit", event: visit };

/** A place in which executions end as they are told to, and what was done there, in order. */
function place({
  database = true,
  merged = false,
  missing = 0,
  lacking = false,
  ends = ["SUCCEEDED"],
  landed = [],
}: {
  readonly database?: boolean;
  readonly merged?: boolean;
  readonly missing?: number;
  readonly lacking?: boolean;
  readonly ends?: readonly string[];
  readonly landed?: readonly string[];
}) {
  const done: string[] = [];
  const inputs: { since: string }[] = [];
  let left = missing;
  const keep: FirstRunPlace["target"]["keep"] = (sql) => {
    if (sql.includes("schemata")) return Promise.resolve(database ? [["db"]] : []);
    if (sql.includes("table_name = 'visits'")) return Promise.resolve(lacking ? [["door", "string"]] : []);
    done.push("columns");
    return Promise.resolve(left-- > 0 ? [["door", "string"]] : []);
  };
  async function* list(_: string, prefix: string) {
    for (const hour of landed)
      yield await Promise.resolve({ key: `${prefix}${hour}/object`, modified: new Date(), isLatest: true });
  }
  const run = new FirstRun([WORKFLOW], {
    target: { keep, list, eventBucket: "events" },
    database: "db",
    pollMilliseconds: 1,
    progress: { say: () => undefined, done: () => undefined },
    api: {
      lastSuccess: () => Promise.resolve(merged ? "2026-11-29T00:00:00Z" : undefined),
      start: (_, input) => {
        inputs.push(input as { since: string });
        done.push("start");
        return Promise.resolve(String(inputs.length - 1));
      },
      stateOf: (execution) => {
        const status = ends[Number(execution)] ?? "SUCCEEDED";
        if (left <= 0) done.push(status);
        return Promise.resolve({ status: left > 0 ? "RUNNING" : status, cause: "COLUMN_NOT_FOUND" });
      },
    },
  });
  return { run, done, inputs };
}

test("where there is no database yet, tables are made behind the views", async () => {
  const { run, done } = place({ database: false });
  await run.before();
  expect(done).toEqual([]);
  await run.after();
  expect(done).toEqual(["start", "SUCCEEDED"]);
});

test("a table that was never merged is merged before views read it, from the first hour that landed", async () => {
  const { run, done, inputs } = place({ landed: ["2026/02/03/04", "2026/02/03/05"] });
  await run.before();
  expect(done).toEqual(["start", "SUCCEEDED"]);
  expect(inputs[0]?.since).toBe("2026/02/03/04");
  await run.after();
  expect(done).toEqual(["start", "SUCCEEDED"]);
});

test("views come when a table has their columns; a merge that needs what comes with them is begun anew", async () => {
  const { run, done } = place({ merged: true, missing: 2, ends: ["FAILED", "SUCCEEDED"] });
  await run.before();
  expect(done.filter((each) => each === "columns")).toHaveLength(3);
  await run.after();
  expect(done.slice(-3)).toEqual(["FAILED", "start", "SUCCEEDED"]);
});

test("a new table whose landing gets a column with the views is there before them, and merged behind", async () => {
  const { run, done } = place({ lacking: true, missing: 1, ends: ["FAILED", "SUCCEEDED"] });
  await run.before();
  expect(done.filter((each) => each === "columns")).toHaveLength(2);
  await run.after();
  expect(done.slice(-3)).toEqual(["FAILED", "start", "SUCCEEDED"]);
});

test("a merge that fails stops the deployment before the views", async () => {
  const { run } = place({ ends: ["FAILED"] });
  await expect(run.before()).rejects.toThrow(`${WORKFLOW.arn} failed: COLUMN_NOT_FOUND`);
});
