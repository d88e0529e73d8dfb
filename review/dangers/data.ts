import { textOf } from "../plan/json";
import { type Message, named, say } from "../plan/message";
import type { Change } from "../plan/plan";
import type { Plans } from "../plan/plans";
import { reasonOf } from "../plan/reason";
import { destroys, newlyAsked, seenByClients } from "./clients";
import { dataOf, isHarmless } from "./data-types";
import { danger, type Rule, warning } from "./finding";
import { PROTECTORS } from "./protectors";

/** A stream or an API without data of its own that goes, is made anew or asks for more, with what clients see. */
export const lossOfService: Rule = (change, plans) => {
  const asked = newlyAsked(change);
  if (asked !== undefined) return [danger("clients", say`asks for more than before`, { clients: asked })];
  const clients = seenByClients(change, plans);
  if (clients === undefined || dataOf(change.type) !== undefined) return [];
  return [danger("clients", say`${verb(change)} ${nameOf(change)}${forcedBy(change)}`, { clients })];
};

/** Destroying or replacing what holds data. */
export const lossOfData: Rule = (change, plans) => {
  if (change.forgets && !isHarmless(change.type))
    return [warning("data", say`stays where it is, but is no longer managed: nothing here protects it from now on`)];
  if (!destroys(change)) return [];
  if (isView(change))
    return [
      warning(
        "data",
        say`${verb(change)} a view: queries over it fail${change.action === "replace" ? say` until it is back` : say``}`,
      ),
    ];
  if (plans.isDestroyed(change, "log_group_name")) return []; // a log stream, said of its group
  const lost = dataOf(change.type);
  if (lost === undefined) return [];
  const clients = seenByClients(change, plans);
  const what = say`${verb(change)} ${nameOf(change)}${forcedBy(change)}. Lost: ${[lost]}${keyDays(change)}${sweeps(change)}`;
  return [danger("data", what, clients === undefined ? {} : { clients })];
};

/** Whatever else is destroyed or made anew: no list of what holds data is complete, so what is known to be harmless is listed. */
export const unknownLoss: Rule = (change, plans) => {
  if (!destroys(change) || change.forgets || isKnown(change, plans)) return [];
  const what = say`${verb(change)} ${nameOf(change)}${forcedBy(change)}. Nothing is known here of ${named(change.type)}: what it holds is lost, and what needs it fails`;
  return [danger("destroyed", what)];
};

/** Attributes by which a part names what it goes with. */
const PARENTS = ["bucket", "rest_api_id", "api_id", "function_name", "role", "user", "group"];

/** Whether another rule speaks of the loss, or there is none. */
function isKnown(change: Change, plans: Plans): boolean {
  const { type, action, deposed } = change;
  const protector = deposed === undefined ? PROTECTORS[type] : undefined;
  return (
    isHarmless(type) ||
    dataOf(type) !== undefined ||
    seenByClients(change, plans) !== undefined ||
    (type === "aws_api_gateway_method" && action === "replace") || // the deployment in use keeps the old one
    (protector !== undefined && (action === "delete" || protector.of !== undefined)) ||
    PARENTS.some((parent) => plans.isDestroyed(change, parent))
  );
}

const isView = ({ type, before }: Change): boolean =>
  type === "aws_glue_catalog_table" && before["table_type"] === "VIRTUAL_VIEW";

/** "destroys" or "replaces", as a message. */
export function verb({ action, deposed, createsFirst }: Change): Message {
  if (deposed !== undefined) return say`destroys what an earlier replacement left of`;
  if (action !== "replace") return say`destroys`;
  return createsFirst ? say`replaces (the new one first)` : say`replaces (destroys, then creates)`;
}

/** What people call it, or its type. */
export function nameOf({ type, shownBefore }: Change): Message {
  for (const key of [
    "bucket",
    "name",
    "function_name",
    "path",
    "stage_name",
    "identifier",
    "cluster_identifier",
    "description",
    "id",
  ]) {
    const name = textOf(shownBefore[key]);
    if (name !== undefined && name !== "") return say`${name}`;
  }
  return named(type);
}

/** A key can be saved during its waiting time. */
function keyDays({ type, before }: Change): Message {
  const days = before["deletion_window_in_days"];
  return type.startsWith("aws_kms_") && typeof days === "number"
    ? say` (the deletion can be called off for ${days} days)`
    : [];
}

const sweeps = ({ before }: Change): Message =>
  before["force_destroy"] === true || before["force_delete"] === true
    ? say`; it goes even while there is something in it`
    : [];

/** The attributes that force a replacement, and Terraform's reason. */
export function forcedBy(change: Change): Message {
  const { action, replacePaths } = change;
  if (action !== "replace") return [];
  const names = [
    ...new Set(replacePaths.map((path) => path.filter((part) => typeof part === "string").join("."))),
  ].sort();
  if (names.length > 0) return say`; forced by ${named(names.join(", "))}`;
  const words = reasonOf(change);
  return words === undefined ? [] : [`; ${words}`];
}
