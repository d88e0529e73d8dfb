// Packs the package, looks at what is in it, and runs every example from it, each as a project of its own.
// usage: node run.mjs .ci/examples.ts [EXAMPLE…]; `created` is the project that `npm create clickstream` makes, `on-terrain` uses the package for CDK Terrain
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { onTerrain, terrainDependencies } from "../library/package/terrain";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
}

interface Example {
  readonly dependencies: Readonly<Record<string, string>>;
}

const root = process.cwd();
const {
  name: packageName,
  version,
  exports,
} = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Manifest;
/** The project that `create-clickstream` makes, among the examples. */
const CREATED = "created";
/** The first example with the package for CDK Terrain. */
const ON_TERRAIN = "on-terrain";
const started = Date.now();

const say = (what: string): void => console.log(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${what}`);

/** Runs a program to its end. @returns what it printed @throws Error with all that it printed, when it fails */
function run(where: string, program: string, ...args: readonly string[]): string {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: where,
    encoding: "utf8",
    timeout: 300_000,
  });
  if (status !== 0)
    throw new Error(
      `${path.basename(where)}: ${[program, ...args].join(" ")} ended with ${status ?? String(error)}\n${stdout}${stderr}`,
    );
  return stdout;
}

/** What package.json lets users import, patterns replaced by the files of the package that they fit. */
function importable(files: readonly string[]): readonly { readonly specifier: string; readonly file: string }[] {
  return Object.entries(exports).flatMap(([entry, target]) => {
    const [before = "", after] = target.replace("./", "").split("*");
    if (after === undefined) return [{ specifier: packageName + entry.slice(1), file: before }];
    const fitting = files.filter((file) => file.startsWith(before) && file.endsWith(after));
    if (fitting.length === 0) throw new Error(`the tarball has nothing for ${entry}`);
    return fitting.map((file) => {
      const name = file.slice(before.length, -after.length);
      return { specifier: packageName + entry.slice(1).replace("*", name), file };
    });
  });
}

/** What may be in the tarball, and what must. @returns its modules that users may import */
function checkContents(tarball: string): readonly string[] {
  const files = run(root, "tar", "tzf", tarball)
    .split("\n")
    .filter(Boolean)
    .map((file) => file.replace("package/", ""));
  const wanted =
    /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/((library|basics|constructs|declaration|handlers|local|emulation|review|cost|contract|module|cli|stacks\/configuration)\/.*|stacks\/project)\.(js|mjs|d\.ts|html|css|svg|json)|dist\/contract\/client\/browser\/runtime\.ts)$/;
  const unwanted = files.filter((file) => !wanted.test(file) || /(\.test\.|__tests__|fixtures|\/build\.)/.test(file));
  if (unwanted.length > 0) throw new Error(`the tarball holds what nobody needs: ${unwanted.join(", ")}`);
  const modules = importable(files).filter(({ file }) => file.endsWith(".js"));
  const needed = [
    ...modules.flatMap(({ file }) => [file, file.replace(/\.js$/, ".d.ts")]),
    "dist/handlers/transform.mjs",
    "dist/handlers/probe.mjs",
    "dist/handlers/ingest.mjs",
    "dist/local/page/page.js",
    "dist/contract/client/browser/runtime.ts",
    "dist/emulation/lambda/worker.mjs",
  ];
  const missing = needed.filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`the tarball lacks ${missing.join(", ")}`);
  say(`${path.basename(tarball)}: ${files.length} files, each of them needed`);
  return modules.map(({ specifier }) => specifier);
}

/** What an import drags along, and that it does nothing by itself. */
async function checkImports(folder: string, specifiers: readonly string[]): Promise<void> {
  const inputs = async (code: string): Promise<readonly string[]> => {
    const { metafile } = await build({
      stdin: { contents: code, resolveDir: folder },
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      logLevel: "error",
      external: ["@duckdb/node-api", "esbuild"],
    });
    return Object.keys(metafile.inputs);
  };
  const providers = (files: readonly string[]): ReadonlySet<string> =>
    new Set(files.flatMap((file) => /provider-aws\/lib\/([\w-]+)\/index\.js/.exec(file)?.[1] ?? []));
  const words = await inputs(`import { string } from "${packageName}/events"; console.log(string());`);
  if (words.some((file) => /node_modules\/(cdktf|constructs|@cdktf)\//.test(file)))
    throw new Error(`${packageName}/events loads CDKTF`);
  const table = providers(
    await inputs(
      `import { EventTable } from "${packageName}/constructs/catalog/event-table"; console.log(EventTable);`,
    ),
  );
  if ([...table].join() !== "glue-catalog-table")
    throw new Error(`constructs/catalog/event-table loads ${[...table].join(", ")}, not the Glue table alone`);
  const before = readdirSync(folder).length;
  const code = `const count = () => process.eventNames().length;
    require("cdktf"); const listeners = count();
    for (const name of ${JSON.stringify(specifiers)}) require(name);
    if (count() !== listeners) throw new Error("a listener was added");`;
  const printed = run(folder, process.execPath, "-e", code);
  if (printed !== "" || readdirSync(folder).length !== before)
    throw new Error(`importing the public modules does something: ${printed}`);
  say(
    `${specifiers.length} modules that can be imported: no side effects; the events load no CDKTF, a table loads one resource of the provider`,
  );
}

function runExample(folder: string): void {
  const name = path.basename(folder);
  run(folder, "npx", "tsc", "-p", ".");
  run(folder, "npm", "run", "--silent", "synth");
  if (!existsSync(path.join(folder, "cdktf.out/manifest.json")))
    throw new Error(`${name}: npm run synth wrote no cdktf.out`);
  run(folder, "npm", "run", "--silent", "test");
  run(folder, "npm", "run", "--silent", "local", "--", "--once", "--port", "0");
  say(`${name}: typechecks, synthesizes, passes its test, runs`);
}

export async function main(): Promise<void> {
  const only = process.argv.slice(2);
  const examples = readdirSync(path.join(root, "examples")).filter((name) => only.length === 0 || only.includes(name));
  const work = mkdtempSync(path.join(tmpdir(), "clickstream-examples-"));
  try {
    run(root, "npm", "run", "--silent", "package");
    const tarball = path.join(root, "build", `${packageName}-${version}.tgz`);
    const specifiers = checkContents(tarball);
    for (const name of examples) takeExample(name, work, tarball);
    const projects = [...examples, ...[CREATED, ON_TERRAIN].filter((name) => only.length === 0 || only.includes(name))];
    if (projects.includes(CREATED)) create(work, tarball);
    if (projects.includes(ON_TERRAIN)) takeOnTerrain(work);
    writeFileSync(path.join(work, "package.json"), JSON.stringify({ private: true, workspaces: projects })); // what they share is installed once
    cpSync(path.join(root, ".npmrc"), path.join(work, ".npmrc"));
    run(work, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline");
    say(`installed ${projects.join(", ")} from the tarball`);
    if (projects.some((name) => name !== ON_TERRAIN)) await checkImports(work, specifiers);
    for (const name of projects) runExample(path.join(work, name));
  } catch (error) {
    throw new Error(`examples: ${(error as Error).message}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** What `npm create clickstream@latest created` makes. */
function create(work: string, tarball: string): void {
  const package_ = path.join(work, "create");
  mkdirSync(package_);
  run(work, "tar", "xzf", path.join(root, "build", `create-clickstream-${version}.tgz`), "-C", package_);
  run(work, process.execPath, path.join(package_, "package", "index.mjs"), CREATED, "--no-install");
  rmSync(package_, { recursive: true });
  takeTarball(path.join(work, CREATED), tarball);
}

/** The README's example, its imports renamed, on `clickstream-cdktn`. */
function takeOnTerrain(work: string): void {
  const folder = path.join(work, ON_TERRAIN);
  cpSync(path.join(root, "examples", "five-lines"), folder, {
    recursive: true,
    filter: (file) => !/node_modules|cdktf\.out/.test(file),
  });
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".ts")))
    writeFileSync(path.join(folder, name), onTerrain(readFileSync(path.join(folder, name), "utf8")));
  const file = path.join(folder, "package.json");
  const example = JSON.parse(readFileSync(file, "utf8")) as Example;
  const others = Object.entries(example.dependencies).filter(([name]) => name !== packageName);
  const manifest = {
    ...example,
    name: ON_TERRAIN,
    dependencies: {
      ...terrainDependencies(Object.fromEntries(others)),
      [onTerrain(packageName)]: `file:${path.join(root, "build", `${onTerrain(packageName)}-${version}.tgz`)}`,
    },
  };
  writeFileSync(file, JSON.stringify(manifest));
}

/** Copies an example, with the tarball as the package that it depends on. */
function takeExample(name: string, work: string, tarball: string): void {
  cpSync(path.join(root, "examples", name), path.join(work, name), {
    recursive: true,
    filter: (file) => !/node_modules|cdktf\.out/.test(file),
  });
  takeTarball(path.join(work, name), tarball);
}

function takeTarball(folder: string, tarball: string): void {
  const file = path.join(folder, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as { readonly dependencies: object };
  const dependencies = { ...manifest.dependencies, [packageName]: `file:${tarball}` };
  writeFileSync(file, JSON.stringify({ ...manifest, dependencies }));
}
