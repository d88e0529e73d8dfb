import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { build } from "esbuild";
import { projectFolder } from "../support/process";
import { environment, LOCATION } from "../support/synth";
import { synthPipeline } from "../support/synth-pipeline";
import { temporaryFolder } from "../support/tree";

const tree = synthPipeline([environment(), environment({ name: "prod" })], undefined, [
  { accountId: LOCATION.accountId, repository: "octo-org/clickstream" },
]);

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const SCRIPTS = path.resolve(".ci/privileged");
/** Whether Node runs TypeScript as it stands, as workflows have it; where it doesn't, the scripts are bundled first. */
const stripsTypes = Boolean((process.features as { readonly typescript?: unknown }).typescript);
const bundles = temporaryFolder();
beforeAll(async () => {
  if (stripsTypes) return;
  const entryPoints = readdirSync(SCRIPTS).filter((name) => name.endsWith(".ts"));
  await build({ entryPoints, absWorkingDir: SCRIPTS, bundle: true, platform: "node", format: "cjs", outdir: bundles });
});

/** Runs a script for jobs that hold credentials in a folder of its own. */
function script(
  name: string,
  args: readonly string[],
  cwd = temporaryFolder(),
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return ended([stripsTypes ? path.join(SCRIPTS, `${name}.ts`) : path.join(bundles, `${name}.js`), ...args], cwd, env);
}

async function ended(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, err };
}

/** A terraform that writes down how it was called, and answers `show` with a plan and `plan` with exit code 2: there are changes; in a folder that is named with 1. */
function terraform(
  plan: object,
  fails = "none",
  name = "terraform",
): {
  readonly env: Readonly<Record<string, string>>;
  readonly calls: () => readonly string[];
} {
  const folder = temporaryFolder();
  const [program, log] = [path.join(folder, name), path.join(folder, "calls")];
  writeFileSync(path.join(folder, "plan.json"), JSON.stringify(plan));
  const answers = `case "$1" in plan) case "$PWD" in *${fails}) exit 1;; esac; exit 2;; show) cat "${folder}/plan.json";; output) echo '{"a":{"value":1},"b":{"value":"hidden","sensitive":true}}';; esac`;
  writeFileSync(program, `#!/bin/sh\necho "$(basename "$PWD") $*" >> "${log}"\n${answers}\n`);
  chmodSync(program, 0o755);
  writeFileSync(log, "");
  return {
    env: { PATH: `${folder}${path.delimiter}${process.env.PATH ?? ""}` },
    calls: () => readFileSync(log, "utf8").trim().split("\n"),
  };
}

test("an account that no repository was named for has nothing to plan", async () => {
  expect(await script("stacks", ["--tree", synthPipeline([environment()])])).toMatchObject({
    code: 0,
    out: "stacks=[]\n",
  });
});

test("environments are deployed in the order of main.ts: those that workflows may plan", async () => {
  const environments = ["prod", "dev", "test"].map((name) =>
    environment({ name, accountId: name === "dev" ? "222233334444" : LOCATION.accountId }),
  );
  const planned = synthPipeline(environments, undefined, [
    { accountId: LOCATION.accountId, repository: "octo-org/clickstream" },
  ]);
  const args = [path.resolve("run.mjs"), ".ci/environments.ts", planned];
  expect(await ended(args, projectFolder())).toEqual({ code: 0, out: 'environments=["test","prod"]\n', err: "" });
});

