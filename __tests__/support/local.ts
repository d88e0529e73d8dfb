import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import { gunzipSync } from "node:zlib";
import { environments, eventTypes } from "./restaurant";
import type { Environment } from "../../stacks/configuration/environment";
import { Pipeline, type PipelineStatus } from "../../local/pipeline/pipeline";
import { LocalServer } from "../../local/server/server";
import { temporaryFolder } from "./tree";

/** The project's own tree, by the `app` command of cdktf.json; all test files share it. */
export function synthesized(): Promise<string> {
  const folder = process.env["CLICKSTREAM_TEST_TREE"];
  if (folder === undefined) throw new Error("the tests' set-up has synthesized no tree");
  return Promise.resolve(path.join(folder, "cdktf.out"));
}

/** A tree of environment dev in which some of its settings are others. */
export async function synthesizedWith(settings: Partial<Environment>): Promise<string> {
  const folder = temporaryFolder();
  const [dev] = environments;
  if (dev?.name !== "dev") throw new Error("expected dev to be the first environment");
  // Only here: most tests take the shared tree, and CDKTF takes a second to load.
  const [{ App }, { addStacks }, { bundleHandlers }] = await Promise.all([
    import("cdktf"),
    import("../../stacks"),
    import("../../handlers/bundle"),
  ]);
  const app = new App({ outdir: path.join(folder, "cdktf.out") });
  const handlerBundles = await bundleHandlers({ eventTypes, outDir: path.join(folder, "handlers") });
  addStacks(app, { environments: [{ ...dev, ...settings }], eventTypes, handlerBundles });
  app.synth();
  return app.outdir;
}

/** The resources of a stack's JSON, by type and name. */
export type Resources = Record<string, Record<string, Record<string, unknown>>>;

/** A copy of the project's tree in which one stack of environment dev was edited. */
export async function edited(component: string, edit: (resources: Resources) => void): Promise<string> {
  const copy = path.join(temporaryFolder(), "cdktf.out");
  cpSync(await synthesized(), copy, { recursive: true });
  const file = path.join(copy, `stacks/clickstream-dev-${component}/cdk.tf.json`);
  const json = JSON.parse(readFileSync(file, "utf8")) as { resource: Resources };
  edit(json.resource);
  writeFileSync(file, JSON.stringify(json));
  return copy;
}

/** The only resource of a type whose name holds `part`. */
export function only(resources: Resources, type: string, part = ""): Record<string, unknown> {
  const found = Object.entries(resources[type] ?? {}).filter(([name]) => name.includes(part));
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new Error(`expected one ${type} with "${part}", found ${found.length}`);
  return first[1];
}

/** The destination of the stream whose name holds `part`, for an edit. */
export const destination = (resources: Resources, part: string): Record<string, unknown> =>
  only(resources, "aws_kinesis_firehose_delivery_stream", part).extended_s3_configuration as Record<string, unknown>;

/** An answer over HTTP. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** The pipeline behind its server, in this process. */
export interface Run {
  readonly url: string;
  readonly pipeline: Pipeline;
  readonly dataFolder: string;
  readonly warnings: readonly string[];
  /** What functions printed. */
  functionLog(): string;
  /** Posts to a route of stage dev: text as it is, anything else as JSON. */
  post(route: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Calls an endpoint of `/_local`; with a body it is a POST. */
  local<Body = Record<string, unknown>>(method: string, endpoint: string, body?: unknown): Promise<Answer<Body>>;
  status(): Promise<PipelineStatus>;
  rows(sql: string): Promise<unknown>;
  /** Stops server and pipeline; the data stays. */
  stop(): Promise<void>;
}

const running = new Set<Run>();
afterEach(async () => {
  for (const run of running) await run.stop();
});

/** Starts a pipeline on a free port; it is stopped after the test. */
export async function start(options: { readonly cdktfOut?: string; readonly dataFolder?: string } = {}): Promise<Run> {
  const warnings: string[] = [];
  const dataFolder = options.dataFolder ?? path.join(temporaryFolder(), "data");
  const log = new PassThrough();
  let printed = "";
  log.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const cdktfOut = options.cdktfOut ?? (await synthesized());
  const pipeline = await Pipeline.open({
    cdktfOut,
    environment: "dev",
    dataFolder,
    warn: (message) => warnings.push(message),
    functionLog: log,
  });
  const server = await LocalServer.start(pipeline, 0);
  const local: Run["local"] = async (method, endpoint, body) =>
    json(
      await fetch(`${server.url}/_local/${endpoint}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  const run: Run = {
    url: server.url,
    pipeline,
    dataFolder,
    warnings,
    functionLog: () => printed,
    local,
    post: async (route, body, headers = {}) =>
      json(
        await fetch(`${server.url}/dev${route}`, {
          method: "POST",
          headers: { "Content-Type": "application/json", ...headers },
          body: typeof body === "string" ? body : JSON.stringify(body),
        }),
      ),
    status: async () => (await local<PipelineStatus>("GET", "status")).body,
    rows: async (sql) => (await local("POST", "query", { sql })).body.rows,
    stop: async () => {
      if (!running.delete(run)) return;
      await server.close();
      await pipeline.close();
    },
  };
  running.add(run);
  return run;
}

async function json<Body>(response: Response): Promise<Answer<Body>> {
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}

/** Every file below a folder, by relative path, sorted. */
export function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(path.join(folder, name)).isFile())
      .sort();
  } catch {
    return [];
  }
}

/** The JSON lines of all objects of a data folder whose key begins so. */
export function storedLines(dataFolder: string, prefix = "clickstream-data/"): readonly Record<string, unknown>[] {
  const folder = path.join(dataFolder, "s3");
  return filesIn(folder)
    .filter((name) => name.slice(name.indexOf("/") + 1).startsWith(prefix))
    .flatMap((name) =>
      textOf(path.join(folder, name))
        .split("\n")
        .filter((line) => line !== ""),
    )
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** An object's text, decompressed when it has to be. */
export function textOf(file: string): string {
  const bytes = readFileSync(file);
  return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

/** A valid menu click with an id of its own. */
export const click = (id: string): Record<string, unknown> => ({
  element_clicked: "entree_1",
  time_spent: 12,
  event_id: id,
});
/** A valid order. */
export const anOrder = { timestamp: "2026-11-20T12:00:00+01:00", menuItem: "Pasta", quantity: 2, price: 15.99 };

/** What the status says of a data folder. */
export const counters = (
  accepted: number,
  rejected: number,
  buffered: number,
  delivered: number,
  failed: number,
  events: number,
  problems = 0,
): PipelineStatus => ({
  requests: { accepted, rejected },
  records: { received: accepted, buffered, delivered, failed },
  events: { delivered: events, problems },
});

/** Waits until something holds, at most `seconds`. */
export async function until(holds: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !(await holds());) {
    if (Date.now() > end) throw new Error(`did not come true within ${seconds} s: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
