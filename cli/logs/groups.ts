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
 * @param chosen an environment, whose stacks are named `clickstream-<env>-…`, or the path of a construct. @default every stack
 * @throws Error naming the stacks that there are, when none has logs of what was chosen
 */
export function groupsOf(cdktfOut: string, chosen?: string): readonly RegionGroups[] {
  const manifest = objectOf(readJson(path.join(cdktfOut, "manifest.json"))["stacks"]);
  const names = Object.keys(manifest);
  const own = names.filter((name) => chosen === undefined || name.startsWith(`clickstream-${chosen}-`));
  const construct = own.length === 0 ? chosen : undefined;
  const found = new Map<string, string[]>();
  for (const name of construct === undefined ? own : names) {
    const { synthesizedStackPath: file } = objectOf(manifest[name]);
    const json = readJson(path.join(cdktfOut, typeof file === "string" ? file : name));
    const [provider] = objectOf(json["provider"])["aws"] as readonly unknown[];
    const region = String(objectOf(provider)["region"]);
    const groups = Object.values(objectOf(objectOf(json["resource"])["aws_cloudwatch_log_group"]))
      .filter((group) => construct === undefined || constructOf(group).startsWith(`${construct}/`))
      .map((group) => objectOf(group)["name"])
      .filter((group) => typeof group === "string")
      .map((group) => group.replace(/\$\{[^}]*\}/g, "*"));
    found.set(region, [...(found.get(region) ?? []), ...groups]);
  }
  const regions = [...found].map(([region, groups]) => ({ region, groups })).filter(({ groups }) => groups.length > 0);
  if (regions.length > 0) return regions;
  const what = chosen === undefined ? "no stack" : `no stack "clickstream-${chosen}-…" and no construct "${chosen}"`;
  throw new Error(`${cdktfOut}: ${what} has logs; there are ${names.join(", ") || "no stacks"}`);
}

/** Where it stands in the construct tree. */
const constructOf = (block: unknown): string => String(objectOf(objectOf(objectOf(block)["//"])["metadata"])["path"]);

const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

function readJson(file: string): JsonObject {
  try {
    return objectOf(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new Error(`${file} can't be read: ${(error as Error).message}; \`cdktf synth\` makes it`);
  }
}
