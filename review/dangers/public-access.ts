import { isDeepStrictEqual } from "node:util";
import { isUnset, listOf, objectOf, textOf } from "../plan/json";
import { named, say } from "../plan/message";
import type { Change } from "../plan/plan";
import { everyLeaf, type Leaf } from "../plan/walk";
import { POLICY_OF } from "../policy/documents";
import { type Concern, danger, type Rule, warning } from "./finding";

/** Half of all addresses, or a quarter, is as good as all. */
const EVERY_ADDRESS = /^(\*|Internet|Any|\d{1,3}(\.\d{1,3}){3}\/[0-7]|[0-9a-f:]*::\/[0-3])$/;
const NETWORKS =
  /cidr|source_ranges|source_address_prefix|ip_ranges|allowed_ip|authorized_networks|authorized_ip|ip_rules|allow_list/;
/** Where a range is no way in. */
const NO_WAY_IN = /egress|^(aws|azurerm)_route|_route(_table)?$|_subnet|_vpc$|network_acl|nat_gateway|deny|block_list/;
const EVERYONE = new Set([
  "allUsers",
  "allAuthenticatedUsers",
  "system:unauthenticated",
  "http://acs.amazonaws.com/groups/global/AllUsers",
  "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
]);
/** Lists of accounts and groups that an image, a snapshot or a document is shared with, and their word for everyone. */
const SHARED_WITH = /(^|\.)(shared_accounts|shared_with|account_ids?|user_groups|group_names|permissions)$/;
/** Whom a layer, a bus or an endpoint service lets in. */
const PRINCIPAL = /(^|\.)principal(_arn)?$/;
/** Words of a rule that lets nobody in: about what goes out, or refusing. */
const NOBODY = /^(egress|outbound|out|deny|drop|block|reject|refuse)$/i;
const RULE_WORDS = ["type", "direction", "traffic_direction", "access", "action", "rule_action", "policy", "effect"];
/** Attributes that say from where something is reached, and the words for "not from outside". */
const REACHED_FROM =
  /^(types|endpoint_type|visibility|scheme|public_network_access\w*|ingress|ingress_settings|access_level|network_access\w*)$/;
const INSIDE = /^(private|clusterip|internal\w*|vpc\w*|disabled|ingress_traffic_internal\w*|allow_internal\w*)$/i;
/** Attributes about which it matters that they are not known yet. */
const DECIDES = new RegExp(`${REACHED_FROM.source}|^authorization(_type)?$`);
const PUBLIC_ACL = /^(public-read|public-read-write|authenticated-read|website|Blob|Container|blob|container)$/;
/** Names of switches that open something when they go on, and ones that close something while they are on. */
const OPENS =
  /^(publicly_accessible|public_network_access(_enabled)?|endpoint_public_access|allow_blob_public_access|allow_nested_items_to_be_public|public_access_enabled|allow_unauthenticated_identities|associate_public_ip_address|assign_public_ip|map_public_ip_on_launch|public)$/;
const CLOSES =
  /^(block_public_acls|block_public_policy|ignore_public_acls|restrict_public_buckets|block_public_security_group_rules|disable_execute_api_endpoint|enable_private_nodes|enable_private_endpoint|internal)$/;

/** Whether an attribute says who can reach something. */
export const isSwitch = (name: string): boolean =>
  [OPENS, CLOSES, REACHED_FROM, NETWORKS, /^(authorization(_type)?|acl)$/].some((names) => names.test(name));

/** What becomes reachable for everyone; policies are another rule's. */
export const publicAccess: Rule = (change) => {
  if (change.action !== "create" && change.action !== "update" && change.action !== "replace") return [];
  return [...openedNetworks(change), ...openedSwitches(change), ...openedRoutes(change)];
};

function openedNetworks(change: Change): readonly Concern[] {
  if (NO_WAY_IN.test(change.type) || change.type in POLICY_OF) return [];
  const old = openings(change.before);
  const opened = openings(change.after).filter((opening) => !old.some((other) => isDeepStrictEqual(opening, other)));
  return opened.map(({ path, value, block }) =>
    danger("public", say`${named(path)} opens ${portsOf(block)} to ${value}`),
  );
}

interface Opening {
  readonly path: string;
  readonly value: string;
  /** The block in which it stands, without words about it: another port is another opening. */
  readonly block: Readonly<Record<string, unknown>>;
}

function openings(value: unknown, path = "", block: Readonly<Record<string, unknown>> = {}): readonly Opening[] {
  if (typeof value === "string") {
    const everyone = SHARED_WITH.test(path) || (path === "group" && "image_id" in block);
    const opens =
      EVERYONE.has(value) ||
      (value === "*" && PRINCIPAL.test(path) && isUnset(block["organization_id"]) && isUnset(block["condition"])) ||
      (EVERY_ADDRESS.test(value) && NETWORKS.test(path)) ||
      (everyone && /^all$/i.test(value));
    return opens ? [{ path, value, block: portRange(block) }] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item: unknown) => openings(item, path, block));
  const inner = objectOf(value);
  if (letsNobodyIn(inner)) return [];
  const below = (key: string): string => (path === "" ? key : `${path}.${key}`);
  const within = Object.entries(inner).flatMap(([key, item]) =>
    NO_WAY_IN.test(key) ? [] : openings(item, below(key), inner),
  );
  const span = ["start_ip_address", "start_ip"].find((key) => inner[key] === "0.0.0.0");
  if (span === undefined) return within;
  const all = `0.0.0.0-${textOf(inner[span.replace("start", "end")]) ?? "?"}`;
  return [...within, { path: below(span), value: all, block: portRange(inner) }];
}

