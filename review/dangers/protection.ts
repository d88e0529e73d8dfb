import { isUnset, listOf, objectOf, textOf } from "../plan/json";
import { named, say } from "../plan/message";
import { type Change, isMarked } from "../plan/plan";
import { SENSITIVE } from "../plan/masking";
import { changedLeaves, type Leaf } from "../plan/walk";
import { type Concern, danger, type Rule, warning } from "./finding";
import { PROTECTORS } from "./protectors";

/** Words in names of switches and blocks that protect. */
const PROTECTS =
  /(^|_)(encrypt(ed|ion)?|sse|protect(ed|ion)?|versioning|logging|log_settings|logs?|backups?|rotation|audit|recovery|replication|purge_protection|validation|mutual_tls|tls|ssl|mfa|object_lock|dead_letter|monitoring|firewall|waf)(_|$)/;
const KEEPS =
  /^(enforce_\w+|require_\w+|disable_api_termination|disable_api_stop|is_multi_region_trail|include_global_service_events|uniform_bucket_level_access|https_only|prevent_user_existence_errors|is_enabled|drop_invalid_header_fields)$/;
/** Switches that make a loss easier when they go on. */
const EASES =
  /^(force_destroy|force_delete|skip_final_snapshot|delete_automated_backups|bypass_policy_lockout_safety_check|force_overwrite_replica_secret)$/;
const IS_KEY =
  /(^|_)(kms_(master_)?key|kms_key|cmk|customer_managed_key|encryption_key)(_(id|arn|name|identifier))?$|^kms_\w*key\w*$/;
/** Words for how strong something is, the strongest first. */
const RANKS: readonly { readonly name: RegExp; readonly order: readonly RegExp[] }[] = [
  {
    name: /^(sse_algorithm|encryption_type|encryption_option|encryption_mode|s3_encryption_mode|cloudwatch_encryption_mode|job_bookmarks_encryption_mode|key_type|type)$/,
    order: [
      /^aws:kms:dsse$/,
      /^(aws:kms|SSE[-_]KMS|CSE[-_]KMS|KMS|CUSTOMER_MANAGED_(CMK|KMS_KEY))$/,
      /^(AES256|SSE[-_]S3|AWS_OWNED_(CMK|KMS_KEY))$/,
      /^(NONE|DISABLED|PLAINTEXT|)$/,
    ],
  },
  {
    name: /^(versioning_configuration|versioning)?\.?(status|mfa_delete|versioning)$/,
    order: [/^Enabled$/, /^(Suspended|Disabled)$/],
  },
  {
    name: /^(security_policy|tls_security_policy|ssl_policy|minimum_protocol_version|min_tls_version|minimum_tls_version)$/,
    order: [/1[._-]?3/, /1[._-]?2/, /1[._-]?1/, /1[._-]?0|SSL/i],
  },
  {
    name: /^(client_broker|transit_encryption_mode)$/,
    order: [/^(TLS|required)$/, /^(TLS_PLAINTEXT|preferred)$/, /^PLAINTEXT$/],
  },
  {
    name: /^(viewer|origin)_protocol_policy$/,
    order: [/^https-only$/, /^(redirect-to-https|match-viewer)$/, /^(allow-all|http-only)$/],
  },
  { name: /^http_tokens$/, order: [/^required$/, /^optional$/] },
  { name: /^object_ownership$/, order: [/^BucketOwnerEnforced$/, /^BucketOwnerPreferred$/, /^ObjectWriter$/] },
  { name: /^public_access_prevention$/, order: [/^enforced$/, /^(inherited|unspecified)$/] },
  { name: /^s3_backup_mode$/, order: [/^(Enabled|All\w+)$/, /^(Disabled|Failed\w+|)$/] },
  { name: /^mfa_configuration$/, order: [/^ON$/, /^OPTIONAL$/, /^OFF$/] },
  { name: /^(mode|object_lock_mode)$/, order: [/^COMPLIANCE$/, /^GOVERNANCE$/] },
  { name: /^image_tag_mutability$/, order: [/^IMMUTABLE/, /^MUTABLE/] },
  { name: /^logging_level$/, order: [/^(INFO|ERROR)$/, /^OFF$/] },
];

/** Encryption, versioning, logging, replication or a lock that goes off or gets weaker. */
export const lostProtection: Rule = (change, plans) => {
  if (change.action === "delete" && change.deposed === undefined) {
    const protector = PROTECTORS[change.type];
    if (protector === undefined || (protector.of !== undefined && plans.isGone(change, protector.of))) return [];
    return [danger("protection", say`removes ${[protector.what]}`)];
  }
  if (change.action !== "update" && change.action !== "replace") return [];
  return [...changedLeaves(change).flatMap((leaf) => weakened(change, leaf)), ...firewall(change)];
};

