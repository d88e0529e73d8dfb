import { Tree } from "../../emulation/tree/tree";
import { environment } from "../support/synth";
import { synthPipeline } from "../support/synth-pipeline";
import { Account } from "./evaluator/account";
import { mutants } from "./mutations";
import { mutate, wronglyAllowed, wronglyDenied, type Proof } from "./proof";
import { refusals } from "./denied";
import { factsOf } from "./requests";
import { dataPath } from "./requests/data-path";

/** One environment's data path: enough to show that what is taken away or given is found. The whole is `npm run test:policies`. */
const environments = [environment()];
const outdir = synthPipeline(environments);
const tree = Tree.of(outdir);
const facts = factsOf(outdir, tree, environments);
const needs = facts.flatMap(dataPath);
const managed = { "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs": [] };
const proof: Proof = { account: new Account(tree, managed), needs, refusals: refusals(needs, facts) };

test("what the services ask for is allowed, and what is nobody's business denied", () => {
  expect(needs.length).toBeGreaterThan(100);
  expect(proof.refusals.length).toBeGreaterThan(900);
  expect(wronglyDenied(proof)).toEqual([]);
  expect(wronglyAllowed(proof)).toEqual([]);
});

test("every permission that is taken from or given to the roles of the data path is noticed", () => {
  const { all, unnoticed } = mutate(proof);
  const ofRoles = (names: readonly { readonly name: string }[]): readonly string[] =>
    names.map(({ name }) => name).filter((name) => /-(delivery|ingestion): aws_iam_role_policy/.test(name));
  expect(ofRoles(all).length).toBeGreaterThan(100);
  expect(ofRoles(unnoticed)).toEqual([]);
});

test.each([
  ["s3:PutObject", "without action s3:PutObject"],
  ["kms:GenerateDataKey", "without action kms:GenerateDataKey"],
  ["firehose:PutRecord", "PutRecord: without it"],
])("a service that lacks %s is missed by what it needs", (action, change) => {
  const mutant = mutants(proof.account).find(
    ({ name }) => name.includes("aws_iam_role_policy.") && name.endsWith(change),
  );
  const missed = needs.filter((need) => proof.account.decide(need, mutant) === "denied");
  expect(new Set(missed.map((need) => need.action))).toEqual(new Set([action]));
});

test("a mutant differs from the policy in one thing", () => {
  const { policies } = proof.account;
  for (const { policy, index, statement, name } of mutants(proof.account)) {
    expect(policies).toContain(policy);
    expect({ name, same: JSON.stringify(statement) === JSON.stringify(policy.statements[index]) }).toEqual({
      name,
      same: false,
    });
  }
});
