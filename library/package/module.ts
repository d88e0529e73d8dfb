import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { zipOf } from "../../module/zip";

/** What Terraform's registries call a module: `terraform-<provider>-<name>`. */
const NAME = "terraform-aws-clickstream";
const FOLDER = path.join("build", NAME);

/** Puts the Terraform module of this project's event types, as the command makes it without options, into an archive that `source` takes. */
export function main(): void {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly version: string };
  rmSync(FOLDER, { recursive: true, force: true });
  execFileSync(process.execPath, ["run.mjs", "cli/main.ts", "module", FOLDER], { stdio: "inherit" });
  const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(path.join(FOLDER, name)).isFile())
    .sort()
    .map((name) => [name.replaceAll(path.sep, "/"), readFileSync(path.join(FOLDER, name))] as const);
  writeFileSync(path.join("build", `${NAME}-${version}.zip`), zipOf(...files, ["LICENSE", readFileSync("LICENSE")]));
}