function weakened(change: Change, leaf: Leaf): readonly Concern[] {
  const { path, before, after, unknown, shownBefore, shownAfter } = leaf;
  const name = (path.at(-1) ?? "").replace(/\[.*\]$/, "");
  const where = named(path.join("."));
  const protects = isProtecting(change.type, path);
  if (unknown && after === undefined) {
    return change.action === "update" && protects && !isUnset(before) && !IS_KEY.test(name) && isGuard(name, before)
      ? [warning("unknown", say`${where} is known after the apply only; it is ${shown(shownBefore)} now`)]
      : [];
  }
  if (EASES.test(name) && after === true)
    return [danger("protection", say`${where} goes on: its data can be destroyed without a second step`)];
  if (before === true && after !== true && name !== "bucket_key_enabled") {
    // that one saves requests to KMS
    if (protects || KEEPS.test(name)) return [danger("protection", say`${where} goes off`)];
    return /(^|_)enabled?(_|$)/.test(name) ? [warning("protection", say`${where} goes off`)] : [];
  }
  if (IS_KEY.test(name) && !isUnset(before)) {
    if (isUnset(after))
      return [
        danger("protection", say`${where} is removed: new data is not encrypted with ${shown(shownBefore)} any more`),
      ];
    return before === after
      ? []
      : [
          warning(
            "protection",
            say`${where}: another key, ${shown(shownAfter)}, from now on; what ${shown(shownBefore)} encrypted still needs that one`,
          ),
        ];
  }
  if (protects && typeof before === "object" && !isUnset(before) && isUnset(after))
    return [danger("protection", say`${where} is removed`)];
  if (protects && Array.isArray(before) && Array.isArray(after)) {
    const gone = before.filter((item) => typeof item === "string" && !after.includes(item));
    if (gone.length > 0)
      return [danger("protection", say`${where} loses ${shownAfter === SENSITIVE ? SENSITIVE : gone.join(", ")}`)];
  }
  return lowered(change, name, before, after)
    ? [danger("protection", say`${where}: ${shown(shownBefore)} becomes ${shown(shownAfter)}`)]
    : [];
}

const isProtecting = (type: string, path: readonly string[]): boolean =>
  path.some((part) => PROTECTS.test(part.replace(/\[.*\]$/, ""))) ||
  /_(versioning|logging|replication_configuration|encryption\w*)$/.test(type);

/** Whether an attribute may switch a protection on and off. */
export function isProtection(type: string, path: readonly string[]): boolean {
  const name = (path.at(-1) ?? "").replace(/\[.*\]$/, "");
  return isProtecting(type, path) || KEEPS.test(name) || EASES.test(name) || RANKS.some((rank) => rank.name.test(name));
}

const shown = (value: unknown): string =>
  isUnset(value) ? "nothing" : typeof value === "string" ? value : JSON.stringify(value);

/** Values whose loss would be a danger: switches, words with a rank, blocks. */
const isGuard = (name: string, before: unknown): boolean =>
  before === true || typeof before === "object" || RANKS.some((rank) => rank.name.test(name));

function lowered({ type }: Change, name: string, before: unknown, after: unknown): boolean {
  const [old, fresh] = [textOf(before), textOf(after) ?? (isUnset(after) ? "" : undefined)];
  if (old === undefined || fresh === undefined) return false;
  if (name === "status" && !/versioning|replication|_macie|_guardduty/.test(type)) return false; // a rule of a lifecycle has a status too
  return RANKS.some((rank) => {
    if (!rank.name.test(name)) return false;
    const [was, is] = [old, fresh].map((word) => rank.order.findIndex((pattern) => pattern.test(word)));
    return was !== undefined && is !== undefined && was !== -1 && is > was;
  });
}

/** Rules that the firewall loses or that only count from now on. */
function firewall(change: Change): readonly Concern[] {
  const { type, before, after } = change;
  if (!/^aws_wafv2_(web_acl|rule_group)$/.test(type)) return [];
  const blocks = (side: typeof before) =>
    new Map(
      listOf(side["rule"])
        .map(objectOf)
        .map((rule) => [textOf(rule["name"]) ?? "", JSON.stringify([rule["action"], rule["override_action"]])]),
    );
  const [old, fresh] = [blocks(before), blocks(after)];
  const named = (names: readonly string[]): string => (isMarked(change, "rule") ? SENSITIVE : names.join(", "));
  const gone = [...old.keys()].filter((name) => !fresh.has(name));
  const counting = [...old]
    .filter(([name, action]) => !/"count":\[\{/.test(action) && /"count":\[\{/.test(fresh.get(name) ?? ""))
    .map(([name]) => name);
  const allows =
    !/"allow":\[\{/.test(JSON.stringify(before["default_action"] ?? null)) &&
    /"allow":\[\{/.test(JSON.stringify(after["default_action"] ?? null));
  return [
    ...(gone.length > 0 ? [danger("protection", say`the firewall loses the rules ${named(gone)}`)] : []),
    ...(counting.length > 0
      ? [danger("protection", say`the firewall's rules ${named(counting)} only count from now on`)]
      : []),
    ...(allows ? [danger("public", say`the firewall lets through what no rule names`)] : []),
  ];
}
