import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const FOLDER = path.join(".github", "workflows");
const workflows = Object.fromEntries(
  readdirSync(FOLDER).map((name) => [name, readFileSync(path.join(FOLDER, name), "utf8")]),
);
const action = readFileSync(path.join(".github", "actions", "terraform", "action.yml"), "utf8");
const texts = [...Object.values(workflows), action];

/** The jobs of a workflow, by name, as text. */
function jobs(workflow: string): Readonly<Record<string, string>> {
  const [, body = ""] = workflow.split(/^jobs:\n/m);
  return Object.fromEntries(
    body
      .split(/^ {2}(?=[\w-]+:)/m)
      .slice(1)
      .map((job) => [job.slice(0, job.indexOf(":")), job]),
  );
}

test("a workflow runs the very commit of an action that was looked at, and says its version", () => {
  const uses = texts
    .flatMap((text) => [...text.matchAll(/uses: (.+)/g)].map(([, what = ""]) => what))
    .filter((what) => !what.startsWith("./"));
  expect(uses.length).toBeGreaterThan(10);
  for (const what of uses) expect(what).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  const commits = new Map(uses.map((what) => what.split("@") as [string, string]));
  for (const what of uses)
    expect(what).toBe(`${what.split("@")[0] ?? ""}@${commits.get(what.split("@")[0] ?? "") ?? ""}`);
});

test("a job is permitted what it does, and AWS is for the jobs that run Terraform", () => {
  for (const [name, text] of Object.entries(workflows)) {
    expect({ name, text }).toMatchObject({ text: expect.stringMatching(/^permissions: \{\}$/m) as unknown });
    for (const [job, body] of Object.entries(jobs(text))) {
      const asks = /permissions: \{ (.*) \}/.exec(body)?.[1]?.split(", ") ?? [];
      const needsAws = /uses: \.\/\.github\/(actions\/terraform|workflows\/deploy-(environment|round))/.test(body);
      const needsSources = /uses: (actions\/checkout|\.\/\.github\/workflows\/)/.test(body);
      const needsComments = /comment\.\w+ build/.test(body);
      expect({ name, job, asks }).toEqual({
        name,
        job,
        asks: [
          ...(needsSources ? ["contents: read"] : []),
          ...(body.includes("gh release create") ? ["contents: write"] : []),
          ...(needsAws || /npm publish|attest-build-provenance/.test(body) ? ["id-token: write"] : []),
          ...(body.includes("attest-build-provenance") ? ["attestations: write"] : []),
          ...(needsComments ? ["pull-requests: write"] : []),
        ],
      });
    }
  }
});

test("a fork's code gets no role", () => {
  for (const text of texts) expect(text).not.toContain("pull_request_target");
  expect(jobs(workflows["pull-request.yml"] ?? "").plan).toContain(
    "github.event.pull_request.head.repo.full_name == github.repository",
  );
});

/** Jobs that may get hold of more than the sources: a role in AWS, or a token that writes. */
const privileged = Object.entries(workflows).flatMap(([name, text]) =>
  Object.entries(jobs(text))
    .filter(([, body]) => body.includes("steps:") && /: write/.test(/permissions: .*/.exec(body)?.[0] ?? ""))
    .map(([job, body]) => ({ job: `${name} ${job}`, body })),
);

test("a job that holds credentials installs nothing: it runs node on scripts as they stand, and on one archive whose sum is checked", () => {
  expect(privileged.map(({ job }) => job)).toEqual([
    "deploy-round.yml plan",
    "deploy-round.yml apply",
    "pull-request.yml plan",
    "pull-request.yml comment",
    "release.yml publish",
    "release.yml announce",
  ]);
  for (const { job, body } of privileged.filter((each) => !each.job.startsWith("release.yml"))) {
    const runs = [...body.matchAll(/run: (.+)/g)].map(([, command = ""]) => command);
    const unpacks = runs.findIndex((command) =>
      command.includes("sha256sum --check --strict && mkdir build/ci && tar"),
    );
    runs.forEach((command, index) => {
      const allowed =
        index === unpacks
          ? /^echo "\$SHA256 {2}build\/ci\.tar" \| sha256sum [^;|]+$/
          : unpacks >= 0 && index > unpacks
            ? /^node build\/ci\/smoke\.cjs [^;&|]+$/
            : /^(node \.ci\/privileged\/\w+\.ts|npm publish --ignore-scripts|gh release create) [^;&|]+$/;
      expect({ job, command }).toEqual({ job, command: expect.stringMatching(allowed) as unknown });
    });
  }
  expect(action).not.toMatch(/npm|npx|pip/);
});

