// Holds the licences of everything in the lock file to a list.
import { readFileSync } from "node:fs";

/** What is read here of a package's entry in the lock file. */
export interface LockEntry {
  readonly license?: unknown;
}

/** What may be installed: permissive ones, and the file-level copyleft of Terraform's own tools (MPL-2.0), whose files are used as they are. */
const ALLOWED = new Set(
  "MIT ISC Apache-2.0 BSD-2-Clause BSD-3-Clause 0BSD MPL-2.0 BlueOak-1.0.0 CC0-1.0 CC-BY-4.0 Unlicense Python-2.0 WTFPL MIT-0".split(
    " ",
  ),
);
/** Packages whose lock entry says nothing or something else, with what their files say. */
const BY_HAND: Readonly<Record<string, string>> = { jsonify: "CC0-1.0" }; // "Public Domain"

/** The packages whose licence nobody agreed to, as `name: licence`. One that is offered under several needs one of the list. */
export function refusedLicences(packages: readonly (readonly [name: string, entry: LockEntry])[]): readonly string[] {
  return packages
    .map(([name, { license = "none stated" }]) => [name, BY_HAND[name] ?? license] as const)
    .filter(([, licence]) => typeof licence !== "string" || !isAllowed(licence))
    .map(([name, licence]) => `${name}: ${typeof licence === "string" ? licence : JSON.stringify(licence)}`);
}

function isAllowed(licence: string): boolean {
  const parts = (text: string, word: RegExp): readonly string[] =>
    text.split(word).map((part) => part.replace(/^[ (]+|[ )]+$/g, ""));
  return parts(licence, /\bOR\b/).some((choice) => parts(choice, /\bAND\b/).every((part) => ALLOWED.has(part)));
}

/** Every package of a lock file; a name may stand there in several versions. */
export function lockedPackages(file = "package-lock.json"): readonly (readonly [name: string, entry: LockEntry])[] {
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly packages: Readonly<Record<string, LockEntry>>;
  };
  return Object.entries(packages)
    .filter(([path]) => path !== "")
    .map(([path, entry]) => [path.split("node_modules/").at(-1) ?? path, entry]);
}
