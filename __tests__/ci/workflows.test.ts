import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { environments } from "../support/restaurant";

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
      const needsAws = /uses: \.\/\.github\/(actions\/terraform|workflows\/deploy-environment)/.test(body);
      const needsSources = /uses: (actions\/checkout|\.\/\.github\/workflows\/)/.test(body);
      const needsComments = /comment\.\w+ build/.test(body);
      expect({ name, job, asks }).toEqual({
        name,
        job,
        asks: [
          ...(needsSources ? ["contents: read"] : []),
          ...(body.includes("gh release create") ? ["contents: write"] : []),
          ...(needsAws || body.includes("npm publish") ? ["id-token: write"] : []),
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

test("every environment is deployed, one after the other, after the checks", () => {
  const deployed = Object.entries(jobs(workflows["deploy.yml"] ?? "")).filter(([, body]) =>
    body.includes("deploy-environment.yml"),
  );
  expect(deployed.map(([name]) => name)).toEqual(environments.map(({ name }) => name));
  expect(deployed.map(([, body]) => /environment: (\w+) /.exec(body)?.[1])).toEqual(deployed.map(([name]) => name));
  expect(deployed.map(([, body]) => /needs: (.*)/.exec(body)?.[1])).toEqual([
    "[check, synth]",
    ...deployed.slice(0, -1).map(([name]) => name),
  ]);
});

test("what is applied was approved: only the job in GitHub's environment applies, and what it applies is the saved plan", () => {
  const { plan = "", apply = "" } = jobs(workflows["deploy-environment.yml"] ?? "");
  expect(apply).toContain("environment: ${{ inputs.environment }}\n");
  expect(apply.indexOf(".ci/sealed unpack")).toBeLessThan(apply.indexOf("node .ci/apply.mjs"));
  expect(apply).not.toContain("plan.mjs");
  expect(plan).not.toMatch(/^ {4}environment:/m);
  const others = Object.entries(workflows).filter(([name]) => name !== "deploy-environment.yml");
  for (const [, text] of others) expect(text).not.toContain("apply.mjs");
});

test("what is published passed CI, and whoever may publish runs nothing of the repository and installs nothing", () => {
  const { package: checked = "", publish = "", announce = "" } = jobs(workflows["release.yml"] ?? "");
  expect(checked.indexOf(".ci/run")).toBeGreaterThan(0);
  expect(checked.indexOf(".ci/run")).toBeLessThan(checked.indexOf("npm run package"));
  expect(checked).toContain("git merge-base --is-ancestor HEAD origin/main");
  expect(publish).toMatch(/^ {4}needs: package$[^]*^ {4}environment: npm$/m);
  expect(publish).toMatch(/npm publish .*--ignore-scripts .*--provenance/);
  expect(announce).toContain("needs: publish");
  for (const job of [publish, announce]) expect(job).not.toMatch(/checkout|npm (ci|install|run)|node |\.ci\//);
  expect(workflows["release.yml"]).not.toContain("secrets.");
});
