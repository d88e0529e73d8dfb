import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const FOLDER = "build";

/** Writes down the hashes of what is published of this version, as `sha256sum` does. */
export function main(): void {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly version: string };
  const assets = readdirSync(FOLDER)
    .filter((name) => [`-${version}.tgz`, `-${version}.zip`, `-${version}.cdx.json`].some((end) => name.endsWith(end)))
    .sort();
  const lines = assets.map((name) => {
    const hash = createHash("sha256").update(readFileSync(path.join(FOLDER, name)));
    return `${hash.digest("hex")}  ${name}\n`;
  });
  writeFileSync(path.join(FOLDER, "SHA256SUMS"), lines.join(""));
  console.log(lines.join("").trimEnd());
}
