import { readFileSync, writeFileSync } from "node:fs";
import { DIALECT, FIXTURE, questionSql, type Recorded } from "../../__tests__/support/dialect";
import { ATHENA_FUNCTIONS, OF_THE_GRAMMAR } from "../../emulation/athena/functions";
import { inLocalWords } from "./cells";
import { TrinoError, type TrinoClient } from "./client";

/** Asks Trino every question of the dialect. @returns its answers by the question */
async function answers(trino: TrinoClient): Promise<Readonly<Record<string, Recorded>>> {
  const found: Record<string, Recorded> = {};
  for (const text of Object.values(DIALECT).flat()) {
    try {
      found[text] = inLocalWords(await trino.query(questionSql(text)));
    } catch (error) {
      if (!(error instanceof TrinoError)) throw error;
      found[text] = { refused: error.code };
    }
  }
  return found;
}

/** Writes down what Trino answers to the dialect's questions. */
export async function recordDialect(trino: TrinoClient): Promise<void> {
  const lines = Object.entries(await answers(trino)).map((entry) =>
    entry.map((each) => JSON.stringify(each)).join(": "),
  );
  writeFileSync(FIXTURE, `{\n${lines.join(",\n")}\n}\n`);
}

/** Holds what is written down, which the tests hold the local run to, to Trino itself, and the list of functions too. */
export async function checkDialect(trino: TrinoClient): Promise<readonly string[]> {
  const recorded = JSON.parse(readFileSync(FIXTURE, "utf8")) as Readonly<Record<string, Recorded>>;
  const different = Object.entries(await answers(trino))
    .filter(([text, answer]) => JSON.stringify(answer) !== JSON.stringify(recorded[text]))
    .map(
      ([text, answer]) =>
        `${text}: ${JSON.stringify(recorded[text])} is written down, Trino says ${JSON.stringify(answer)}`,
    );
  const functions = new Set((await trino.query("SHOW FUNCTIONS")).rows.map(([name]) => String(name)));
  const unknown = [...ATHENA_FUNCTIONS].filter((name) => !functions.has(name) && !OF_THE_GRAMMAR.has(name));
  return [...different, ...unknown.map((name) => `function ${name}: Trino has none of this name`)];
}
