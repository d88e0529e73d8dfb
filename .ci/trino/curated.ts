import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { ClickstreamPipeline } from "../../constructs/clickstream-pipeline";
import { barChart, count } from "../../declaration/analysis";
import { defineEvent } from "../../declaration/define";
import { decimal, type EventDeclaration, int, list, oneOf, string, timestamp } from "../../declaration/event";
import { lakeErasure } from "../../declaration/lake-erase";
import { lakePrefix } from "../../declaration/lake-layout";
import { dataPrefix } from "../../declaration/layout";
import { lakeTable } from "../../declaration/tables";
import { loadCatalog } from "../../emulation/athena/catalog";
import { type Calls, runMachine } from "../../emulation/states/machine";
import { loadMachines, type MachineModel } from "../../emulation/states/model";
import { Tree } from "../../emulation/tree/tree";
import { bundleHandlers } from "../../handlers/bundle";
import { TrinoClient } from "./client";
import { charts, oldFigures, sameFigures } from "./figures";
import { createByApi, put, updateByApi } from "./lake";
import { Maintenance } from "./maintenance";
import { BOTH, type Servers } from "./servers";

const visited = defineEvent({
  name: "visited",
  description: "Somebody came",
  path: "/visits",
  table: "visits",
  fields: {
    page: string({ required: true }),
    seconds: int(),
    price: decimal(10, 2),
    tags: list(string()),
    seen: timestamp(),
    guest: string({ identifying: true }),
    kind: oneOf("guest", "staff"),
  },
  charts,
});
const wider = defineEvent({
  ...visited,
  fields: { ...visited.fields, door: string() },
  charts: [...charts, barChart("Visits by door", count(), "door")],
});

const EVENTS = 100_000;
const HOURS = 60;
const HOUR = 3_600_000;
const hourAgo = (hours: number): string =>
  new Date(Date.now() - hours * HOUR).toISOString().slice(0, 13).replace(/[-T]/g, "/");
const GUEST = "guest-to-be-forgotten";

/**
 * Keeps a curated table on Iceberg by the synthesized workflow: merges, repeats, events that come late, runs that end half-way, a column
 * that is added, compaction, erasure. @throws AssertionError saying what differs
 */
export async function curatedTable(servers: Servers, work: string, say: (what: string) => void): Promise<number> {
  const made = await synthesized(visited, path.join(work, "curated"));
  const table = new Curated(servers, made);
  await table.prepare();
  let checks = 0;
  const check = async (what: string): Promise<void> => {
    await table.check(what);
    checks++;
  };
  const figures = async (what: string): Promise<void> => {
    checks += await table.figures(what);
  };
  const begun = Date.now();
  for (let hour = 0; hour < HOURS; hour++) table.event(HOURS - hour, Math.floor(EVENTS / HOURS));
  await table.land();
  await table.run("merge", { before: "Merge" });
  await check("a run that was ended before its merge");
  say(`curated: ${EVENTS} events landed`);
  await table.run("merge", { within: "MERGE" });
  await check("a merge that was ended while it wrote");
  await table.run("merge");
  await check("the first merge");
  await figures("the first merge");
  say(`curated: merged, ${await table.rows()} rows`);
  await table.run("merge");
  await check("the same merge again");
  await table.readsOfMerge();
  await figures("the same merge again");
  table.repeat(2500, 0);
  table.repeat(2500, 30);
  table.event(20, 500); // hours late
  table.event(1, 500);
  await table.land();
  await check("repeats and late events that are not merged");
  await table.run("merge");
  await check("repeats and late events");
  await figures("repeats and late events");
  table.event(2, 500);
  await table.land();
  await table.run("merge", { before: "RollUp" });
  await check("a run that was ended behind its merge");
  await table.run("merge", { before: "IsMoreLeft" });
  await figures("a run that was ended behind its figures");
  const before = await table.files();
  await table.run("upkeep");
  const after = await table.files();
  assert.ok(after < before && after <= 4, `${before} files became ${after}`);
  await check("compaction");
  await figures("compaction");
  say(`curated: ${before} files became ${after}`);

  await table.become(await synthesized(wider, path.join(work, "curated-wider")));
  table.event(1, 100, { door: "north" });
  await table.land();
  await table.run("merge");
  await check("a column that was added");
  await figures("charts that were edited");
  assert.equal((await table.oldFigures()).length, 1, "figures of the charts before");
  await table.run("upkeep");
  assert.deepEqual(await table.oldFigures(), [], "figures of the charts before are there still");
  assert.equal(await table.number(`SELECT count(*) FROM visits_lake WHERE door = 'north'`), 100);
  assert.equal(await table.number(`SELECT count(*) FROM visits_lake WHERE door IS NULL`), (await table.rows()) - 100);

  assert.ok((await table.holding(GUEST)).length > 0, "the guest is in no file before");
  await table.erase(GUEST);
  await check("erasure");
  await figures("erasure");
  assert.deepEqual(await table.holding(GUEST), [], "the guest is in files still");
  say(`curated: ${checks} checks in ${Math.round((Date.now() - begun) / 1000)} s; a guest is in no file any more`);
  return checks;
}

