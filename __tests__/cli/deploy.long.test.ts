import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { clickstream } from "../support/process";
import { copyOfProject, standIn } from "../support/project";
import { edit } from "../support/project-copy";
import { temporaryFolder } from "../support/tree";

/** Credentials, and nobody who could say whose they are. */
const NO_AWS = {
  AWS_ACCESS_KEY_ID: "nobody",
  AWS_SECRET_ACCESS_KEY: "nothing",
  AWS_PROFILE: "",
  AWS_ENDPOINT_URL_STS: "http://127.0.0.1:9",
};
const NO_CREDENTIALS = {
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_ACCESS_KEY_ID: "",
  AWS_SECRET_ACCESS_KEY: "",
  AWS_PROFILE: "",
};

/** A project whose environments have an account, synthesized once. */
const cwd = copyOfProject();
for (const name of ["dev", "prod"]) {
  edit(cwd, `config/${name}.ts`, 'accountId: "000000000000"', 'accountId: "111122223333"');
}

/** The command there, with a stand-in for cdktf. @param script what it does besides noting how it was called */
function project(script = "", aws: Readonly<Record<string, string>> = NO_AWS) {
  const cdktf = standIn("cdktf", script);
  const command = async (...args: readonly string[]) => {
    const running = clickstream(args, {
      cwd,
      env: { ...aws, PATH: `${path.join(cwd, "node_modules/.bin")}:${cdktf.folder}:${process.env.PATH ?? ""}` },
    });
    return {
      code: await running.ended,
      out: running.out(),
      err: running.err(),
      calls: cdktf.calls().map((call) => call.split(" ").slice(0, 2).join(" ")),
    };
  };
  return { command, calls: cdktf.calls };
}

/** One whose destroy of a component fails until it is mended. */
function failingToDestroy(component: string) {
  const broken = path.join(temporaryFolder(), "broken");
  writeFileSync(broken, "");
  const { command } = project(`case "$1 $2" in "destroy "*-${component}) test ! -e ${broken} || exit 3;; esac`);
  return { command, mend: () => rmSync(broken) };
}

test("deploy brings up each component behind those that it needs, and only those asked for", async () => {
  const { command, calls } = project();
  const all = await command("deploy", "dev", "--no-smoke", "--yes");
  expect(all).toMatchObject({ code: 0 });
  const order = all.calls.map((call) => call.replace("deploy clickstream-dev-", ""));
  expect(order[0]).toBe("storage");
  expect(order.indexOf("delivery")).toBeLessThan(order.indexOf("ingestion"));
  expect(order).toEqual(expect.arrayContaining(["catalog", "delivery", "ingestion", "storage"]));
  expect(calls()[0]).toBe(
    "deploy clickstream-dev-storage --skip-synth --ignore-missing-stack-dependencies --output cdktf.out --auto-approve",
  );

  const some = await command("deploy", "dev", "ingestion", "delivery", "--no-smoke", "--no-synth");
  expect(some.calls.slice(all.calls.length)).toEqual([
    "deploy clickstream-dev-delivery",
    "deploy clickstream-dev-ingestion",
  ]);
  expect(calls().at(-1)).not.toContain("--auto-approve");
});

test.each(["deploy", "destroy"])("%s of a component that there isn't names those that there are", async (verb) => {
  const { code, err } = await project("", { ...NO_CREDENTIALS, HOME: temporaryFolder() }).command(verb, "dev", "nope");
  expect({ code, err }).toEqual({
    code: 1,
    err: expect.stringMatching(/^clickstream: no component "nope" here; there are .*storage/) as unknown,
  });
});

test.each([
  ["deploy", "dev", "--yes"],
  ["destroy", "dev", "--force"],
])("%s without credentials stops before anything is done, in one line", async (...args) => {
  const { code, err, calls } = await project("", { ...NO_CREDENTIALS, HOME: temporaryFolder() }).command(...args);
  expect({ code, calls }).toEqual({ code: 1, calls: [] });
  expect(err.trim().split("\n").at(-1)).toMatch(
    /^clickstream: no credentials of AWS for account 111122223333: .*; choose a profile \(AWS_PROFILE\) or sign in$/,
  );
  expect(err.trim().split("\n")).toHaveLength(1);
});

test("a component that fails stops the deployment with a non-zero exit, and what is left is named", async () => {
  const { command } = project('case "$2" in *-delivery) exit 3;; esac');
  const { code, err, calls } = await command(
    "deploy",
    "dev",
    "storage",
    "delivery",
    "ingestion",
    "--no-smoke",
    "--no-synth",
  );
  expect(code).toBe(1);
  expect(calls).toEqual(["deploy clickstream-dev-storage", "deploy clickstream-dev-delivery"]);
  expect(err).toContain(
    "cdktf deploy clickstream-dev-delivery ended with 3. Deployed before: clickstream-dev-storage. Once it is mended: clickstream deploy dev delivery ingestion",
  );
});

test.each([
  [
    "the placeholder for an account",
    ["deploy", "test"],
    "config/test.ts: accountId is the placeholder 000000000000; put the 12 digits of the account there before deploying",
  ],
  ["an environment that there isn't", ["deploy", "staging"], 'no environment "staging"; there are dev, test, prod'],
  ["a component that there isn't", ["deploy", "dev", "lambda"], 'no component "lambda" here; there are storage'],
  [
    "protected data",
    ["destroy", "prod", "--force"],
    "storage of prod holds data that the configuration protects; nothing was destroyed. clickstream destroy prod ",
  ],
  ["a missing confirmation", ["destroy", "dev"], "nobody is there to confirm; --force goes on without asking"],
])("nothing is called when there is %s", async (_what, args, message) => {
  const { code, err, calls } = await project().command(...args, "--no-synth");
  expect({ code, calls }).toEqual({ code: 1, calls: [] });
  expect(err).toContain(message);
});

