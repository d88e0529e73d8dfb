import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadCatalog } from "../../local/emulation/athena/catalog";
import { Athena } from "../../local/emulation/athena/engine";
import { Missing } from "./cache";
import { TrinoClient } from "./client";
import { difference } from "./compare";
import { createCatalog, storeObjects } from "./lake";
import { questionsOf } from "./questions";
import { makeScenarios, type Scenario } from "./scenarios";
import { CATALOG, withServers, type Servers } from "./servers";
import { TRINO } from "./tools";

const SKIPPED = 77;
const started = Date.now();

/** Progress, with the seconds since the start. */
const step = (what: string): void =>
  console.log(`${String(Math.round((Date.now() - started) / 1000)).padStart(5)} s  ${what}`);

/**
 * Asks a Trino over the synthesized catalog, and the local run, the same questions.
 * Exit 0: every answer is the same. 1: something differs. 77: skipped, since Java or a package registry is not there; nothing was seen.
 */
export async function main(): Promise<void> {
  const work = mkdtempSync(path.join(tmpdir(), "clickstream-trino-"));
  try {
    const scenarios = await makeScenarios(work);
    step(`${scenarios.length} environments are synthesized and have events`);
    const failures = await withServers(async (servers) => {
      step(`Trino ${TRINO} answers`);
      const failures: string[] = [];
      for (const scenario of scenarios) failures.push(...(await ask(scenario, servers)));
      return failures;
    });
    for (const failure of failures) console.error(`DIFFERENT: ${failure}`);
    if (failures.length > 0) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    console.log(`SKIPPED: ${error.message}`);
    process.exitCode = SKIPPED;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @returns what differs, a line for each question */
async function ask(scenario: Scenario, servers: Servers): Promise<readonly string[]> {
  const { name, tree, objects } = scenario;
  const relations = loadCatalog(tree);
  await createCatalog(tree, servers);
  const stored = await storeObjects(objects, servers);
  const trino = new TrinoClient(servers.trino, { catalog: CATALOG, schema: relations[0]?.database ?? "" });
  const local = new Athena(relations, objects);
  const failures: string[] = [];
  const questions = questionsOf(scenario);
  for (const question of questions) {
    const found = await difference(question, trino, local);
    if (found !== undefined) failures.push(`${name}, ${question.name}: ${found}`);
  }
  await local.close();
  step(
    `${name}: ${stored} objects, ${questions.length - failures.length} of ${questions.length} questions answered alike`,
  );
  return failures;
}
