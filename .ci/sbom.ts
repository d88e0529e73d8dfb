// Writes the software bills of materials of both packages, CycloneDX: what each depends on, and what is compiled into its bundles.
// `npm sbom --omit dev` leaves out what is also some other package's development dependency, ajv among them, and what is compiled in.
// They say neither when they were written nor have a number of their own: the same packages make the same bytes.
// usage: node run.mjs .ci/sbom.ts
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { writeJson } from "../library/package/pack";
import { onTerrain, terrainDependencies } from "../library/package/terrain";

interface Component {
  readonly "bom-ref": string;
  readonly name: string;
}

interface Sbom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

type Versions = Readonly<Record<string, string>>;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Versions;
  readonly optionalDependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly peerDependencies?: Versions;
}

/** Folders whose code becomes bundles. */
const BUNDLED = ["handlers/extensions", "handlers/ingest", "handlers/normaliser", "handlers/transform", "local/page"];

const compiledIn = [...new Set(BUNDLED.flatMap(importsOf))];

export function main(): void {
  const manifest = readFileSync("package.json", "utf8");
  write(".", JSON.parse(manifest) as Manifest);
  write(changedOver(manifest), JSON.parse(onTerrain(manifest)) as Manifest);
}

/** The same package with CDK Terrain's in the place of CDKTF's, locked beside what is locked here. @returns the folder */
function changedOver(manifest: string): string {
  const folder = path.join("build", "sbom-cdktn");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { devDependencies, peerDependencies, ...rest } = JSON.parse(manifest) as Required<Manifest>;
  writeJson(path.join(folder, "package.json"), {
    ...rest,
    devDependencies: terrainDependencies(devDependencies),
    peerDependencies: terrainDependencies(peerDependencies, "^"),
  });
  copyFileSync("package-lock.json", path.join(folder, "package-lock.json"));
  execFileSync(
    "npm",
    ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"],
    {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  return folder;
}

/** Into build/, of the lock in a folder. */
function write(folder: string, { name, version, ...manifest }: Manifest): void {
  const all = JSON.parse(
    execFileSync("npm", ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      stdio: ["ignore", "pipe", "inherit"],
    }),
  ) as Sbom;
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  const named = [...Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }), ...compiledIn];
  const dependsOn = new Map(all.dependencies.map(({ ref, dependsOn: others }) => [ref, others ?? []]));
  const root = all.metadata.component;
  const direct = (dependsOn.get(root["bom-ref"]) ?? []).filter((ref) => named.includes(nameOf(ref)));
  const missing = named.filter((each) => !direct.some((ref) => nameOf(ref) === each));
  if (missing.length > 0) throw new Error(`npm sbom does not list ${missing.join(", ")}`);

  const shipped = new Set(direct);
  for (const ref of shipped) for (const other of dependsOn.get(ref) ?? []) shipped.add(other);
  const sbom = {
    ...all,
    serialNumber: undefined,
    metadata: { ...all.metadata, timestamp: undefined, component: { ...root, name, version } }, // npm takes the folder's name
    components: all.components
      .filter((component) => shipped.has(component["bom-ref"]))
      .map((component) => (compiledIn.includes(component.name) ? { ...component, scope: "required" } : component)),
    dependencies: all.dependencies
      .filter(({ ref }) => shipped.has(ref) || ref === root["bom-ref"])
      .map((each) => (each.ref === root["bom-ref"] ? { ...each, dependsOn: direct } : each)),
  };
  writeJson(path.join("build", `${name}-${version}.cdx.json`), sbom);
}

/** Packages that the modules of a folder import. */
function importsOf(folder: string): readonly string[] {
  const sources = readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(path.join(folder, file), "utf8"));
  const modules = sources.flatMap((text) =>
    [...text.matchAll(/\bfrom "([^".][^"]*)"/g)].map(([, module = ""]) => module),
  );
  return modules
    .filter((module) => !isBuiltin(module))
    .map((module) => {
      const parts = module.split("/");
      return parts.slice(0, module.startsWith("@") ? 2 : 1).join("/");
    });
}

/** A reference is `name@version`, and a name may begin with an @. */
function nameOf(ref: string): string {
  return ref.slice(0, ref.lastIndexOf("@"));
}