test("destroy says what goes and which data stays, and takes each component before those that it needs", async () => {
  const { command } = project();
  const all = await command("destroy", "dev", "--force", "--no-synth");
  expect(all.code).toBe(0);
  const order = all.calls.map((call) => call.replace("destroy clickstream-dev-", ""));
  expect(order.at(-1)).toBe("storage");
  expect(order.indexOf("ingestion")).toBeLessThan(order.indexOf("delivery"));
  expect(all.out).toContain("with everything in it: aws_s3_bucket clickstream-dev-events-111122223333-us-east-1");

  const some = await command("destroy", "prod", "ingestion", "--force", "--no-synth");
  expect(some.calls.slice(all.calls.length)).toEqual(["destroy clickstream-prod-ingestion"]);
  expect(some.out).toMatch(
    /What stays:[^]*clickstream-prod-storage\n[^]* {4}its data: aws_s3_bucket clickstream-prod-events-111122223333-us-east-1/,
  );
});

test("protected data goes only with a second switch: the protection is lifted by a deployment first", async () => {
  const { command } = project();
  const { code, calls } = await command("destroy", "prod", "storage", "--force", "--delete-data", "--no-synth");
  expect({ code, calls }).toEqual({
    code: 0,
    calls: ["deploy clickstream-prod-storage", "destroy clickstream-prod-storage"],
  });
  const stack = readFileSync(path.join(cwd, "cdktf.out/stacks/clickstream-prod-storage/cdk.tf.json"), "utf8");
  expect(stack).not.toMatch(/"prevent_destroy": true|"force_destroy": false/);
});

test("what protects a workgroup's history is lifted by the same step as what protects buckets and keys", async () => {
  const { command } = project();
  const refused = await command("destroy", "prod", "--force");
  expect(refused.err).toContain("catalog and storage of prod holds data that the configuration protects");
  expect(refused.out).toMatch(
    /clickstream-prod-catalog: \d+ resources\n {4}protected: aws_athena_workgroup clickstream-prod/,
  );
  const { code, calls } = await command("destroy", "prod", "--force", "--delete-data", "--no-synth");
  expect(code).toBe(0);
  expect(calls.slice(0, 2)).toEqual(["deploy clickstream-prod-storage", "deploy clickstream-prod-catalog"]);
  expect(calls.slice(2).every((call) => call.startsWith("destroy "))).toBe(true);
  for (const name of ["catalog", "storage"])
    expect(readFileSync(path.join(cwd, `cdktf.out/stacks/clickstream-prod-${name}/cdk.tf.json`), "utf8")).not.toMatch(
      /"prevent_destroy": true|"force_destroy": false/,
    );
});

test("an interrupted destroy goes on where it stopped: what is half gone is not deployed again", async () => {
  const { command, mend } = failingToDestroy("catalog");
  const args = ["destroy", "prod", "catalog", "storage", "--force", "--delete-data"];
  const first = await command(...args);
  expect(first.code).toBe(1);
  expect(first.err).toContain("Once it is mended: clickstream destroy prod catalog storage --delete-data");
  expect(first.calls).toEqual([
    "deploy clickstream-prod-storage", // before what reads its outputs
    "deploy clickstream-prod-catalog",
    "destroy clickstream-prod-catalog",
  ]);
  mend();
  const second = await command(...args);
  expect(second.code).toBe(0);
  expect(second.calls.slice(first.calls.length)).toEqual([
    "destroy clickstream-prod-catalog",
    "destroy clickstream-prod-storage",
  ]);
  expect(second.err).toContain("The protection of clickstream-prod-storage was lifted before");
  const third = await command(...args); // nothing is left of the first one
  expect(third.calls.slice(first.calls.length + 2).filter((call) => call.startsWith("deploy"))).toHaveLength(2);
});

test("what was destroyed before an interruption is not deployed again: what it needs is half gone", async () => {
  const { command, mend } = failingToDestroy("storage");
  const args = ["destroy", "prod", "catalog", "storage", "--force", "--delete-data"];
  const first = await command(...args);
  expect(first.code).toBe(1);
  mend();
  const second = await command(...args);
  expect(second.code).toBe(0);
  expect(second.calls.slice(first.calls.length)).toEqual([
    "destroy clickstream-prod-catalog",
    "destroy clickstream-prod-storage",
  ]);
});

test("a deployment protects again: the next destroy lifts it anew", async () => {
  const { command } = project('case "$1" in destroy) exit 3;; esac');
  await command("destroy", "prod", "storage", "--force", "--delete-data");
  await command("deploy", "prod", "storage", "--yes", "--no-smoke");
  const again = await command("destroy", "prod", "storage", "--force", "--delete-data");
  expect(again.calls.slice(-2)).toEqual(["deploy clickstream-prod-storage", "destroy clickstream-prod-storage"]);
});

test("a deployment whose smoke test can't be made or fails exits non-zero, though everything was deployed", async () => {
  const { command } = project();
  const { code, err, calls } = await command("deploy", "dev", "ingestion", "--yes", "--no-synth");
  expect({ code, calls }).toEqual({ code: 1, calls: ["deploy clickstream-dev-ingestion"] });
  expect(err).toMatch(
    /Deployed: clickstream-dev-ingestion[^]*AWS does not say which account the credentials belong to/,
  );
});
