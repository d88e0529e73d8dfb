import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Check, ProofRecord, ProofRecords } from "../../library/docs/proof";

/** Of all checks; docs/proof.md is made of it. */
export const PROOF_FILE = "docs/proof.json";

/**
 * Writes down what a check counted, when RECORD_PROOF is set; to be called when all of it held.
 * @param counts by what was counted, in the plural, in the order of the page
 * @param file the project's, or another one for tests
 */
export function recordProof(check: Check, counts: ProofRecord["counts"], file = PROOF_FILE): void {
  if (!process.env["RECORD_PROOF"]) return;
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as ProofRecords) : {};
  const all = { ...before, [check]: { date: new Date().toISOString().slice(0, 10), counts } };
  const sorted = Object.fromEntries(Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(sorted, undefined, 2)}\n`);
}
