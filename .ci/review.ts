// Reviews the plans in build/plans. What .ci/allowed-dangers names is allowed: it is reviewed with the change that needs it.
// usage: node run.mjs .ci/review.ts
import { readdirSync, readFileSync } from "node:fs";
import { planReviewCommand } from "../cli/plan-review";
import { runProgram } from "../cli/run-program";

const PLANS = "build/plans";
const { GITHUB_SERVER_URL = "", GITHUB_REPOSITORY = "", GITHUB_RUN_ID = "" } = process.env;

const plans = readdirSync(PLANS).map((name) => `${PLANS}/${name}`);
const allowed = readFileSync(".ci/allowed-dangers", "utf8")
  .split("\n")
  .filter((line) => line.trim() !== "" && !line.trimStart().startsWith("#"));
process.argv.splice(
  2,
  Infinity,
  ...["plan-review", ...plans, "--format", "markdown"],
  ...["--rest", `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`], // has the plans, without secrets
  ...allowed.flatMap((line) => ["--allow", line]),
);
runProgram([planReviewCommand()]);
