import { SOURCE_ROOT } from "../../declaration/layout";
import { Arguments } from "../../emulation/tree/arguments";
import type { Resource, Tree } from "../../emulation/tree/tree";
import type { CostSettings } from "../../cost/settings";

type Kept = Partial<Pick<CostSettings, "retentionDays" | "infrequentAccessDays" | "noncurrentDays" | "sourceDays">>;

/** How long the bucket of a stream keeps what the stream writes; nothing when the stacks don't say it. */
export function eventLifecycle(tree: Tree, stream: Resource): Kept {
  const s3 = new Arguments(stream).block("extended_s3_configuration");
  const bucket = s3.string("bucket_arn").split(":").at(-1);
  const prefix = s3.optionalString("prefix") ?? "";
  const lifecycle = tree
    .resources("aws_s3_bucket_lifecycle_configuration")
    .map((each) => new Arguments(each))
    .find((each) => each.string("bucket") === bucket);
  if (lifecycle === undefined) return {};
  const rules = lifecycle.blocks("rule").filter((rule) => rule.string("status") === "Enabled");
  const events = rules.filter((rule) => prefix.startsWith(prefixOf(rule)));
  const colder = days(
    events.flatMap((rule) =>
      rule.blocks("transition").filter((each) => each.string("storage_class") === "STANDARD_IA"),
    ),
    "days",
  );
  const earlier = days(
    events.flatMap((rule) => rule.blocks("noncurrent_version_expiration")),
    "noncurrent_days",
  );
  const sourcePrefix = s3.optionalBlock("s3_backup_configuration")?.optionalString("prefix") ?? SOURCE_ROOT;
  const source = days(
    rules.filter((rule) => sourcePrefix.startsWith(prefixOf(rule))).flatMap((rule) => rule.blocks("expiration")),
    "days",
  );
  return {
    retentionDays:
      days(
        events.flatMap((rule) => rule.blocks("expiration")),
        "days",
      ) ?? null,
    ...(colder !== undefined && { infrequentAccessDays: colder }),
    ...(earlier !== undefined && { noncurrentDays: earlier }),
    ...(source !== undefined && { sourceDays: source }),
  };
}

/** What a rule is for; a rule without a prefix is for everything. */
const prefixOf = (rule: Arguments): string => rule.optionalBlock("filter")?.optionalString("prefix") ?? "";

/** The fewest days that any of the blocks says; a block that says none is about something else. */
function days(blocks: readonly Arguments[], name: string): number | undefined {
  const said = blocks.flatMap((block) => block.optionalNumber(name) ?? []);
  return said.length === 0 ? undefined : Math.min(...said);
}
