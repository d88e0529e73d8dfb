import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { CHECKS, proofPage } from "../../library/docs/proof";
import { PROOF_FILE, recordProof } from "../support/record-proof";
import { temporaryFolder } from "../support/tree";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

test("each command of the page of proof is there, and each check records what it counted", () => {
  for (const [check, { command }] of Object.entries(CHECKS)) {
    const [, script] = /^npm run ([\w:]+)/.exec(command) ?? [];
    const file = script === undefined ? command.replace("python3 ", "") : entryOf(scripts[script] ?? "");
    expect({ check, file, there: existsSync(file) }).toEqual({ check, file, there: true });
    expect(readFileSync(file, "utf8")).toMatch(new RegExp(`(recordProof|record_proof)\\("${check}",`));
  }
});

const entryOf = (script: string): string => script.replace(/^(node run\.mjs|python3) /, "");

test("what a check counted is written down beside the others, when it is asked for", () => {
  const file = path.join(temporaryFolder(), "proof.json");
  recordProof("java", { templates: 1 }, file);
  expect(existsSync(file)).toBe(false);
  process.env["RECORD_PROOF"] = "1";
  recordProof("trino", { questions: 2 }, file);
  recordProof("java", { templates: 1_234, bodies: 5 }, file);
  delete process.env["RECORD_PROOF"];
  const date = new Date().toISOString().slice(0, 10);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    java: { date, counts: { templates: 1_234, bodies: 5 } },
    trino: { date, counts: { questions: 2 } },
  });
  const page = proofPage(JSON.parse(readFileSync(file, "utf8")) as object);
  expect(page).toContain(`| 1,234 templates, 5 bodies | ${date} |`);
  expect(page).toContain("| `npm run faults` | not recorded | – |");
});

test("what is recorded is of checks that there are", () => {
  for (const check of Object.keys(JSON.parse(readFileSync(PROOF_FILE, "utf8")) as object))
    expect(Object.keys(CHECKS)).toContain(check);
});
