// Tries ten thousand random sequences of changes in both formats, a part after the other. usage: npm run test:sequences [-- RUNS [SEED]]
import { spawnSync } from "node:child_process";
import { recordProof } from "../support/record-proof";

const PART = 500;
const [, , runs = "10000", seed = "18"] = process.argv;
const started = Date.now();

function main(): void {
  for (let from = 0; from < Number(runs); from += PART) {
    const part = { PROPERTY_FROM: String(from), PROPERTY_RUNS: String(Math.min(PART, Number(runs) - from)) };
    const { status } = spawnSync("node_modules/.bin/jest", ["-i", "--silent", "random-changes.slow"], {
      env: { ...process.env, ...part, PROPERTY_SEED: seed },
      stdio: "inherit",
    });
    if (status !== 0) {
      process.exitCode = 1;
      return;
    }
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(
      `${String(seconds).padStart(5)} s  ${from + Number(part.PROPERTY_RUNS)} of ${runs} sequences, seed ${seed}`,
    );
  }
  recordProof("contracts", { "sequences of changes in each format": Number(runs) });
}

main();
