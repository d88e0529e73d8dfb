import { readdirSync } from "node:fs";
import path from "node:path";
import { cached, Missing, run } from "./cache";

/**
 * The folder of an npm package, whose scripts are not run.
 * @param integrity what the registry says of that version, or it is taken for another one
 * @throws Missing when no registry has it
 */
export function npmPackage(name: string, version: string, integrity: string): string {
  const folder = cached(`${name}-${version}`, (half) => {
    const { stdout } = run("npm", [
      "pack",
      `${name}@${version}`,
      "--json",
      "--ignore-scripts",
      "--pack-destination",
      half,
    ]);
    const [packed] = JSON.parse(stdout) as { readonly integrity: string }[];
    if (packed?.integrity !== integrity)
      throw new Missing(`${name} ${version} is another one than was looked at: ${packed?.integrity ?? "nothing"}`);
    const archive = readdirSync(half).find((file) => file.endsWith(".tgz")) ?? "";
    run("tar", ["xzf", path.join(half, archive), "-C", half]);
  });
  return path.join(folder, "package");
}
