import { isObject, type JsonObject } from "../../basics/json";
import { objectOf } from "./json";

export const SENSITIVE = "(sensitive)";
export const UNKNOWN = "(known after apply)";

/** Shorter ones would tear common words apart wherever they stand. */
const SHORTEST = 5;

/** The value with words in place of what is sensitive or unknown. */
export function hide(value: unknown, sensitive: unknown, unknown?: unknown): unknown {
  if (sensitive === true) return SENSITIVE;
  if (unknown === true) return UNKNOWN;
  if (Array.isArray(value)) {
    const more = Array.isArray(unknown) ? unknown.slice(value.length) : [];
    return [
      ...value.map((item: unknown, index) => hide(item, at(sensitive, index), at(unknown, index))),
      ...more.map(() => UNKNOWN),
    ];
  }
  const keys = new Set([
    ...Object.keys(objectOf(value)),
    ...(isObject(value) || value === null || value === undefined ? Object.keys(objectOf(unknown)) : []),
  ]);
  if (!isObject(value) && (keys.size === 0 || !anyTrue(unknown))) return value;
  return Object.fromEntries(
    [...keys].map((key) => [key, hide(objectOf(value)[key], at(sensitive, key), at(unknown, key))]),
  );
}

/** The mark below a key; `true` covers all below. */
export function at(mark: unknown, key: string | number): unknown {
  if (mark === true) return true;
  if (typeof mark !== "object" || mark === null) return undefined;
  return (mark as Record<string | number, unknown>)[key];
}

/** Whether a mark says true anywhere. */
export function anyTrue(mark: unknown): boolean {
  if (mark === true) return true;
  return typeof mark === "object" && mark !== null && Object.values(mark).some(anyTrue);
}

/**
 * Replaces what a plan marks as sensitive wherever else it stands. Providers copy values into attributes that nobody marked:
 * `tags` into `tags_all`, a password into a connection string.
 */
export class Scrubber {
  private readonly secrets: readonly string[];

  constructor(plans: readonly JsonObject[]) {
    const found = new Set<string>();
    for (const plan of plans) collectFromPlan(plan, found);
    // A secret in JSON, and in JSON within JSON, stands there escaped. The longest goes first: one may hold another.
    const spelled = [...found].flatMap((secret) => [secret, escaped(secret), escaped(escaped(secret))]);
    this.secrets = [...new Set(spelled)].sort((one, other) => other.length - one.length);
  }

  /** The text without secrets. */
  clean(text: string): string {
    return this.secrets.reduce(
      (rest, secret) => (rest.includes(secret) ? rest.replaceAll(secret, SENSITIVE) : rest),
      text,
    );
  }
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

function collectFromPlan(plan: JsonObject, found: Set<string>): void {
  for (const entry of [plan["resource_changes"], plan["resource_drift"]].flatMap((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  )) {
    const change = objectOf(objectOf(entry)["change"]);
    collect(change["before"], change["before_sensitive"], found);
    collect(change["after"], change["after_sensitive"], found);
  }
  for (const output of Object.values(objectOf(plan["output_changes"])).map(objectOf)) {
    collect(output["before"], output["before_sensitive"], found);
    collect(output["after"], output["after_sensitive"], found);
  }
  const declared = objectOf(objectOf(objectOf(plan["configuration"])["root_module"])["variables"]);
  for (const [name, variable] of Object.entries(objectOf(plan["variables"]))) {
    if (objectOf(declared[name])["sensitive"] === true) collect(objectOf(variable)["value"], true, found);
  }
  for (const key of ["prior_state", "planned_values"]) collectFromState(plan[key], found);
}

/** Resources have `values` and `sensitive_values`, outputs `value` and `sensitive`. */
function collectFromState(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value as unknown[]) collectFromState(item, found);
  if (!isObject(value)) return;
  if ("sensitive_values" in value) collect(value["values"], value["sensitive_values"], found);
  else if (value["sensitive"] === true) collect(value["value"], true, found);
  else for (const item of Object.values(value)) collectFromState(item, found);
}

function collect(value: unknown, sensitive: unknown, found: Set<string>): void {
  if (sensitive === false || sensitive === undefined || sensitive === null) return;
  if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value))
      collect(item, sensitive === true ? true : (sensitive as Record<string, unknown>)[key], found);
  } else if (sensitive === true && (typeof value === "string" || typeof value === "number")) add(String(value), found);
}

/** An ARN is hidden where it is marked, but it is no secret elsewhere: CDKTF marks every value that crosses from stack to stack. */
function add(text: string, found: Set<string>): void {
  if (text.trim().length >= SHORTEST && text !== "false" && !/^arn:[\w-]+:\S*$/.test(text)) found.add(text);
}
