// Compares the declarations with those of a commit. What .ci/allowed-breaks names is allowed: it is reviewed with the change that needs it.
// usage: node run.mjs .ci/contract-diff.ts COMMIT
import { readFileSync } from "node:fs";
import { contractCommand } from "../cli/contract/contract";
import { runProgram } from "../cli/run-program";

const [, , commit = ""] = process.argv;
const allowed = readFileSync(".ci/allowed-breaks", "utf8")
  .split("\n")
  .filter((line) => line.trim() !== "" && !line.trimStart().startsWith("#"));
process.argv.splice(
  2,
  Infinity,
  ...["contract", "diff", commit, "--format", "markdown"],
  ...allowed.flatMap((line) => ["--allow", line]),
);
runProgram([contractCommand()]);
