import path from "node:path";
import { App } from "cdktf";
import { eventTypes } from "../../__tests__/fixtures/menu/events";
import { MONTH_TRUTHS } from "../../__tests__/support/month-truth";
import { environments } from "../../__tests__/support/restaurant";
import { storeMonth } from "../../__tests__/support/simulated-month";
import { StoredObjects } from "../../__tests__/support/stored-objects";
import { loadCatalog } from "../../emulation/athena/catalog";
import { Athena } from "../../emulation/athena/engine";
import { Tree } from "../../emulation/tree/tree";
import { bundleHandlers } from "../../handlers/bundle";
import { loadSavedQueries } from "../../local/pipeline/saved-queries";
import { addStacks } from "../../stacks";
import { inLocalWords, type LocalAnswer } from "./cells";
import { TrinoClient } from "./client";
import { createCatalog, storeObjects } from "./lake";
import { bucketOf, type Scenario } from "./scenario";
import { CATALOG, type Servers } from "./servers";

const NAME = "month";

/**
 * Asks both engines every question that is declared over the simulated month, whose guests' doings are known.
 * @returns what either answers otherwise than it was
 */
export async function askMonth(
  servers: Servers,
  work: string,
  say: (what: string) => void,
): Promise<readonly string[]> {
  const scenario = await storedMonth(work);
  const { tree, objects } = scenario;
  await createCatalog(scenario, servers, path.join(work, `${NAME}.terraform`));
  say(`the simulated month: ${await storeObjects(objects, servers)} objects`);
  const relations = loadCatalog(tree);
  const trino = new TrinoClient(servers.trino, { catalog: CATALOG, schema: relations[0]?.database ?? "" });
  const local = new Athena(relations, objects, { seconds: 300 });
  const engines: Readonly<Record<string, (sql: string) => Promise<LocalAnswer>>> = {
    "the local run": (sql) => local.query(sql),
    Trino: async (sql) => inLocalWords(await trino.query(sql)),
  };
  const queries = new Map(loadSavedQueries(tree).map(({ name, sql }) => [name, sql]));
  const failures: string[] = [];
  for (const [name, holds] of Object.entries(MONTH_TRUTHS))
    for (const [engine, ask] of Object.entries(engines))
      try {
        const { columns, rows } = await ask(queries.get(name) ?? `there is no query ${name}`);
        holds(rows.map((row) => Object.fromEntries(columns.map((column, index) => [column.name, row[index]]))));
      } catch (error) {
        failures.push(`${NAME}, ${name}, ${engine}: ${(error as Error).message}`);
      }
  local.close();
  const asked = MONTH_QUESTIONS * Object.keys(engines).length;
  say(`the simulated month: ${asked - failures.length} of ${asked} answers are what its guests did`);
  return failures;
}

/** How many questions are declared over it. */
export const MONTH_QUESTIONS = Object.keys(MONTH_TRUTHS).length;

async function storedMonth(work: string): Promise<Scenario> {
  const [dev] = environments;
  if (dev === undefined) throw new Error("the restaurant has no environment");
  const environment = { ...dev, name: NAME };
  const app = new App({ outdir: path.join(work, `${NAME}.out`) });
  const handlerBundles = await bundleHandlers({ eventTypes, outDir: path.join(work, `${NAME}.handlers`) });
  addStacks(app, { environments: [environment], eventTypes, handlerBundles });
  app.synth();
  const objects = path.join(work, `${NAME}.s3`);
  const made = { environment, eventTypes, events: [], out: app.outdir };
  await storeMonth(new StoredObjects(objects, bucketOf(made)), "json");
  return {
    name: NAME,
    environment,
    eventTypes,
    tree: Tree.load(app.outdir, NAME),
    out: app.outdir,
    objects,
    workedOut: true,
    mixed: false,
  };
}
