// Prints the software bill of materials of the package, CycloneDX: what it depends on, and what is compiled into its bundles.
// `npm sbom --omit dev` leaves out what is also some other package's development dependency, ajv among them, and what is compiled in.
// usage: node run.mjs .ci/sbom.ts
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";

interface Component {
  readonly "bom-ref": string;
  readonly name: string;
}

interface Sbom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: object;
  readonly optionalDependencies?: object;
  readonly peerDependencies?: object;
}

/** Folders whose code becomes bundles. */
const BUNDLED = ["handlers/extensions", "handlers/ingest", "handlers/normaliser", "handlers/transform", "local/page"];

const { name, version, dependencies, optionalDependencies, peerDependencies } = JSON.parse(
  readFileSync("package.json", "utf8"),
) as Manifest;
const all = JSON.parse(
  execFileSync("npm", ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "inherit"],
  }),
) as Sbom;
const compiledIn = [...new Set(BUNDLED.flatMap(importsOf))];
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
  metadata: { ...all.metadata, component: { ...root, name, version } }, // npm takes the folder's name
  components: all.components
    .filter((component) => shipped.has(component["bom-ref"]))
    .map((component) => (compiledIn.includes(component.name) ? { ...component, scope: "required" } : component)),
  dependencies: all.dependencies
    .filter(({ ref }) => shipped.has(ref) || ref === root["bom-ref"])
    .map((each) => (each.ref === root["bom-ref"] ? { ...each, dependsOn: direct } : each)),
};
console.log(JSON.stringify(sbom, null, 2));

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