test("a workflow finds every stack behind those that it needs, with the roles that the account stack makes", async () => {
  const { out } = await script("stacks", ["prod", "--tree", tree]);
  const outputs = Object.fromEntries(
    out
      .trim()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
  const planRole = "arn:aws:iam::111122223333:role/clickstream-github-plan";
  expect(outputs).toMatchObject({
    region: "eu-west-1",
    "plan-role": planRole,
    "deploy-role": "arn:aws:iam::111122223333:role/clickstream-github-deploy-prod",
  });
  const stacks = JSON.parse(outputs.stacks ?? "") as { stack: string; planRole: string }[];
  const order = stacks.map(({ stack }) => stack.replace("clickstream-prod-", ""));
  expect(order.indexOf("storage")).toBe(0);
  expect(order.indexOf("delivery")).toBeLessThan(order.indexOf("ingestion"));
  expect(stacks.every((stack) => stack.planRole === planRole && stack.stack.startsWith("clickstream-prod-"))).toBe(
    true,
  );
});

test("a plan leaves its job without its secrets, wherever they stand in it", async () => {
  const secret = "hunter2";
  const change = {
    actions: ["update"],
    before: { a: secret, list: [{ b: secret, c: 1 }], open: "kept", was: secret },
    after: { a: "another", list: [{ b: secret, c: 2 }], open: "seen", was: secret },
  };
  const marks = {
    before_sensitive: { a: true, list: [{ b: true }], was: true },
    after_sensitive: { a: true, list: [{ b: true }] },
  };
  const { env } = terraform({
    format_version: "1.2",
    resource_changes: [{ address: "a.b", change: { ...change, ...marks } }],
    output_changes: {
      o: { actions: ["create"], before: null, after: secret, before_sensitive: false, after_sensitive: true },
    },
    prior_state: { values: secret },
    planned_values: { values: secret },
    variables: { v: { value: secret } },
  });
  const cwd = temporaryFolder();
  const { code } = await script("plan", ["clickstream-dev-storage", "--tree", tree], cwd, {
    ...env,
    GITHUB_OUTPUT: path.join(cwd, "outputs"),
  });
  const written = readFileSync(path.join(cwd, "build", "plans", "clickstream-dev-storage.json"), "utf8");
  expect(code).toBe(0);
  expect(written).not.toContain(secret);
  expect(written).not.toContain("another");
  expect(JSON.parse(written)).toMatchObject({
    format_version: "1.2",
    resource_changes: [
      {
        change: {
          before: { a: "(sensitive)", open: "kept", list: [{ c: 1 }] },
          after: { a: "(sensitive, changed)", was: "(sensitive)", open: "seen", list: [{ c: 2 }] },
          ...marks,
        },
      },
    ],
  });
  expect(readFileSync(path.join(cwd, "outputs"), "utf8")).toBe("changes=true\n");
});

test("what one part of a plan marks stands in no other, in no spelling, and names stay names", async () => {
  const [secret, word, inBase64] = ["correct-horse-7", "admin", Buffer.from("u:correct-horse-7").toString("base64")];
  const plan = {
    format_version: "1.2",
    terraform_version: "1.14.0",
    variables: { pw: { value: secret }, user: { value: word } },
    configuration: { root_module: { variables: { pw: { sensitive: true }, user: { sensitive: true } } } },
    resource_changes: [
      {
        address: 'aws_db_instance.admin["admin"]',
        type: "aws_db_instance",
        name: "admin",
        provider_name: "registry.terraform.io/hashicorp/aws",
        change: {
          actions: ["update"],
          before: { url: `postgres://admin:${secret}@host`, admin: 1, tags: { [secret]: "x" } },
          after: { url: `postgres://admin:${secret}@other`, admin: 2, data: inBase64 },
          after_unknown: { admin_id: true },
          before_sensitive: {},
          after_sensitive: {},
          importing: { identity: { id: secret } },
          generated_config: `password = "${secret}"`,
        },
      },
    ],
    resource_drift: [{ address: "a.b", change: { actions: ["update"], before: { a: secret }, after: { a: "b" } } }],
    deferred_changes: [{ reason: "absent_prereq", resource_change: { address: "a.later", change: { after: secret } } }],
    action_invocations: [{ address: "action.a.b", type: "a", config_values: { p: secret } }],
    checks: [
      {
        address: { to_display: "check.c" },
        status: "fail",
        instances: [{ status: "fail", problems: [{ message: secret }] }],
      },
    ],
    output_changes: { o: { actions: ["create"], before: null, after: `is ${secret}` } },
  };
  const cwd = temporaryFolder();
  const { env } = terraform(plan);
  expect(await script("plan", ["clickstream-dev-storage", "--tree", tree], cwd, env)).toMatchObject({ code: 0 });
  const written = readFileSync(path.join(cwd, "build", "plans", "clickstream-dev-storage.json"), "utf8");
  expect(written).not.toContain(secret);
  expect(written).not.toContain("OmNvcnJlY3QtaG9yc2UtN");
  expect(written).not.toContain("//admin:");
  expect(JSON.parse(written)).toMatchObject({
    resource_changes: [
      {
        address: 'aws_db_instance.admin["admin"]',
        name: "admin",
        change: {
          before: { url: "postgres://(sensitive):(sensitive)@host", admin: 1 },
          after: { url: "postgres://(sensitive):(sensitive)@other", admin: 2 },
          after_unknown: { admin_id: true },
        },
      },
    ],
    deferred_changes: [{ resource_change: { address: "a.later" } }],
    action_invocations: [{ address: "action.a.b" }],
    checks: [
      { address: { to_display: "check.c" }, status: "fail", instances: [{ problems: [{ message: "(sensitive)" }] }] },
    ],
  });
});

test("OpenTofu is run where CDKTF would run it", async () => {
  const { env, calls } = terraform({}, "none", "tofu");
  const named = { ...env, TERRAFORM_BINARY_NAME: "tofu" };
  expect(await script("plan", ["clickstream-dev-storage", "--tree", tree], temporaryFolder(), named)).toMatchObject({
    code: 0,
  });
  expect(calls().filter((call) => call.includes(" plan "))).toHaveLength(1);
});

describe("a stack that reads what another has yet to put out", () => {
  const deliveryJson = () => readFileSync(path.join(tree, "stacks", "clickstream-dev-delivery", "cdk.tf.json"), "utf8");
  const planOf = (cwd: string, stack: string): unknown =>
    JSON.parse(readFileSync(path.join(cwd, "build", "plans", `clickstream-dev-${stack}.json`), "utf8"));

  test("is planned after it is applied, and what waits for it as well; the others are planned", async () => {
    const { env, calls } = terraform({ format_version: "1.2" }, "dev-delivery");
    const cwd = temporaryFolder();
    const outputs = { ...env, GITHUB_OUTPUT: path.join(cwd, "outputs") };
    expect(await script("plan", ["--environment", "dev", "--tree", tree], cwd, outputs)).toMatchObject({ code: 0 });
    expect(planOf(cwd, "delivery")).toEqual({ waits_for: ["clickstream-dev-storage"] });
    expect(planOf(cwd, "ingestion")).toEqual({ waits_for: ["clickstream-dev-delivery"] });
    expect(planOf(cwd, "monitoring")).toEqual({ format_version: "1.2" });
    expect(readFileSync(path.join(cwd, "outputs"), "utf8")).toBe("changes=true\nleft=true\n");

    const applying = await script("apply", ["dev", "--tree", tree], cwd, env);
    expect(applying).toMatchObject({ code: 0 });
    expect(applying.err).toContain(
      "clickstream-dev-delivery is planned once clickstream-dev-storage is applied: not now",
    );
    const applied = calls().filter((call) => call.includes(" apply "));
    expect(applied.some((call) => call.startsWith("clickstream-dev-storage "))).toBe(true);
    expect(applied.some((call) => call.startsWith("clickstream-dev-delivery "))).toBe(false);

    const next = terraform({ format_version: "1.2" }); // now all is there
    expect(await script("plan", ["--environment", "dev", "--tree", tree], cwd, next.env)).toMatchObject({ code: 0 });
    await script("apply", ["dev", "--tree", tree], cwd, next.env);
    expect(next.calls().some((call) => call.startsWith("clickstream-dev-delivery apply "))).toBe(true);
  });

  test("is planned later when the output is about to change", async () => {
    const [, output = ""] = /outputs\.(cross-stack-output-[\w-]+)/.exec(deliveryJson()) ?? [];
    const { env } = terraform({ format_version: "1.2", output_changes: { [output]: { actions: ["update"] } } });
    const cwd = temporaryFolder();
    expect(await script("plan", ["--environment", "dev", "--tree", tree], cwd, env)).toMatchObject({ code: 0 });
    expect(planOf(cwd, "delivery")).toEqual({ waits_for: ["clickstream-dev-storage"] });
  });

  test("alone in its job says for what it waits", async () => {
    const { env } = terraform({ format_version: "1.2" }, "dev-delivery");
    const cwd = temporaryFolder();
    expect(await script("plan", ["clickstream-dev-delivery", "--tree", tree], cwd, env)).toMatchObject({ code: 0 });
    expect(planOf(cwd, "delivery")).toEqual({ waits_for: ["clickstream-dev-storage"] });
  });

  test("fails when no other would help", async () => {
    const { env } = terraform({ format_version: "1.2" }, "dev-storage");
    const failed = await script("plan", ["clickstream-dev-storage", "--tree", tree], temporaryFolder(), env);
    expect(failed).toMatchObject({ code: 1 });
    expect(failed.err).toContain("plan: clickstream-dev-storage can't be planned");
  });
});

describe("the review", () => {
  const reviewed = async (plans: Readonly<Record<string, object>>, stacks: readonly string[]): Promise<Ended> => {
    const cwd = temporaryFolder();
    mkdirSync(path.join(cwd, ".ci"));
    writeFileSync(path.join(cwd, ".ci", "allowed-dangers"), "# none\n");
    mkdirSync(path.join(cwd, "build", "plans"), { recursive: true });
    for (const [stack, plan] of Object.entries(plans))
      writeFileSync(path.join(cwd, "build", "plans", `${stack}.json`), JSON.stringify(plan));
    const STACKS = JSON.stringify(stacks.map((stack) => ({ stack })));
    return ended([path.resolve("run.mjs"), ".ci/review.ts"], cwd, { STACKS });
  };
  const plan = { format_version: "1.2", resource_changes: [] };

  test("names what is planned later, and passes", async () => {
    const { code, out } = await reviewed({ a: plan, b: { waits_for: ["a"] } }, ["a", "b"]);
    expect(out).toContain("**b**: planned after a is applied");
    expect(out).toContain("nothing dangerous, 1 stack not planned yet");
    expect(code).toBe(0);
  });

  test("reviews what was planned, and fails for what was not", async () => {
    const { code, out } = await reviewed({ a: plan }, ["a", "b"]);
    expect(out).toContain("**a**: no changes");
    expect(out).toContain("**b** could not be planned");
    expect(code).toBe(1);
  });

  test("fails when there is nothing to review", async () => {
    const { code, out } = await reviewed({}, []);
    expect(out).toMatch(/^<!-- clickstream plan-review -->\n## Plan review: there is nothing to review/);
    expect(code).toBe(1);
  });
});

test("a plan takes no lock, as its role may write nothing", async () => {
  const { env, calls } = terraform({});
  await script("plan", ["--environment", "dev", "--tree", tree], temporaryFolder(), env);
  const planned = calls().filter((call) => call.includes(" plan "));
  expect(planned.length).toBeGreaterThan(2);
  for (const call of planned) expect(call).toMatch(/^clickstream-dev-\w+ plan .*-lock=false .*-out=saved\.tfplan$/);
});

test("a stack that can't be planned is named, with those that can", async () => {
  const { code, err } = await script("plan", ["clickstream-dev-stroage", "--tree", tree]);
  expect(code).toBe(1);
  expect(err).toContain('name a stack or an environment that workflows may plan, got "clickstream-dev-stroage"');
  expect(err).toContain("clickstream-dev-storage, ");
});

test("saved plans are applied in order, and what they put out is there for the smoke test, without secrets", async () => {
  const { env, calls } = terraform({ output_changes: {} });
  const cwd = temporaryFolder();
  expect(await script("apply", ["dev", "--tree", tree], cwd, env)).toMatchObject({ code: 0 });
  const applied = calls().filter((call) => call.includes(" apply "));
  expect(applied[0]).toBe("clickstream-dev-storage apply -no-color -lock-timeout=5m saved.tfplan");
  expect(applied.every((call) => call.endsWith(" saved.tfplan"))).toBe(true);
  expect(JSON.parse(readFileSync(path.join(cwd, "build", "outputs.json"), "utf8"))).toMatchObject({
    "clickstream-dev-storage": { a: { value: 1 } },
  });
  expect(readFileSync(path.join(cwd, "build", "outputs.json"), "utf8")).not.toContain("hidden");
});

test("a stack that was planned with another's old output is not applied", async () => {
  const json = readFileSync(path.join(tree, "stacks", "clickstream-dev-delivery", "cdk.tf.json"), "utf8");
  const [, output = ""] = /outputs\.(cross-stack-output-[\w-]+)/.exec(json) ?? [];
  const { env, calls } = terraform({ output_changes: { [output]: { actions: ["update"] } } });
  const { code, err } = await script("apply", ["dev", "--tree", tree], temporaryFolder(), env);
  expect(code).toBe(1);
  expect(err).toMatch(
    /apply: clickstream-dev-(catalog|delivery) was planned with the old cross-stack-output-.*run the workflow again/,
  );
  expect(calls().filter((call) => call.includes("-delivery apply"))).toEqual([]);
});

test("saved plans travel encrypted: another passphrase, a changed byte or none opens nothing", async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  mkdirSync(path.join(from, "cdktf.out", ".terraform"), { recursive: true });
  writeFileSync(path.join(from, "cdktf.out", "saved.tfplan"), "hunter2");
  writeFileSync(path.join(from, "cdktf.out", ".terraform", "provider"), "large");
  const passphrase = { PLAN_PASSPHRASE: "one" };
  expect(await script("sealed", ["pack", "build/plan.sealed"], from, passphrase)).toMatchObject({
    code: 0,
    err: "",
  });
  const sealed = readFileSync(path.join(from, "build", "plan.sealed"));
  expect(sealed.includes("hunter2")).toBe(false);

  const changed = Buffer.from(sealed);
  changed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
  for (const [bytes, env] of [
    [sealed, { PLAN_PASSPHRASE: "two" }],
    [sealed, {}],
    [changed, passphrase],
    [sealed.subarray(0, 10), passphrase],
  ] as const) {
    writeFileSync(path.join(to, "plan.sealed"), bytes);
    expect(await script("sealed", ["unpack", "plan.sealed"], to, env)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^sealed: /) as unknown,
    });
    expect(existsSync(path.join(to, "cdktf.out"))).toBe(false);
  }

  writeFileSync(path.join(to, "plan.sealed"), sealed);
  expect(await script("sealed", ["unpack", "plan.sealed"], to, passphrase)).toMatchObject({ code: 0, err: "" });
  expect(readFileSync(path.join(to, "cdktf.out", "saved.tfplan"), "utf8")).toBe("hunter2");
  expect(existsSync(path.join(to, "cdktf.out", ".terraform"))).toBe(false);
});

