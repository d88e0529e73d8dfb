import { type Change, type Effect, VERDICTS, type Verdict } from "./change";

/** The formats in which changes are written. */
export const FORMATS = ["markdown", "text", "json"] as const;
export type Format = (typeof FORMATS)[number];

/** Why somebody lets a breaking change pass: `<event>` or `<event>.<field>`. */
export interface Allowance {
  readonly target: string;
  readonly reason: string;
}

const TITLES: Readonly<Record<Verdict, string>> = {
  breaking: "Breaking",
  migration: "Needs a migration",
  safe: "Safe",
};

/** What a change is named by. */
export const targetOf = ({ event, field }: Change): string => (field === undefined ? event : `${event}.${field}`);

/** The allowance of a breaking change. */
export const allowanceOf = (change: Change, allowed: readonly Allowance[]): Allowance | undefined =>
  change.verdict === "breaking" ? allowed.find(({ target }) => target === targetOf(change)) : undefined;

/** Changes in a format, the worst first. */
export function written(changes: readonly Change[], allowed: readonly Allowance[], format: Format): string {
  const worstFirst = VERDICTS.toReversed();
  const groups = worstFirst.map((verdict) => ({ verdict, of: changes.filter((change) => change.verdict === verdict) }));
  if (format === "json") {
    const all = groups.flatMap(({ of }) =>
      of.map((change) => {
        const allowance = allowanceOf(change, allowed);
        return { ...change, ...(allowance && { allowed: allowance.reason }) };
      }),
    );
    return JSON.stringify({ verdict: all[0]?.verdict ?? "safe", changes: all }, undefined, 2);
  }
  const [bold, code, head] = format === "markdown" ? ["**", "`", "#### "] : ["", "", ""];
  if (changes.length === 0) return `${format === "markdown" ? "### Contract\n\n" : ""}The declarations say the same.`;
  const lines = groups.flatMap(({ verdict, of }) =>
    of.length === 0
      ? []
      : [
          `${head}${TITLES[verdict]} (${of.length})`,
          "",
          ...of.flatMap((change) => {
            const allowance = allowanceOf(change, allowed);
            return [
              `- ${bold}${code}${escaped(targetOf(change), format)}${code}${bold}: ${escaped(change.what, format)}${allowance ? ` (allowed: ${escaped(allowance.reason, format)})` : ""}`,
              ...change.effects.flatMap((effect) => effectLines(effect, format)),
            ];
          }),
          "",
        ],
  );
  return [...(format === "markdown" ? ["### Contract", ""] : []), ...lines].join("\n").trimEnd();
}

function effectLines({ verdict, side, why, steps = [] }: Effect, format: Format): readonly string[] {
  const whom = side === undefined ? "" : verdict === "breaking" ? `breaks ${side}: ` : `${side}: `;
  const tick = format === "markdown" ? "`" : "";
  return [
    `  - ${whom}${escaped(why, format)}`,
    ...steps.map((step, index) => `    ${index + 1}. ${tick}${step.replaceAll("`", "'")}${tick}`),
  ];
}

/** Descriptions and names are somebody's: nothing of them is markup, and they stay on their line. */
const escaped = (text: string, format: Format): string => {
  const line = text.replace(/\s+/g, " ");
  return format === "markdown"
    ? line.replace(/[\\*_[\]<>|#@]/g, (sign) => (sign === "@" ? "@\u200b" : `\\${sign}`))
    : line;
};