const letsNobodyIn = (rule: Readonly<Record<string, unknown>>): boolean =>
  rule["egress"] === true ||
  rule["disabled"] === true ||
  RULE_WORDS.some((word) => NOBODY.test(textOf(rule[word]) ?? "")) ||
  (!isUnset(rule["deny"]) && isUnset(rule["allow"]));

const portRange = (block: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    ["from_port", "to_port", "protocol", "ip_protocol", "role", "member", "permission", "destination_port_range"].map(
      (key) => [key, block[key]],
    ),
  );

function portsOf({
  from_port: from,
  to_port: to,
  ip_protocol: one,
  protocol: other,
}: Readonly<Record<string, unknown>>): string {
  const protocol = textOf(one) ?? textOf(other) ?? "";
  if (protocol === "-1") return "every port";
  if (typeof from !== "number") return "it";
  return `${protocol} ${from === to ? `port ${from}` : `ports ${from} to ${String(to)}`}`.trim();
}

/** Attributes whose new value opens what was closed. A new resource must not be open either, save where open is what it is for. */
const openedSwitches = (change: Change): readonly Concern[] =>
  everyLeaf(change.action === "create" ? { ...change, before: {} } : change).flatMap((leaf) =>
    openedSwitch(change, leaf),
  );

function openedSwitch(
  { action, type }: Change,
  { path, before, after, unknown, shownBefore }: Leaf,
): readonly Concern[] {
  const created = action === "create";
  const name = (path.at(-1) ?? "").replace(/\[.*\]$/, "");
  const where = named(path.join("."));
  if (unknown && after === undefined) {
    const matters = OPENS.test(name)
      ? before !== true && !(/_ip/.test(name) && action !== "update") // the network decides about the address of what is new
      : !created && ((CLOSES.test(name) && before === true) || (DECIDES.test(name) && !isUnset(before)));
    const now = created ? say`` : say`; it is ${isUnset(shownBefore) ? "not set" : JSON.stringify(shownBefore)} now`;
    return matters ? [warning("unknown", say`${where} is known after the apply only${now}`)] : [];
  }
  if (OPENS.test(name) && (after === true || /^(enabled|true)$/i.test(textOf(after) ?? "")) && before !== after)
    return [danger("public", say`${where} goes on: it can be reached from outside`)];
  if (CLOSES.test(name) && (created ? after === false && !/^(disable|internal|enable)/.test(name) : before === true))
    return [danger("public", say`${where} ${created ? ["is off"] : ["goes off"]}: what it kept out is let in`)];
  if (/^(acl|access_type|container_access_type)$/.test(name) && PUBLIC_ACL.test(textOf(after) ?? ""))
    return [danger("public", say`${where} becomes ${textOf(after) ?? ""}: everyone can read`)];
  if (name === "state" && after === "unblocked")
    return [danger("public", say`${where} becomes ${"unblocked"}: it can be shared with everyone`)];
  if (!created && reachedFrom(type, path, name) && isInside(before) && !isInside(after))
    return isUnset(after)
      ? [warning("public", say`${where} is no longer ${wordsOf(before)}, nor anything else: the default may be public`)]
      : [danger("public", say`${where}: ${wordsOf(before)} becomes ${wordsOf(after)}: it can be reached from outside`)];
  return [];
}

/** A word `type` says so within a block about access, and for a Service of Kubernetes. */
const reachedFrom = (type: string, path: readonly string[], name: string): boolean =>
  REACHED_FROM.test(name) ||
  (name === "type" && (path.some((part) => part.startsWith("public_access")) || type.startsWith("kubernetes_service")));

const wordsOf = (value: unknown): string => listOf(value).join(", ");
const isInside = (value: unknown): boolean =>
  listOf(value).length > 0 && listOf(value).every((word) => INSIDE.test(textOf(word) ?? ""));

/** An API's method or route, or a function's URL, that asks for no credentials any more. */
function openedRoutes(change: Change): readonly Concern[] {
  const { before, after, action, type } = change;
  const [old, fresh] = [before, after].map(
    (side) => textOf(side["authorization"]) ?? textOf(side["authorization_type"]),
  );
  const opens =
    fresh === "NONE" &&
    (action === "create" ? type === "aws_lambda_function_url" : old !== undefined && old !== "NONE");
  const keyless = before["api_key_required"] === true && after["api_key_required"] !== true && action !== "create";
  return [
    ...(opens
      ? [
          danger(
            "public",
            say`asks for no authorization${old === undefined ? say`` : say`, ${old} before`}: everyone may call it`,
          ),
        ]
      : []),
    ...(keyless ? [danger("public", say`asks for no API key any more`)] : []),
  ];
}