interface Made {
  readonly event: EventDeclaration;
  readonly tree: Tree;
  readonly machine: MachineModel;
  readonly view: string;
  readonly bucket: string;
  readonly database: string;
}

async function synthesized(event: EventDeclaration, outdir: string): Promise<Made> {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "curated");
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  const handlerBundles = await bundleHandlers({ eventTypes: [event], outDir: path.join(outdir, "handlers") });
  const eventTypes = [event];
  const account = { accountId: "000000000000", region: "us-east-1" };
  const lake = { windowHours: HOURS + 12, expirationDays: 30, rollups: true }; // the view has all of it before the first merge
  new ClickstreamPipeline(stack, "curated", { ...account, name: "curated", eventTypes, handlerBundles, lake });
  app.synth();
  const tree = Tree.of(outdir);
  const [machine] = loadMachines(tree, Object.keys(NO_CALLS));
  const relations = loadCatalog(tree);
  const view = relations.find(({ name }) => name === "visited_events");
  const landing = relations.find(({ name }) => name === event.table);
  if (machine === undefined || view?.kind !== "view" || landing?.kind !== "table")
    throw new Error("the curated pipeline lacks something");
  return { event, tree, machine, view: view.sql, bucket: landing.location.bucket, database: landing.database };
}

const NO_CALLS: Calls = {
  "athena:startQueryExecution.sync": () => Promise.resolve(),
  "athena:getQueryResults": () => Promise.resolve(),
  "aws-sdk:sfn:listExecutions": () => Promise.resolve(),
};

interface Sent {
  readonly id: string;
  readonly hoursAgo: number;
  readonly line: string;
}

/** A curated table on Trino, and what was sent to it. */
class Curated {
  private readonly trino: TrinoClient;
  private readonly maintenance = new Maintenance();
  private readonly ids = new Set<string>();
  private readonly sent: Sent[] = [];
  private waiting: Sent[] = [];
  private objects = 0;
  private readonly successes: string[] = [];

  constructor(
    private readonly servers: Servers,
    private made: Made,
  ) {
    this.trino = new TrinoClient(servers.trino, { catalog: BOTH, schema: made.database });
  }

  async prepare(): Promise<void> {
    await createByApi(this.made.tree, this.servers);
    await put(`${this.servers.s3}/${this.made.bucket}`);
  }

  /** The declaration changes: the landing table with it, as a deployment does. */
  async become(made: Made): Promise<void> {
    this.made = made;
    await updateByApi(made.tree, this.servers, made.event.table);
  }

