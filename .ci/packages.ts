// Looks at what is installed: licences that nobody agreed to, and known holes in what users install.
// usage: node run.mjs .ci/packages.ts
import { spawnSync } from "node:child_process";
import { lockedPackages, refusedLicences } from "./licences";

/** A hole is looked at when it is this bad. */
const LEVELS = ["high", "critical"];

const packages = lockedPackages();
const refused = refusedLicences(packages);
if (refused.length > 0) fail("licences that nobody agreed to", refused);
else console.log(`packages: ${packages.length} have licences of the list`);

const holes = audit();
const bad = Object.entries(holes ?? {}).filter(([, { severity }]) => LEVELS.includes(severity));
if (holes === undefined) console.log("packages: SKIPPED: the registry does not answer npm audit");
else if (bad.length === 0)
  console.log(`packages: npm audit knows of no ${LEVELS.join(" or ")} hole in what users install`);
else
  fail(
    "known holes in what users install",
    bad.map(([name, { severity }]) => `${name}: ${severity}`),
  );

/** The known holes by package; undefined when the registry says nothing. */
function audit(): Readonly<Record<string, { readonly severity: string }>> | undefined {
  const { stdout } = spawnSync("npm", ["audit", "--omit=dev", "--json"], { encoding: "utf8", maxBuffer: 2 ** 28 });
  try {
    return (JSON.parse(stdout) as { readonly vulnerabilities?: ReturnType<typeof audit> }).vulnerabilities;
  } catch {
    return undefined;
  }
}

function fail(what: string, found: readonly string[]): void {
  console.error(`packages: ${what}:\n  ${found.join("\n  ")}`);
  process.exitCode = 1;
}
