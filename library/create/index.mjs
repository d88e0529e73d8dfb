#!/usr/bin/env node
// `npm create clickstream@latest FOLDER`: a project with one event type, a test, a workflow and a README, installed and ready to start.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const USAGE = `usage: npm create clickstream@latest FOLDER [-- --no-install]

Makes FOLDER a project with one event type, a test, a workflow and a README, and installs what it needs.

  --no-install  leave that to you
  --help        print this`;

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { "no-install": { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) return console.log(USAGE);
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new Error(`name one folder\n\n${USAGE}`);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`${folder} is not empty; name a new folder, or an empty one`);
  write(folder);
  console.log(`Wrote ${folder}: main.ts declares one event type, main.test.ts sends some of it.`);
  if (!values["no-install"]) install(folder);
  const steps = [
    ...(path.resolve(folder) === process.cwd() ? [] : [`cd ${/\s/.test(folder) ? JSON.stringify(folder) : folder}`]),
    ...(values["no-install"] ? ["npm install"] : []),
  ];
  console.log(
    `\n${[...steps, "npm start   # the pipeline on this machine, with a page that shows its charts", "npm test"].map((step) => `  ${step}`).join("\n")}`,
  );
}

function write(folder) {
  cpSync(path.join(path.dirname(fileURLToPath(import.meta.url)), "template"), folder, { recursive: true });
  renameSync(path.join(folder, "gitignore"), path.join(folder, ".gitignore")); // npm would leave it out of a package
  const file = path.join(folder, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  const name = path
    .basename(path.resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+/, "");
  writeFileSync(file, `${JSON.stringify({ ...manifest, name: name || "clickstream-project" }, undefined, 2)}\n`);
}

function install(folder) {
  console.log("Installing, which takes a minute or two …");
  const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund"], {
    cwd: folder,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`npm install failed in ${folder}; what it printed says why. Run it again there`);
}

try {
  main();
} catch (error) {
  console.error(`create-clickstream: ${error.message}`);
  process.exitCode = 1;
}
