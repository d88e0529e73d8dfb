import { readFileSync } from "node:fs";
import path from "node:path";
import { isObject, type JsonObject } from "../../basics/json";

/** The log groups of some stacks that lie in one region. */
export interface RegionGroups {
  readonly region: string;
  /** Names; one that holds an id of AWS's making is a pattern with `*` in its place. */
  readonly groups: readonly string[];
}

/**
 * Where the functions, the streams and the API of synthesized stacks write their logs.
 * @param prefix what the stacks' names begin with; "" takes all
 * @throws Error naming the stacks that there are, when none begins so or none has logs
 */
export function groupsOf(cdktfOut: string, prefix: string): readonly RegionGroups[] {
  const manifest = objectOf(readJson(path.join(cdktfOut, "manifest.json"))["stacks"]);
  const found = new Map<string, string[]>();
  for (const [name, entry] of Object.entries(manifest).filter(([stack]) => stack.startsWith(prefix))) {
    const { synthesizedStackPath: file } = objectOf(entry);
    const json = readJson(path.join(cdktfOut, typeof file === "string" ? file : name));
    const [provider] = objectOf(json["provider"])["aws"] as readonly unknown[];
    const region = String(objectOf(provider)["region"]);
    const groups = Object.values(objectOf(objectOf(json["resource"])["aws_cloudwatch_log_group"]))
      .map((group) => objectOf(group)["name"])
      .filter((group) => typeof group === "string")
      .map((group) => group.replace(/\$\{[^}]*\}/g, "*"));
    found.set(region, [...(found.get(region) ?? []), ...groups]);
  }
  const regions = [...found].map(([region, groups]) => ({ region, groups })).filter(({ groups }) => groups.length > 0);
  if (regions.length === 0)
    throw new Error(
      `${cdktfOut}: no stack "${prefix}…" has logs; there are ${Object.keys(manifest).join(", ") || "none"}`,
    );
  return regions;
}

const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

function readJson(file: string): JsonObject {
  try {
    return objectOf(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new Error(`${file} can't be read: ${(error as Error).message}; \`cdktf synth\` makes it`);
  }
}
