import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { clickstream } from "../../support/process";
import { copyOfProject } from "../../support/project";
import { filesIn } from "../../support/local";

const rowsOf = async (file: string, sql: string): Promise<unknown> => {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const answer = await connection.runAndReadAll(sql);
  connection.closeSync();
  instance.closeSync();
  return answer.getRowsJson();
};

test("dbt --local writes a project and what the local run's views show, and leaves a folder with other things alone", async () => {
  const cwd = copyOfProject();
  const run = async (...args: readonly string[]) => {
    const running = clickstream(args, { cwd });
    return { code: await running.ended, out: running.out(), err: running.err() };
  };
  expect(await run("local", "--once", "--port", "0", "--data", "data")).toMatchObject({ code: 0 });
  const written = await run("dbt", "--local", "--data", "data", "--out", "analytics");
  expect(written).toMatchObject({ code: 0 });
  expect(written.out).toContain("menu_click_events: 4 events");
  const file = path.join(cwd, "analytics", "clickstream.duckdb");
  expect(
    await rowsOf(file, "SELECT count(*)::INTEGER, min(received_at) IS NOT NULL FROM clickstream_dev.order_events"),
  ).toEqual([[1, true]]);
  expect(filesIn(path.join(cwd, "analytics"))).toContain("dbt_project.yml");
  expect(await run("dbt", "dev", "--no-synth", "--out", "data")).toEqual({
    code: 1,
    out: "",
    err: expect.stringContaining("--out data holds other things and no dbt project; name a new folder") as string,
  });
}, 120_000);
