import path from "node:path";
import { isObject, type JsonObject } from "../../basics/json";
import { listOf, objectOf, textOf } from "./json";
import { anyTrue, hide } from "./masking";
import { checkFormat, parse } from "./parse";
import { deferredIn, type FailedCheck, failedChecksIn, type Invocation, invocationsIn } from "./beside";

/** What Terraform is about to do with one object. `replace` destroys it and makes another; `forget` leaves it and stops managing it. */
export type Action = "no-op" | "create" | "read" | "update" | "replace" | "delete" | "forget" | "other";

const ACTIONS: Readonly<Record<string, Action>> = {
  "no-op": "no-op",
  create: "create",
  read: "read",
  update: "update",
  delete: "delete",
  forget: "forget",
  "delete,create": "replace",
  "create,delete": "replace",
  "create,forget": "create", // the old object stays where it is, unmanaged
  "forget,create": "create",
  open: "other", // ephemeral resources and actions leave nothing behind
  renew: "other",
  close: "other",
  invoke: "other",
};

/** One entry of `resource_changes` or `resource_drift`. */
export interface Change {
  readonly stack: string;
  readonly address: string;
  /** Where it stood before a `moved` block or `state mv`. */
  readonly previousAddress?: string;
  /** `managed` or `data`. */
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  /** The address of its module, "" in the root module. */
  readonly module: string;
  /** Key of an object that an earlier, interrupted replacement left behind. */
  readonly deposed?: string;
  readonly action: Action;
  /** A replacement that makes the new object before it destroys the old one. */
  readonly createsFirst: boolean;
  /** The old object stays, no longer managed. */
  readonly forgets: boolean;
  /** Terraform's own word for why, like `replace_because_tainted`. */
  readonly reason?: string;
  /** Attributes, sensitive ones included: for comparing, never for showing. Empty when there is no object. */
  readonly before: JsonObject;
  readonly after: JsonObject;
  /** The same, with every sensitive value replaced: for showing. */
  readonly shownBefore: JsonObject;
  readonly shownAfter: JsonObject;
  /** Shaped like `after`: true where a value is known after the apply only. */
  readonly unknown: unknown;
  /** Shaped like `before` and `after`: true where a value is sensitive. */
  readonly beforeSensitive: unknown;
  readonly afterSensitive: unknown;
  /** Paths of the attributes that force the replacement. */
  readonly replacePaths: readonly (readonly unknown[])[];
  /** Id under which it is imported. */
  readonly importId?: string;
}

/** The address by which an object is told from all others: what an earlier replacement left behind has the one of its successor. */
export const addressOf = ({ address, deposed }: Pick<Change, "address" | "deposed">): string =>
  deposed === undefined ? address : `${address} (deposed object ${deposed})`;

/** One entry of `output_changes`. */
export interface OutputChange {
  readonly name: string;
  readonly action: Action;
  readonly before: unknown;
  readonly after: unknown;
  readonly unknown: unknown;
  readonly sensitive: boolean;
}

export interface Plan {
  readonly stack: string;
  readonly changes: readonly Change[];
  /** What has changed outside Terraform since the last apply. */
  readonly drift: readonly Change[];
  readonly outputs: readonly OutputChange[];
  /** What is done once, beside the resources. */
  readonly invocations: readonly Invocation[];
  /** Addresses that Terraform put off to a later plan. */
  readonly deferred: readonly string[];
  /** What is known of them so far. */
  readonly later: readonly Change[];
  /** Addresses of checks that fail, with what they say. */
  readonly failedChecks: readonly FailedCheck[];
  /** Stacks behind which it will be planned; empty when this is a plan. */
  readonly waitsFor: readonly string[];
  /** False when more plans are needed to reach what is configured, as with `-target`. */
  readonly complete: boolean;
  /** The whole file, for collecting what is sensitive. */
  readonly json: JsonObject;
}

/** The stack of a plan file: its base name without `.json`, `.tfplan` and `.plan`; for a `plan.json`, its folder's name. */
export function stackName(file: string): string {
  const base = path.basename(file).replace(/(\.(json|tfplan|plan))+$/i, "");
  return /^(plan|tfplan|show)?$/i.test(base) ? path.basename(path.dirname(path.resolve(file))) || "plan" : base;
}

/**
 * Reads what `terraform show -json PLANFILE` prints, or `{"waits_for": ["STACK"]}` in the place of a plan that can be made only when
 * those stacks are applied.
 * @throws Error that names the file and what is wrong with it: no JSON, no plan, a plan that failed, an unknown format
 */
export function readPlan(file: string, stack: string, text: string): Plan {
  const json = parse(file, text);
  const waitsFor = listOf(json["waits_for"]).map(String);
  if (waitsFor.length === 0) checkFormat(file, json);
  const entries = (key: string): readonly Change[] => changesOf(file, stack, key, json[key]);
  return {
    stack,
    changes: entries("resource_changes"),
    drift: entries("resource_drift"),
    outputs: Object.entries(objectOf(json["output_changes"])).map(([name, change]) => outputChange(file, name, change)),
    invocations: invocationsIn(json),
    deferred: deferredIn(json),
    later: laterIn(file, stack, json),
    failedChecks: failedChecksIn(json),
    waitsFor,
    complete: json["complete"] !== false,
    json,
  };
}

