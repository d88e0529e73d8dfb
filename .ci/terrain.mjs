// Synthesizes the same sources with CDK Terrain in the place of CDKTF, by package aliases in a temporary folder, and compares the trees.
// usage: node .ci/terrain.mjs
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
/** Constructs 10.7.2 satisfies all three. */
const ALIASES = {
  cdktf: "npm:cdktn@0.24.0",
  "@cdktf/provider-aws": "npm:@cdktn/provider-aws@25.7.0",
  "@cdktf/provider-archive": "npm:@cdktn/provider-archive@14.0.1",
};
/** What synthesis takes. The providers ask for cdktn by its own name, too. */
const NEEDED = ["constructs", "esbuild", "aws4fetch"];
/** Environment dev with what it leaves out otherwise, so that more resources are compared. */
const SETTINGS = {
  ingestion: "lambda",
  storageFormat: "parquet",
  backupRegion: "us-west-2",
  sourceBackup: "all",
  waf: { logging: true },
  apiKeys: ["till"],
  quickSight: { ownerArns: ["arn:aws:quicksight:us-east-1:000000000000:group/default/analysts"] },
};
/** Where the trees may differ, and why that changes nothing that is deployed. */
const EXPLAINED = [
  [/^\.\/\/\.metadata\.version$/, "the version of the tool, in a comment that Terraform doesn't read"],
  [/^\.terraform\.required_providers\.aws\.source$/, '"aws" and "hashicorp/aws" are the same address'],
  [
    /^\.terraform\.required_providers\.(aws|archive)\.version$/,
    "each package is generated from one version of its provider, and asks for it",
  ],
];
const started = Date.now();
const say = (what) => console.log(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${what}`);

/** The paths at which two JSON values differ. */
function* differences(one, other, at = "") {
  if (
    typeof one !== "object" ||
    typeof other !== "object" ||
    one === null ||
    other === null ||
    Array.isArray(one) !== Array.isArray(other)
  ) {
    if (one !== other) yield `${at}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`;
    return;
  }
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)]))
    yield* differences(one[key], other[key], `${at}.${key}`);
}

function synthesize(folder) {
  execFileSync(process.execPath, ["run.mjs", "main.ts"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  execFileSync(process.execPath, ["run.mjs", ".ci/variant.ts", "build/variant", JSON.stringify(SETTINGS)], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const trees = ["cdktf.out", "build/variant"].map((tree) => path.join(folder, tree, "stacks"));
  return new Map(
    trees.flatMap((tree) =>
      readdirSync(tree).map((name) => [
        `${path.basename(path.dirname(tree))}/${name}`,
        JSON.parse(readFileSync(path.join(tree, name, "cdk.tf.json"), "utf8")),
      ]),
    ),
  );
}

function copy(folder) {
  const skipped = /^(node_modules|build|dist|cdktf\.out|\.local|\.git)$/;
  for (const name of readdirSync(root))
    if (!skipped.test(name)) cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
}

const work = mkdtempSync(path.join(tmpdir(), "clickstream-terrain-"));
try {
  const [ours, theirs] = [path.join(work, "cdktf"), path.join(work, "cdktn")];
  for (const folder of [ours, theirs]) copy(folder);
  symlinkSync(path.join(root, "node_modules"), path.join(ours, "node_modules"));
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const dependencies = {
    ...Object.fromEntries(NEEDED.map((name) => [name, devDependencies[name]])),
    ...ALIASES,
    cdktn: ALIASES.cdktf.replace("npm:cdktn@", ""),
  };
  writeFileSync(path.join(theirs, "package.json"), JSON.stringify({ private: true, dependencies }));
  rmSync(path.join(theirs, "package-lock.json"), { force: true });
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"], {
    cwd: theirs,
    stdio: ["ignore", "ignore", "inherit"],
  });
  say(
    `installed ${Object.values(ALIASES)
      .map((alias) => alias.replace("npm:", ""))
      .join(", ")}`,
  );
  const [trees, others] = [synthesize(ours), synthesize(theirs)];
  if ([...trees.keys()].join() !== [...others.keys()].join())
    throw new Error(`the stacks are ${[...trees.keys()].join(", ")} and ${[...others.keys()].join(", ")}`);
  const counts = new Map();
  const unexplained = [];
  for (const [name, stack] of trees) {
    for (const difference of differences(stack, others.get(name))) {
      const found = EXPLAINED.find(([where]) => where.test(difference.split(": ")[0]));
      if (found === undefined) unexplained.push(`${name}${difference}`);
      else counts.set(found[1], (counts.get(found[1]) ?? 0) + 1);
    }
  }
  if (unexplained.length > 0)
    throw new Error(`the trees differ where nothing explains it:\n  ${unexplained.slice(0, 20).join("\n  ")}`);
  say(`${trees.size} stacks are the same but for`);
  for (const [reason, count] of counts) console.log(`        ${count} times: ${reason}`);
} catch (error) {
  console.error(`terrain: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