test("the review is one comment, updated in place, and nobody else's is touched", async () => {
  const comments = [{ id: 1, body: "<!-- clickstream plan-review -->\nmine, says a reader", user: { type: "User" } }];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .on("end", () => {
        const { body = "" } = JSON.parse(Buffer.concat(chunks).toString() || "{}") as { body?: string };
        const [own] = comments.filter(({ id }) => request.url?.endsWith(`/issues/comments/${id}`));
        if (request.method === "PATCH" && own) own.body = body;
        if (request.method === "POST") comments.push({ id: 2, body, user: { type: "Bot" } });
        response.end(JSON.stringify(request.method === "GET" ? comments : {}));
      });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cwd = temporaryFolder();
  const env = {
    GITHUB_API_URL: url,
    GITHUB_SERVER_URL: "https://github.example",
    GITHUB_REPOSITORY: "octo-org/clickstream",
    GITHUB_RUN_ID: "7",
    GITHUB_TOKEN: "t",
    PULL_REQUEST: "3",
  };
  mkdirSync(path.join(cwd, "build"));
  for (const review of ["first", "second"]) {
    writeFileSync(path.join(cwd, "build", "review.md"), `<!-- clickstream plan-review -->\n${review}`);
    expect(await script("comment", ["build/review.md"], cwd, env)).toMatchObject({ code: 0 });
  }
  server.close();
  expect(comments).toHaveLength(2);
  expect(comments[0]?.body).toContain("mine, says a reader");
  expect(comments[1]?.body).toContain("second");
  expect(comments[1]?.body).toContain("https://github.example/octo-org/clickstream/actions/runs/7");
});
