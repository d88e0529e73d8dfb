import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pack, writeJson } from "./pack";

/** What stands for CDKTF's packages in CDK Terrain, each the newest. */
export const TERRAIN = {
  cdktf: ["cdktn", "0.24.0"],
  "@cdktf/provider-aws": ["@cdktn/provider-aws", "25.7.0"],
  "@cdktf/provider-archive": ["@cdktn/provider-archive", "14.0.1"],
} as const;
/** What CDK Terrain's packages ask for. */
const NODE = ">=22.11.0";
const FOLDER = "build/cdktn";
/** Beside dist/. */
const COPIED = ["README.md", "LICENSE", "CHANGELOG.md"];

interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** A text that imports CDKTF, or a package made for it, with CDK Terrain in its place. */
export const onTerrain = (text: string): string =>
  text.replace(/(["'])(@?)cdktf(?=["'/])/g, "$1$2cdktn").replaceAll("clickstream-cdktf", "clickstream-cdktn");

/** Puts `clickstream-cdktn` together: what was built of the same sources, with CDK Terrain's packages in the place of CDKTF's. */
export function writeTerrainPackage(): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const file of COPIED) cpSync(file, path.join(FOLDER, file));
  cpSync("dist", path.join(FOLDER, "dist"), { recursive: true });
  for (const name of readdirSync(path.join(FOLDER, "dist"), { recursive: true, encoding: "utf8" })) {
    if (!/\.(js|d\.ts)$/.test(name)) continue;
    const file = path.join(FOLDER, "dist", name);
    writeFileSync(file, onTerrain(readFileSync(file, "utf8")));
  }
  const { name, description, peerDependencies, ...manifest } = JSON.parse(
    readFileSync("package.json", "utf8"),
  ) as Manifest;
  const text = {
    name: onTerrain(name),
    description: description.replace("CDKTF", "CDK Terrain"),
    ...manifest,
    scripts: undefined,
    devDependencies: undefined,
    overrides: undefined,
    engines: { node: NODE },
    peerDependencies: terrainDependencies(peerDependencies, "^"),
  };
  writeJson(path.join(FOLDER, "package.json"), text);
}

/** Dependencies with CDK Terrain's packages in the place of CDKTF's. @param range before their versions */
export const terrainDependencies = (
  dependencies: Readonly<Record<string, string>>,
  range = "",
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(dependencies).map(([name, version]) => {
      const found = Object.entries(TERRAIN).find(([each]) => each === name);
      return found === undefined ? [name, version] : [found[1][0], `${range}${found[1][1]}`];
    }),
  );

export function main(): Promise<void> {
  writeTerrainPackage();
  return pack(FOLDER, "clickstream-cdktn");
}
