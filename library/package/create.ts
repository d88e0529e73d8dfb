import { cpSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { pack, writeJson } from "./pack";

const FOLDER = "build/create";
const EXAMPLE = "examples/five-lines";
/** What the template has of the example; the rest is its own. */
const TAKEN = ["main.ts", "main.test.ts", "cdktf.json", "jest.config.js", "tsconfig.json"];

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly repository: object;
  readonly engines: object;
}

/** Puts `create-clickstream` together: its template is the example that the README shows, so there is no second one. */
export function writeCreatePackage(): void {
  const { version, license, repository, engines } = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
  rmSync(FOLDER, { recursive: true, force: true });
  cpSync("library/create", FOLDER, { recursive: true });
  const template = path.join(FOLDER, "template");
  for (const file of TAKEN) cpSync(path.join(EXAMPLE, file), path.join(template, file));
  const example = JSON.parse(readFileSync(path.join(EXAMPLE, "package.json"), "utf8")) as {
    readonly scripts: object;
    readonly dependencies: object;
    readonly devDependencies: object;
  };
  writeJson(path.join(template, "package.json"), {
    name: "clickstream-project",
    private: true,
    scripts: { start: "clickstream local", synth: "cdktf synth", ...example.scripts },
    dependencies: { ...example.dependencies, "clickstream-cdktf": `^${version}` },
    devDependencies: example.devDependencies,
  });
  writeJson(path.join(FOLDER, "package.json"), {
    name: "create-clickstream",
    version,
    description: "Starts a project with a serverless clickstream pipeline in CDKTF",
    license,
    repository,
    engines,
    type: "module",
    bin: { "create-clickstream": "index.mjs" },
    files: ["index.mjs", "template"],
  });
}

export function main(): Promise<void> {
  writeCreatePackage();
  return pack(FOLDER, "create-clickstream");
}
