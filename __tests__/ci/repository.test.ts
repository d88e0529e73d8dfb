import { existsSync, readFileSync } from "node:fs";
import { repositoryPaths } from "../../library/docs/paths";

const read = (file: string): string => readFileSync(file, "utf8");

test("every pattern of CODEOWNERS is of something that is there, and what CI runs and deploys has its owners", () => {
  const rules = read(".github/CODEOWNERS")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(/\s+/));
  for (const [pattern = "", ...owners] of rules) {
    expect({ pattern, there: pattern === "*" || existsSync(`.${pattern}`) }).toEqual({ pattern, there: true });
    expect(owners.join(" ")).toMatch(/^@[\w-]+(\/[\w-]+)?( @[\w-]+(\/[\w-]+)?)*$/);
  }
  const owned = rules.map(([pattern]) => pattern);
  expect(owned[0]).toBe("*"); // the last pattern that fits counts
  expect(owned).toEqual(expect.arrayContaining(["/.ci/", "/.github/", "/config/"])); // docs/ci.md says so
});

test("Dependabot looks wherever something is pinned", () => {
  const text = read(".github/dependabot.yml");
  const updates = text
    .split(/^ {2}- package-ecosystem: /m)
    .slice(1)
    .map((update) => ({
      ecosystem: update.split("\n")[0],
      folders: (/director(?:y: (.*)|ies: \[(.*)\])/.exec(update)?.slice(1).find(Boolean) ?? "").split(", "),
    }));
  const files = repositoryPaths();
  const folders = (pattern: RegExp): readonly string[] =>
    files.filter((file) => pattern.test(file)).map((file) => `/${file.replace(/\/?[^/]+$/, "")}`);
  const looksAt = (ecosystem: string): readonly string[] =>
    updates.filter((update) => update.ecosystem?.startsWith(ecosystem)).flatMap((update) => update.folders);
  expect(looksAt("npm")).toEqual(["/"]);
  expect(looksAt("pip")).toEqual(folders(/(^|\/)requirements.*\.txt$/));
  expect(looksAt("github-actions")).toEqual(["/", ...folders(/^\.github\/actions\/.*action\.ya?ml$/)]);
  expect(text.match(/cooldown/g)).toHaveLength(updates.length);
});

test("no script pins a Python package beside .ci/requirements.txt", () => {
  const pinned = read(".ci/requirements.txt")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(pinned.length).toBeGreaterThan(3);
  for (const line of pinned) expect(line).toMatch(/^[\w-]+(\[\w+\])?==\d[\w.]*$/);
  for (const file of repositoryPaths().filter(
    (name) => /^\.ci\/[\w/]+(\.py)?$/.test(name) && !name.endsWith("__pycache__"),
  ))
    if (read(file).includes("python3"))
      expect({ file, text: read(file) }).not.toMatchObject({
        text: expect.stringMatching(/"[\w-]+(\[\w+\])?==\d/) as unknown,
      });
});

test("the devcontainer has the Terraform that the stacks require, and a Node that package.json allows", () => {
  const container = JSON.parse(read(".devcontainer/devcontainer.json")) as {
    image: string;
    features: Record<string, { version?: string }>;
    postCreateCommand: string;
  };
  const terraform = Object.entries(container.features).find(([name]) => name.includes("/terraform:"))?.[1];
  expect(terraform?.version).toBe(read(".terraform-version").trim());
  const { engines } = JSON.parse(read("package.json")) as { engines: { node: string } };
  expect(Number(/typescript-node:(\d+)/.exec(container.image)?.[1])).toBeGreaterThanOrEqual(
    Number(/\d+/.exec(engines.node)?.[0]),
  );
  expect(container.postCreateCommand).toBe("npm ci");
});