  event(hoursAgo: number, many: number, fields: object = {}): void {
    for (let each = 0; each < many; each++) {
      const id = randomUUID();
      const guest = this.ids.size % 1000 === 7 ? GUEST : `guest-${this.ids.size % 5000}`;
      const line = {
        page: `page-${each % 50}`,
        seconds: each % 100,
        price: "12.30",
        tags: '["a","b"]',
        guest,
        kind: each % 3 === 0 ? "staff" : "guest",
        seen: `2026-11-0${1 + (each % 9)} 10:00:00`,
        ...fields,
      };
      this.ids.add(id);
      this.waiting.push({ id, hoursAgo, line: JSON.stringify({ ...line, event_id: id }) });
    }
  }

  /** Sends some of what was sent again, some hours ago. */
  repeat(many: number, hoursAgo: number): void {
    const step = Math.max(1, Math.floor(this.sent.length / many));
    for (let each = 0; each < many; each++) {
      const one = this.sent[each * step];
      if (one !== undefined) this.waiting.push({ ...one, hoursAgo });
    }
  }

  async land(): Promise<void> {
    const hours = new Map<number, Sent[]>();
    for (const one of this.waiting) {
      const all = hours.get(one.hoursAgo) ?? [];
      all.push(one);
      hours.set(one.hoursAgo, all);
    }
    for (const [hoursAgo, all] of hours) {
      const at = new Date(Date.now() - hoursAgo * HOUR).toISOString();
      const receivedAt = at.replace("T", " ").replace("Z", "");
      const folder = at.slice(0, 13).replace(/[-T]/g, "/");
      const key = `${dataPrefix(this.made.event)}${folder}/${this.objects++}`;
      const text = all.map(({ line }) => `${line.slice(0, -1)},"received_at":"${receivedAt}"}\n`).join("");
      await put(`${this.servers.s3}/${this.made.bucket}/${key}`, Buffer.from(text));
    }
    this.sent.push(...this.waiting);
    this.waiting = [];
  }

  /** Runs the workflow. @param end a state before which it is ended, or how the statement begins while which it is. @default it comes to its end */
  async run(task: "merge" | "upkeep", end: { readonly before?: string; readonly within?: string } = {}): Promise<void> {
    const startDate = new Date().toISOString();
    const answers = new Map<string, readonly (readonly unknown[])[]>();
    const me = `arn:aws:states:::execution:curated:${randomUUID()}`;
    const calls: Calls = {
      "athena:startQueryExecution.sync": async ({ QueryString: sql }) => {
        const id = randomUUID();
        if (end.within !== undefined && String(sql).startsWith(end.within)) {
          assert.equal(await this.trino.cancelled(String(sql)), "FAILED", "the statement was done before it was ended");
          throw new Ended();
        }
        answers.set(id, await this.statement(String(sql)));
        return { QueryExecution: { QueryExecutionId: id } };
      },
      "athena:getQueryResults": ({ QueryExecutionId: id }) =>
        Promise.resolve({
          ResultSet: {
            Rows: [[], ...(answers.get(String(id)) ?? [])].map((row) => ({
              Data: row.map((value) => ({ VarCharValue: String(value) })),
            })),
          },
        }),
      "aws-sdk:sfn:listExecutions": ({ StatusFilter: status }) =>
        Promise.resolve({
          Executions:
            status === "RUNNING"
              ? [{ ExecutionArn: me, StartDate: startDate }]
              : this.successes.slice(-1).map((StartDate) => ({ ExecutionArn: "before", StartDate })),
        }),
    };
    const input = { task, scheduledTime: startDate, since: this.successes.length === 0 ? hourAgo(HOURS + 1) : "" };
    try {
      await runMachine({
        machine: this.made.machine,
        executionArn: me,
        input,
        calls,
        sleep: () => Promise.resolve(),
        onState: (name) => {
          if (name === end.before) throw new Ended();
        },
      });
      this.successes.push(startDate);
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
    }
  }

