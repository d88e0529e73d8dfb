// What .ci/dbt needs of the project: `prepare FOLDER` writes the dbt project over a simulated month, `parse FOLDER` reads compiled SQL as Trino does.
import { App } from "cdktf";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeFiles } from "../basics/files";
import { DUCKDB_FILE, projectFiles } from "../cli/dbt/project-files";
import { writeDuckdb } from "../cli/dbt/local-data";
import { eventTypes } from "../__tests__/fixtures/menu/events";
import { athenaProblems } from "../__tests__/support/trino";
import { environment } from "../__tests__/support/synth";
import { storeMonth } from "../__tests__/support/simulated-month";
import { StoredObjects } from "../__tests__/support/stored-objects";
import type { EventDeclaration } from "../declaration/event";
import { loadCatalog, type Relation } from "../emulation/athena/catalog";
import { Athena } from "../emulation/athena/engine";
import { Tree } from "../emulation/tree/tree";
import { loadSavedQueries } from "../local/pipeline/saved-queries";
import { CatalogStack } from "../stacks/catalog-stack";
import { StorageStack } from "../stacks/storage-stack";

const DATABASE = "clickstream_dev";
const BUCKET = "clickstream-dev-events-111122223333-eu-west-1";

async function prepare(folder: string): Promise<void> {
  const tree = synthesized(path.join(folder, "cdktf.out"));
  const relations = loadCatalog(tree);
  const objectsFolder = path.resolve(folder, "s3");
  await storeMonth(new StoredObjects(objectsFolder, BUCKET), "json");

  const out = path.join(folder, "project");
  const warehouse = { database: DATABASE, region: "us-east-1", workgroup: "clickstream-dev" };
  writeFiles(out, projectFiles(eventTypes, warehouse));
  const views = { relations, objectsFolder, database: DATABASE };
  await writeDuckdb(path.join(out, DUCKDB_FILE), eventTypes, views, () => undefined);
  writeFileSync(path.join(folder, "answers.json"), JSON.stringify(await answersOf(tree, relations, objectsFolder)));
}

/** What the local engine answers to each analysis. */
async function answersOf(
  tree: Tree,
  relations: readonly Relation[],
  objectsFolder: string,
): Promise<Readonly<Record<string, unknown>>> {
  const analyses = new Set(eventTypes.flatMap(({ analyses = {} }: EventDeclaration) => Object.keys(analyses)));
  const athena = new Athena(relations, objectsFolder);
  try {
    const asked = loadSavedQueries(tree).filter(({ name }) => analyses.has(name));
    const answers: Record<string, unknown> = {};
    for (const { name, sql } of asked) answers[name] = await athena.query(sql);
    return answers;
  } finally {
    athena.close();
  }
}

function synthesized(outdir: string): Tree {
  const app = new App({ outdir });
  const settings = { environment: environment(), eventTypes };
  const { keyArn } = new StorageStack(app, settings);
  new CatalogStack(app, { ...settings, keyArn });
  app.synth();
  return Tree.load(outdir, "dev");
}

async function parse(folder: string): Promise<void> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".sql"));
  const problems: string[] = [];
  for (const file of files)
    for (const problem of await athenaProblems(readFileSync(path.join(folder, file), "utf8")))
      problems.push(`${file}: ${problem}`);
  for (const problem of problems) console.error(problem);
  console.log(`${files.length} statements, ${problems.length} problems`);
  if (problems.length > 0 || files.length === 0) process.exitCode = 1;
}

const [work, folder = ""] = process.argv.slice(2);
(work === "prepare" ? prepare(folder) : parse(folder)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