function changesOf(file: string, stack: string, key: string, list: unknown): readonly Change[] {
  if (list !== undefined && list !== null && !Array.isArray(list))
    throw new Error(`${file}: ${key} must be a list, got ${typeof list}`);
  return listOf(list).map((entry, index) => resourceChange(`${file}: ${key}[${index}]`, stack, entry));
}

/** Those of which the plan says what would be done. */
const laterIn = (file: string, stack: string, json: JsonObject): readonly Change[] =>
  changesOf(
    file,
    stack,
    "deferred_changes",
    listOf(json["deferred_changes"])
      .map((entry) => objectOf(entry)["resource_change"])
      .filter((entry) => actionNames(objectOf(objectOf(entry)["change"])).length > 0),
  );

function resourceChange(where: string, stack: string, entry: unknown): Change {
  const all = objectOf(entry);
  const change = objectOf(all["change"]);
  const address = textOf(all["address"]) ?? madeAddress(all);
  if (address === undefined)
    throw new Error(`${where} has no address; write the file with \`terraform show -json PLANFILE\``);
  const actions = actionNames(change);
  const [previousAddress, deposed, reason] = ["previous_address", "deposed", "action_reason"].map((key) =>
    textOf(all[key]),
  );
  const importing = change["importing"];
  const [before, after] = [objectOf(change["before"]), objectOf(change["after"])];
  const { before_sensitive: beforeSensitive, after_sensitive: afterSensitive, after_unknown: unknown } = change;
  return {
    stack,
    address,
    ...(previousAddress !== undefined && previousAddress !== address && { previousAddress }),
    mode: textOf(all["mode"]) ?? "managed",
    type: textOf(all["type"]) ?? /([\w-]+)\.[^.]+$/.exec(address)?.[1] ?? "",
    name: textOf(all["name"]) ?? "",
    module: textOf(all["module_address"]) ?? "",
    ...(deposed !== undefined && { deposed }),
    action: actionOf(`${where} (${address})`, actions),
    createsFirst: actions[0] === "create",
    forgets: actions.includes("forget"),
    ...(reason !== undefined && { reason }),
    before,
    after,
    shownBefore: objectOf(hide(before, beforeSensitive)),
    shownAfter: objectOf(hide(after, afterSensitive, unknown)),
    unknown,
    beforeSensitive,
    afterSensitive,
    replacePaths: listOf(change["replace_paths"]).map(listOf),
    ...(isObject(importing) && { importId: importedAs(importing) }),
  };
}

/** Terraform 0.15.4 to 1.0.0 wrote no address for what has drifted. */
function madeAddress({ module_address: module, mode, type, name, index }: JsonObject): string | undefined {
  if (typeof type !== "string" || typeof name !== "string") return undefined;
  const key = index === undefined || index === null ? "" : `[${JSON.stringify(index)}]`;
  return `${textOf(module) ? `${textOf(module)}.` : ""}${mode === "data" ? "data." : ""}${type}.${name}${key}`;
}

/** The id, or the identity's attributes that Terraform 1.12 may have in its place. */
function importedAs({ id, identity }: JsonObject): string {
  const parts = Object.entries(objectOf(identity)).filter(([, value]) => value !== null);
  if (textOf(id) || parts.length === 0) return textOf(id) ?? "known after apply";
  return parts.map(([key, value]) => `${key}=${textOf(value) ?? JSON.stringify(value)}`).join(", ");
}

function outputChange(file: string, name: string, entry: unknown): OutputChange {
  const change = objectOf(entry);
  const sensitive = [change["before_sensitive"], change["after_sensitive"]].some(
    (mark) => mark !== false && mark !== undefined && mark !== null,
  );
  return {
    name,
    action: actionOf(`${file}: output_changes.${name}`, actionNames(change)),
    before: change["before"],
    after: change["after"],
    unknown: change["after_unknown"],
    sensitive,
  };
}

/** Whether an attribute, or part of it, is marked as sensitive on either side: then it may be compared, but not shown. */
export const isMarked = ({ beforeSensitive, afterSensitive }: Change, attribute: string): boolean =>
  [beforeSensitive, afterSensitive].some((mark) => mark === true || anyTrue(objectOf(mark)[attribute]));

const actionNames = (change: JsonObject): readonly string[] => listOf(change["actions"]).map(String);

/** What is not known is refused: it might destroy. */
function actionOf(where: string, actions: readonly string[]): Action {
  const action = ACTIONS[actions.join(",")];
  if (action === undefined)
    throw new Error(
      `${where}: change.actions ${JSON.stringify(actions)} is unknown here, so nobody can say what it does`,
    );
  return action;
}
