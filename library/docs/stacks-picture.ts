import { readFileSync } from "node:fs";
import path from "node:path";

interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly dependencies?: readonly string[] }>>;
}

/** The stacks of environment dev and of its account, and which waits for which, as mermaid draws it. */
export function stacksPicture(cdktfOut: string): string {
  const { stacks } = JSON.parse(readFileSync(path.join(cdktfOut, "manifest.json"), "utf8")) as Manifest;
  const short = (name: string): string => name.replace(/^clickstream-(dev-)?/, "").replace(/-.*/, "");
  const names = Object.keys(stacks)
    .filter((name) => /^clickstream-(dev|account)-/.test(name))
    .sort();
  const boxes = [...new Set(names.map(short))].map((name) => `  ${name}[${name}]`);
  const arrows = names.flatMap((name) =>
    (stacks[name]?.dependencies ?? []).map((needed) => `  ${short(name)} --> ${short(needed)}`),
  );
  return ["```mermaid", "flowchart LR", ...boxes, ...[...new Set(arrows)].sort(), "```"].join("\n");
}
