import type { Change } from "./plan";

/** Terraform's reasons for a destruction or a replacement that no attribute forces, in words. */
const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: "it is tainted",
  replace_by_request: "asked for with -replace",
  replace_by_triggers: "triggered by replace_triggered_by",
  delete_because_no_resource_config: "no longer in the configuration",
  delete_because_no_module: "its module is no longer in the configuration",
  delete_because_wrong_repetition: "count or for_each came or went",
  delete_because_count_index: "beyond count",
  delete_because_each_key: "no longer in for_each",
  delete_because_no_move_target: "moved to where nothing is configured",
};

/** Why it goes or is made anew; undefined when the plan does not say. Terraform before 1.0 gave no reason for what is tainted. */
export function reasonOf({ action, reason, replacePaths, deposed }: Change): string | undefined {
  if (action !== "replace" && action !== "delete") return undefined;
  const words = REASONS[reason ?? ""];
  if (words !== undefined || action === "delete" || deposed !== undefined || replacePaths.length > 0) return words;
  return reason === undefined ? "tainted or asked for, the plan does not say which" : undefined;
}
