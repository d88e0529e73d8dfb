import { recordProof } from "../support/record-proof";
import { EXCEPTIONS } from "./exceptions";
import { OPERATORS } from "./evaluator/conditions";
import type { Request } from "./evaluator/decide";
import { mutate, prove, wronglyAllowed, wronglyDenied } from "./proof";

const USAGE = `usage: npm run test:policies

Synthesizes environments with everything on and decides, over all their policies together, every request that AWS's services, the Terraform
provider and analysts make (each must be allowed) and what nobody has business with (each must be denied); then takes away or widens each
action, resource and condition of each policy, one at a time: some request must notice. Exit 1 when something is not so.`;
/** Fewer would show little. */
const LEAST_REFUSALS = 10_000;
const MOST_LINES = 40;

/** Runs the proof and says what it found. */
export function main(): Promise<void> {
  const [argument] = process.argv.slice(2);
  if (argument !== undefined) {
    console.log(USAGE);
    process.exitCode = argument === "--help" ? 0 : 2;
    return Promise.resolve();
  }
  const say = (text: string): void => console.log(`policies: ${text}`);
  say("synthesizing the environments as they are and as they may be tomorrow");
  const proof = prove();
  const denied = wronglyDenied(proof);
  const allowed = wronglyAllowed(proof);
  say(
    `${proof.needs.length} needs, ${denied.length} of them denied; ${proof.refusals.length} refusals, ${allowed.length} of them allowed`,
  );
  const { all, unnoticed } = mutate(proof);
  const unmeant = unnoticed.filter(({ name }) => !EXCEPTIONS.some(({ mutants }) => mutants.test(name)));
  const idle = EXCEPTIONS.filter(({ mutants }) => !unnoticed.some(({ name }) => mutants.test(name)));
  say(
    `${all.length} mutants of ${proof.account.policies.length} policies, ${unmeant.length} unnoticed; ${unnoticed.length - unmeant.length} are meant`,
  );
  const operators = new Set(
    proof.account.policies.flatMap(({ statements }) =>
      statements.flatMap(({ Condition }) => Object.keys(Condition ?? {})),
    ),
  );
  const findings = [
    ...denied.map((need) => `must be allowed: ${show(need)} for ${need.why} (${need.source})`),
    ...allowed.map((refusal) => `must be denied: ${show(refusal)}: ${refusal.why}`),
    ...unmeant.map(({ name }) => `no request notices: ${name}`),
    ...idle.map(({ mutants }) => `exceptions.ts: not needed: ${String(mutants)}`),
    ...OPERATORS.filter((operator) => !operators.has(operator)).map((each) => `conditions.ts: not needed: ${each}`),
    ...(proof.refusals.length < LEAST_REFUSALS ? [`at least ${LEAST_REFUSALS} refusals are wanted`] : []),
  ];
  for (const finding of findings.slice(0, MOST_LINES)) say(finding);
  if (findings.length > MOST_LINES) say(`and ${findings.length - MOST_LINES} more`);
  if (findings.length > 0) process.exitCode = 1;
  else
    recordProof("policies", {
      "needs allowed": proof.needs.length,
      "requests denied": proof.refusals.length,
      "mutants noticed": all.length - unnoticed.length,
      "mutants meant to pass": unnoticed.length,
    });
  return Promise.resolve();
}

function show({ principal, action, resource, context }: Request): string {
  const who =
    principal.kind === "role" ? principal.arn : principal.kind === "service" ? principal.name : principal.kind;
  return `${who} ${action} ${resource} ${JSON.stringify(context ?? {})}`;
}
