import { existsSync, readFileSync, statSync } from "node:fs";
import { repositoryPaths } from "../../library/docs/paths";

const read = (file: string): string => readFileSync(file, "utf8");
const lines = (file: string): readonly string[] =>
  read(file)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

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
  expect(looksAt("pip")).toEqual([...new Set(folders(/(^|\/)requirements.*\.txt$/))]);
  expect(looksAt("github-actions")).toEqual(["/", ...folders(/^\.github\/actions\/.*action\.ya?ml$/)]);
  expect(text.match(/cooldown/g)).toHaveLength(updates.length);
});

test("Python tools are pinned in .ci/requirements only, and every package that comes with them by version and hash", () => {
  const files = repositoryPaths();
  const tools = files.filter((name) => /^\.ci\/requirements\/.+\.in$/.test(name));
  expect(tools.length).toBeGreaterThan(3);
  for (const file of tools) {
    const asked = lines(file);
    expect(asked.length).toBeGreaterThan(0);
    for (const line of asked) expect(line).toMatch(/^[\w-]+(\[\w+\])?==\d[\w.]*$/);
    const [locked, hashes] = [
      /^([\w.-]+)(\[[\w,-]+\])?==[\w.+]+( ; .+)? \\$/,
      /^ {4}--hash=sha256:[0-9a-f]{64}( \\)?$/,
    ];
    const all = lines(file.replace(/in$/, "txt"));
    for (const line of all)
      expect({ file, line: locked.test(line) || hashes.test(line) ? "" : line }).toEqual({ file, line: "" });
    for (const line of asked) expect(all).toContain(`${line.replace(/\[\w+\]/, "")} \\`);
  }
  const scripts = files.filter((name) => /^\.ci\/\w+(\.py)?$/.test(name) && statSync(name).isFile());
  for (const file of scripts)
    if (/^#!.*python3|^"""/.test(read(file)))
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
