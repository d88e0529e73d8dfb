import type { Kind } from "./dangers/finding";
import type { Change, OutputChange } from "./plan/plan";
import type { Review, StackReview } from "./review";
import { reasonOf } from "./plan/reason";
import { hide, SENSITIVE, UNKNOWN } from "./plan/masking";

/** How each kind of finding is headed. */
export const TITLES: Readonly<Record<Kind, string>> = {
  data: "Data is lost",
  clients: "Clients notice",
  destroyed: "Not known to be harmless",
  access: "More is allowed",
  public: "Open to everyone",
  protection: "Protection goes",
  retention: "Retention changes",
  unknown: "Not known yet",
};

const ACTION_WORDS = {
  create: "create",
  update: "update",
  replace: "replace",
  delete: "destroy",
  forget: "forget",
  move: "move",
  import: "import",
  invoke: "invoke",
} as const;

/** "1 to create, 2 to update", "no changes", or when it is planned. */
export function countsOf({ counts, outputs, waitsFor }: StackReview): string {
  if (waitsFor.length > 0)
    return `planned after ${waitsFor.join(", ")} ${waitsFor.length === 1 ? "is" : "are"} applied`;
  const parts = Object.entries(ACTION_WORDS).flatMap(([action, word]) => {
    const count = counts.get(action as keyof typeof ACTION_WORDS) ?? 0;
    return count === 0 ? [] : [`${count} to ${word}`];
  });
  const ofOutputs = outputs.length === 0 ? [] : [plural(outputs.length, "output changes", "outputs change")];
  return [...parts, ...ofOutputs].join(", ") || "no changes";
}

export const plural = (count: number, one: string, more: string): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

/** "2 dangers (1 allowed), 3 warnings, 1 stack not planned yet" */
export function verdictOf({ dangers, warnings, stacks }: Review): string {
  const allowed = dangers.filter((danger) => danger.allowed !== undefined).length;
  const ofDangers =
    dangers.length === 0
      ? "nothing dangerous"
      : `${plural(dangers.length, "danger", "dangers")}${allowed > 0 ? ` (${allowed === dangers.length ? "all" : allowed} allowed)` : ""}`;
  const waiting = stacks.filter(({ waitsFor }) => waitsFor.length > 0).length;
  return [
    ofDangers,
    ...(warnings.length === 0 ? [] : [plural(warnings.length, "warning", "warnings")]),
    ...(waiting === 0 ? [] : [`${plural(waiting, "stack", "stacks")} not planned yet`]),
  ].join(", ");
}

/** What happens to the object, in a word or two. */
export function actionOf({ action, createsFirst, deposed, forgets }: Change): string {
  if (deposed !== undefined) return `destroy deposed ${deposed}`;
  if (action === "replace") return createsFirst ? "replace, create first" : "replace, destroy first";
  if (action === "create" && forgets) return "create, forget the old one";
  if (action === "no-op") return "no change";
  return action === "delete" ? "destroy" : action;
}

/** Words, and an address or a value behind them. */
interface Origin {
  readonly words: string;
  readonly address?: string;
  readonly value?: string;
}

/** Why it goes, and where it came from when the state's address or owner changes. */
export function originOf(change: Change): readonly Origin[] {
  const { previousAddress, importId } = change;
  const reason = reasonOf(change);
  return [
    ...(reason === undefined ? [] : [{ words: reason }]),
    ...(previousAddress === undefined ? [] : [{ words: "moved from", address: previousAddress }]),
    ...(importId === undefined ? [] : [{ words: "imported as", value: importId }]),
  ];
}

/** An output's old and new value. */
export function outputSides(output: OutputChange): readonly [string | undefined, string | undefined] {
  const { before, after, unknown, sensitive, action } = output;
  if (sensitive) return [action === "create" ? undefined : SENSITIVE, action === "delete" ? undefined : SENSITIVE];
  const spelled = (value: unknown): string =>
    typeof value === "string" && value !== "" ? value : JSON.stringify(value ?? null);
  return [
    action === "create" ? undefined : spelled(before),
    action === "delete" ? undefined : unknown === true ? UNKNOWN : spelled(hide(after, false, unknown)),
  ];
}