test("what those jobs run imports Node's own modules and its neighbours, and nothing else", () => {
  const folder = path.join(".ci", "privileged");
  const sources = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  expect(sources.length).toBeGreaterThan(5);
  for (const name of sources) {
    const text = readFileSync(path.join(folder, name), "utf8");
    for (const [, from = ""] of text.matchAll(/(?:\bfrom|\bimport|require\() ?\(?"([^"]+)"/g))
      expect({ name, from }).toEqual({ name, from: expect.stringMatching(/^(node:[\w/]+|\.\/\w+\.ts)$/) as unknown });
  }
});

test("the environments are deployed one after the other, in the order of main.ts, after the checks", () => {
  const deployed = Object.entries(jobs(workflows["deploy.yml"] ?? "")).filter(([, body]) =>
    body.includes("deploy-environment.yml"),
  );
  expect(deployed.length).toBeGreaterThan(3);
  deployed.forEach(([, body], index) => {
    const before = deployed[index - 1]?.[0];
    const list = "fromJSON(needs.synth.outputs.environments";
    expect(body).toContain(`needs: ${before === undefined ? "[check, synth]" : `[synth, ${before}]`}\n`);
    expect(body).toContain(`if: ${list} || '[]')[${index}]\n`);
    expect(body).toContain(`environment: \${{ ${list})[${index}] }}\n`);
    expect(body).not.toContain("always()");
  });
  const { more = "" } = jobs(workflows["deploy.yml"] ?? "");
  expect(more).toContain(`|| '[]')[${deployed.length}]\n`);
  expect(more).toContain("exit 1");
});

test("what is applied was approved: only the job in GitHub's environment applies, and what it applies is the saved plan", () => {
  const { plan = "", apply = "" } = jobs(workflows["deploy-round.yml"] ?? "");
  expect(apply).toContain("environment: ${{ inputs.environment }}\n");
  expect(apply).toContain("needs: [plan, review]\n");
  expect(apply.indexOf("sealed.ts unpack")).toBeGreaterThan(0);
  expect(apply.indexOf("sealed.ts unpack")).toBeLessThan(apply.indexOf("node .ci/privileged/apply.ts"));
  expect(apply).not.toContain("plan.ts");
  expect(plan).not.toMatch(/^ {4}environment:/m);
  const others = Object.entries(workflows).filter(([name]) => name !== "deploy-round.yml");
  for (const [, text] of others) expect(text).not.toContain("apply.ts");
});

test("what waits for another stack is planned in a next round, and the smoke test runs in the last", () => {
  const rounds = Object.entries(jobs(workflows["deploy-environment.yml"] ?? ""));
  expect(rounds.map(([name]) => name)).toEqual(["first", "second", "third", "fourth", "more"]);
  rounds.slice(1).forEach(([, body], index) => {
    const before = rounds[index]?.[0] ?? "";
    expect(body).toContain(`needs: ${before}\n    if: needs.${before}.outputs.left == 'true'\n`);
  });
  expect(rounds.at(-1)?.[1]).toContain("exit 1");
  const { apply = "" } = jobs(workflows["deploy-round.yml"] ?? "");
  expect(apply.match(/if: needs\.plan\.outputs\.left != 'true'/g)).toHaveLength(3);
});

test("the check that is required is never skipped, and says what was not planned", () => {
  const { review = "", comment = "" } = jobs(workflows["pull-request.yml"] ?? "");
  expect(review).toContain("needs: [synth, plan]\n    if: always()\n");
  expect(review).toContain('env: { STACKS: "${{ needs.synth.outputs.stacks }}" }');
  expect(comment).toContain("needs: [review, contract]\n    if: always() && ");
});

test("CI's Python tools come by hash", () => {
  const requirements = readdirSync(path.join(".ci", "requirements")).filter((name) => name.endsWith(".txt"));
  expect(requirements.length).toBeGreaterThan(3);
  for (const name of requirements) {
    const text = readFileSync(path.join(".ci", "requirements", name), "utf8");
    for (const [, requirement = ""] of text.matchAll(/^([\w.[\]-]+==(?:.*\\\n)*.*)/gm))
      expect({ name, requirement }).toEqual({
        name,
        requirement: expect.stringContaining("--hash=sha256:") as unknown,
      });
  }
  const installs = [".ci", FOLDER].flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap(({ name }) => readFileSync(path.join(folder, name), "utf8").match(/pip3?["', ]+install.*/g) ?? []),
  );
  for (const install of installs) expect(install).toContain("--require-hashes");
});

test("what is published passed CI, and whoever may publish runs nothing of the repository and installs nothing", () => {
  const { package: checked = "", upgrade = "", publish = "", announce = "" } = jobs(workflows["release.yml"] ?? "");
  expect(upgrade).toContain("npm run test:upgrade\n");
  expect(upgrade).toContain("npm run test:module\n");
  expect(checked.indexOf(".ci/run")).toBeGreaterThan(0);
  expect(checked.indexOf(".ci/run")).toBeLessThan(checked.indexOf("npm run test:release"));
  expect(checked).toContain("git merge-base --is-ancestor HEAD origin/main");
  expect(publish).toMatch(/^ {4}needs: \[package, upgrade\]$[^]*^ {4}environment: npm$/m);
  expect(publish).toMatch(/npm publish .*--ignore-scripts .*--provenance/);
  expect(announce).toContain("needs: publish");
  const commands = (job: string): readonly string[] =>
    [...job.matchAll(/run: (.+)/g)].map(([, command = ""]) => command);
  for (const command of commands(publish)) expect(command).toMatch(/^npm publish [^;&|]+$/);
  expect(commands(publish)).toHaveLength(3); // the package for CDKTF and for CDK Terrain, and what starts a project with it
  expect(commands(announce)).toEqual([expect.stringMatching(/^gh release create [^;&|]+$/)]);
  for (const job of [publish, announce]) expect(job).not.toContain("checkout");
  expect(workflows["release.yml"]).not.toContain("secrets.");
});
