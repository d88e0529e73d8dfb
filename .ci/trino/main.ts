import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { recordProof } from "../../__tests__/support/record-proof";
import { loadCatalog } from "../../emulation/athena/catalog";
import { Athena } from "../../emulation/athena/engine";
import { Missing } from "../fetch/cache";
import { TrinoClient } from "./client";
import { difference } from "./compare";
import { curatedTable } from "./curated";
import { checkDialect, recordDialect } from "./dialect";
import { changedAnswers, SEQUENCES } from "./evolved";
import { FAULTY_QUESTIONS, NOTICED_BY } from "./faults";
import { createCatalog, storeObjects } from "./lake";
import { askMonth, MONTH_QUESTIONS } from "./month";
import { hoursIn, questionsOf, type Question } from "./questions";
import type { Scenario } from "./scenario";
import { makeScenarios } from "./scenarios";
import { CATALOG, withServers, type Servers } from "./servers";
import { TRINO } from "./tools";

const SKIPPED = 77;
const started = Date.now();
/** Questions, those over environments with nothing wrong. */
let asked = 0;

/** Progress, with the seconds since the start. */
const step = (what: string): void =>
  console.log(`${String(Math.round((Date.now() - started) / 1000)).padStart(5)} s  ${what}`);

/**
 * Asks a Trino over the synthesized catalog, and the local run, the same questions; then holds itself to faults that are planted.
 * Exit 0: every answer is the same, and every fault is noticed. 1: something else. 77: skipped, since Java or a package registry is not
 * there; nothing was seen. `--quick` asks over the environments that hold JSON followed by Parquet alone, and not the dialect's questions;
 * `--only <environment>` over these alone, or over declarations that were changed with `evolved`; `--curated` keeps a curated table, and asks nothing else.
 * `--month` asks both what is declared over the simulated month, whose guests' doings are known, and nothing else.
 * `--record` writes down what Trino answers to these, and nothing else.
 */
export async function main(): Promise<void> {
  const flag = { type: "boolean" } as const;
  const { quick, record, curated, month, only } = parseArgs({
    options: { quick: flag, record: flag, curated: flag, month: flag, only: { type: "string", multiple: true } },
  }).values;
  const work = mkdtempSync(path.join(tmpdir(), "clickstream-trino-"));
  try {
    if (record) {
      await withServers(({ trino }) => recordDialect(new TrinoClient(trino)));
      return;
    }
    if (curated) {
      await withServers((servers) => curatedTable(servers, work, step));
      return;
    }
    if (month) {
      report(await withServers((servers) => askMonth(servers, work, step)));
      return;
    }
    const { scenarios: all, evolved, faulty } = await makeScenarios(work);
    const scenarios = all.filter(({ name, mixed }) => only?.includes(name) ?? (mixed || !quick));
    step(`${scenarios.length} environments are synthesized and have events`);
    let checks = 0;
    const failures = await withServers(async (servers) => {
      step(`Trino ${TRINO} answers`);
      const trino = new TrinoClient(servers.trino);
      const failures = quick || only ? [] : [...(await checkDialect(trino))];
      if (!quick && !only) {
        step(`the dialect's questions: ${failures.length} answers are not as they were written down`);
        checks = await curatedTable(servers, work, step);
        failures.push(...(await askMonth(servers, work, step)));
      }
      for (const scenario of scenarios) failures.push(...(await ask(scenario, servers, work)).values());
      if (only?.includes("evolved") ?? !quick) failures.push(...(await askEvolved(evolved, servers, work)));
      return only ? failures : [...failures, ...(await missedFaults(faulty, servers, work))];
    });
    report(failures);
    if (failures.length === 0 && !quick && !only)
      recordProof("trino", {
        environments: scenarios.length,
        questions: asked,
        "questions over a simulated month": MONTH_QUESTIONS,
        "checks of a curated table": checks,
        "planted faults": Object.keys(NOTICED_BY).length,
      });
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    console.log(`SKIPPED: ${error.message}`);
    process.exitCode = SKIPPED;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function report(failures: readonly string[]): void {
  for (const failure of failures) console.error(`DIFFERENT: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
}

/** @returns what differs, by the question's name */
async function ask(
  scenario: Scenario,
  servers: Servers,
  work: string,
  more: readonly Question[] = [],
): Promise<ReadonlyMap<string, string>> {
  const { name, tree, objects } = scenario;
  const relations = loadCatalog(tree);
  const stored = await putInPlace(scenario, servers, work);
  const trino = trinoOf(scenario, servers);
  const local = new Athena(relations, objects, { seconds: 300 });
  const failures = new Map<string, string>();
  const questions = [...questionsOf(scenario), ...more];
  asked += more.length === 0 ? questions.length : 0;
  for (const question of questions) {
    const found = await difference(question, trino, local);
    if (found !== undefined) failures.set(question.name, `${name}, ${question.name}: ${found}`);
  }
  local.close();
  step(
    `${name}: ${stored} objects, ${questions.length - failures.size} of ${questions.length} questions answered alike`,
  );
  return failures;
}

/** @returns what declarations that were changed answer otherwise than before */
async function askEvolved(pair: readonly Scenario[], servers: Servers, work: string): Promise<readonly string[]> {
  for (const scenario of pair) await putInPlace(scenario, servers, work);
  const [before, after] = pair.map((scenario) => trinoOf(scenario, servers));
  if (before === undefined || after === undefined) return [];
  const changed = await changedAnswers(before, after, hoursIn(pair[0]?.objects ?? ""));
  asked += SEQUENCES.length;
  step(`sequences of changes: ${SEQUENCES.length - changed.length} of ${SEQUENCES.length} answer as before`);
  return changed;
}

/** @returns how many objects there are */
async function putInPlace(scenario: Scenario, servers: Servers, work: string): Promise<number> {
  await createCatalog(scenario, servers, path.join(work, `${scenario.name}.terraform`));
  return storeObjects(scenario.objects, servers);
}

const trinoOf = ({ tree }: Scenario, { trino }: Servers): TrinoClient =>
  new TrinoClient(trino, { catalog: CATALOG, schema: loadCatalog(tree)[0]?.database ?? "" });

/** @returns the planted faults that no question noticed */
async function missedFaults(faulty: Scenario, servers: Servers, work: string): Promise<readonly string[]> {
  const failures = await ask(faulty, servers, work, FAULTY_QUESTIONS);
  const missed = Object.entries(NOTICED_BY).filter(([, question]) => !failures.has(question));
  step(
    `planted faults: ${Object.keys(NOTICED_BY).length - missed.length} of ${Object.keys(NOTICED_BY).length} were noticed`,
  );
  return missed.map(([fault, question]) => `planted fault: ${fault}, and "${question}" did not notice`);
}