  async erase(guest: string): Promise<void> {
    const { event, database } = this.made;
    const erasure = lakeErasure(event, "guest", new Set([guest]), database);
    const theirs = await this.number(erasure.count);
    assert.ok(theirs > 0, "the guest has no events");
    const [[first, last] = []] = (await this.trino.query(erasure.days)).rows;
    const figures = (await this.trino.query(erasure.figures)).rows.map(([name]) => String(name));
    assert.equal(figures.length, 1, "a table of figures");
    const behind = new Date(Date.parse(String(last)) + 24 * HOUR).toISOString().slice(0, 10);
    for (const sql of [...erasure.during(String(first), behind, figures), ...erasure.forget(figures)]) {
      if (sql.startsWith("VACUUM")) await new Promise((resolve) => setTimeout(resolve, 2000)); // a second is the least age
      await this.statement(sql);
    }
    for (const { id, line } of this.sent) if (line.includes(guest)) this.ids.delete(id);
    this.erased = guest;
  }
  private erased: string | undefined;

  /** Each event once in the view, and none besides. */
  async check(what: string): Promise<void> {
    const theirs = this.erased === undefined ? "" : ` WHERE guest <> '${this.erased}'`; // landing is erased otherwise
    const sql = `SELECT count(*), count(DISTINCT event_id) FROM (${this.made.view})${theirs}`;
    const [[rows, distinct] = []] = (await this.trino.query(sql)).rows;
    assert.deepEqual([Number(rows), Number(distinct)], [this.ids.size, this.ids.size], `${what}: rows, and ids`);
  }

  /** Each chart shows the same of hourly figures as of events. */
  figures(what: string): Promise<number> {
    const theirs = this.erased === undefined ? undefined : `guest <> '${this.erased}'`;
    return sameFigures(this.trino, this.made, what, theirs);
  }

  /** What merges are reckoned to read of the table: cost/lake-quantities.ts. */
  async readsOfMerge(): Promise<void> {
    const table = lakeTable(this.made.event);
    const read = await this.trino.columnsRead(`MERGE INTO "${this.made.database}"."${table}"`, table);
    assert.deepEqual(read, ["event_id", "received_at"], "columns that a merge reads of the table");
  }

  oldFigures(): Promise<readonly unknown[]> {
    return oldFigures(this.trino, this.made.event);
  }

  rows(): Promise<number> {
    return this.number("SELECT count(*) FROM visits_lake");
  }

  async files(): Promise<number> {
    const sql = `SELECT count(*) FROM iceberg."${this.made.database}"."visits_lake$files" WHERE content = 0`;
    return this.number(sql);
  }

  async number(sql: string): Promise<number> {
    return Number((await this.trino.query(sql)).rows[0]?.[0]);
  }

  /** The keys of the table's objects in which a text stands. */
  async holding(text: string): Promise<readonly string[]> {
    const list = await (
      await fetch(`${this.servers.s3}/${this.made.bucket}?list-type=2&prefix=${lakePrefix(this.made.event)}`)
    ).text();
    const keys = [...list.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = ""]) => key);
    const found: string[] = [];
    for (const key of keys) {
      const response = await fetch(`${this.servers.s3}/${this.made.bucket}/${key}`);
      const bytes = Buffer.from(await response.arrayBuffer());
      if (bytes.includes(text)) found.push(key);
    }
    const paths = await this.trino.query(`SELECT DISTINCT "$path" FROM visits_lake WHERE guest = '${text}'`);
    return [...found, ...paths.rows.map(([file]) => String(file))];
  }

  private async statement(sql: string): Promise<readonly (readonly unknown[])[]> {
    let rows: readonly (readonly unknown[])[] = [];
    for (const each of this.maintenance.inTrinosWords(sql)) {
      try {
        ({ rows } = await this.trino.query(each));
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${each}`);
      }
    }
    return rows;
  }
}

class Ended extends Error {}
