// Reviews the plans in build/plans. What .ci/allowed-dangers names is allowed: it is reviewed with the change that needs it.
// usage: node run.mjs .ci/review.ts, with STACKS (JSON: a list of {stack}) when each of them must have a plan
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { planReviewCommand } from "../cli/plan-review";
import { runProgram } from "../cli/run-program";
import { MARKER } from "../review/markdown";

const PLANS = "build/plans";
const { GITHUB_SERVER_URL = "", GITHUB_REPOSITORY = "", GITHUB_RUN_ID = "", STACKS = "[]" } = process.env;

const names = existsSync(PLANS) ? readdirSync(PLANS).filter((name) => name.endsWith(".json")) : [];
const missing = (JSON.parse(STACKS || "[]") as readonly { readonly stack: string }[])
  .map(({ stack }) => stack)
  .filter((stack) => !names.includes(`${stack}.json`));
if (names.length === 0)
  console.log(
    `${MARKER}\n## Plan review: there is nothing to review\n\nNo stack was planned. Workflows plan nothing for a fork (push the branch to this ` +
      "repository once you have read it), nor before `config/ci.ts` names this repository, nor when the synthesis fails.",
  );
else {
  const allowed = readFileSync(".ci/allowed-dangers", "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.trimStart().startsWith("#"));
  process.argv.splice(
    2,
    Infinity,
    ...["plan-review", ...names.map((name) => `${PLANS}/${name}`), "--format", "markdown"],
    ...["--rest", `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`], // has the plans, without secrets
    ...allowed.flatMap((line) => ["--allow", line]),
  );
  runProgram([planReviewCommand()]);
  for (const stack of missing) console.log(`\n**${stack}** could not be planned: its job says why.`);
}
if (names.length === 0 || missing.length > 0) process.exitCode ||= 1;
