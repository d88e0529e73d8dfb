import { type Block, bytes, fit, type Item, join, RANKS } from "./blocks";
import { code, cut, cutToDifference, fenced, plain } from "./escape";
import { type Message, render, type Style } from "./plan/message";
import { addressOf } from "./plan/plan";
import { type Finding, rankOf, type Review, type Row, type StackReview } from "./review";
import type { Secrets } from "./plan/secrets";
import { actionOf, countsOf, originOf, outputSides, plural, TITLES, verdictOf } from "./words";

/** GitHub refuses longer comments. It counts characters; bytes are never fewer. */
export const COMMENT_LIMIT = 65_536;
/** By this a workflow finds its comment again. */
export const MARKER = "<!-- clickstream plan-review -->";

export interface MarkdownOptions {
  /** Bytes that the comment may have. @default COMMENT_LIMIT */
  readonly limit?: number;
  /** Where the whole review can be read, such as the address of an artifact; stands at the end of a comment that is cut. */
  readonly rest?: string;
}

/** How much of the review is written: everything; shorter values and no attributes of what is new; a line for each object, with fewer lines of policies; each object once. */
type Detail = {
  readonly value: number;
  readonly ofNew: boolean;
  readonly attributes: boolean;
  /** Lines of a policy's difference. */
  readonly difference: number;
  readonly brief?: true;
};
const DETAILS: readonly Detail[] = [
  { value: 300, ofNew: true, attributes: true, difference: 20 },
  { value: 120, ofNew: true, attributes: true, difference: 20 },
  { value: 60, ofNew: true, attributes: true, difference: 20 },
  { value: 100, ofNew: false, attributes: true, difference: 20 },
  { value: 60, ofNew: false, attributes: false, difference: 4 },
  { value: 40, ofNew: false, attributes: false, difference: 0 },
  { value: 40, ofNew: false, attributes: false, difference: 0, brief: true },
];
/** Longer tables are folded. */
const FOLDED_FROM = 30;

/** The review as a comment for a pull request, dangers first. What does not fit is counted, and it says where to read it. */
export function markdownOutput(
  review: Review,
  secrets: Secrets,
  { limit = COMMENT_LIMIT, rest }: MarkdownOptions = {},
): string {
  const [full, ...shorter] = DETAILS.map((detail) => blocksOf(review, detail, new Writer(secrets, detail.value)));
  if (full === undefined) throw new Error("there is a fullest detail");
  const whole = join(full);
  if (bytes(whole) <= limit) return whole;
  const pointer = `\n\n_This is not all of it: the comment would be too long. ${rest === undefined ? "`clickstream plan-review --format text` over the same plans prints the rest." : `The rest: ${/^https:\/\/[\w./?=&%#-]+$/.test(rest) ? rest : code(rest)}`}_\n`;
  const room = limit - bytes(pointer);
  const [fitting] = shorter.map(join).filter((text) => bytes(text) <= room);
  if (fitting !== undefined) return fitting + pointer;
  const fitted = shorter
    .filter((_, index) => DETAILS[index + 1]?.attributes === false)
    .map((blocks) => fit(blocks, room));
  return ((fitted.find(({ whole: told }) => told) ?? fitted.at(-1))?.text ?? "") + pointer;
}

class Writer {
  readonly style: Style = { value: (text) => this.said(text), name: (text) => this.address(text), words: plain };

  constructor(
    private readonly secrets: Secrets,
    readonly longest: number,
  ) {}

  clean(text: string): string {
    return this.secrets.clean(text);
  }
  value(text: string): string {
    return code(cut(this.clean(text), this.longest));
  }
  /** A value in a sentence about a danger: rarely cut. */
  said(text: string): string {
    return code(cut(this.clean(text), this.longest * 4));
  }
  address(text: string): string {
    return code(this.secrets.cleanName(text));
  }
  /** The name of an attribute: rarely long. */
  name(text: string): string {
    return code(cut(this.secrets.cleanName(text), this.longest));
  }
}

function blocksOf(review: Review, detail: Detail, writer: Writer): readonly Block[] {
  const { dangers, warnings, unused, stacks } = review;
  const open = dangers.filter(({ allowed }) => allowed === undefined).length;
  const ask =
    open === 0
      ? []
      : ["", `Each danger is either taken out of the change or answered for: <code>--allow 'ADDRESS=REASON'</code>.`];
  return [
    { head: [MARKER, `## Plan review: ${verdictOf(review)}`, ...ask], items: [], more: () => "" },
    ...findingBlocks("Dangers", dangers, RANKS.danger, detail, writer),
    ...findingBlocks("Warnings", warnings, RANKS.rest, detail, writer),
    ...(unused.length === 0
      ? []
      : [
          {
            head: ["### Allowed without need"],
            items: unused.map(({ target }) =>
              ofRest(`- ${writer.name(target)}: no danger needs this <code>--allow</code>`),
            ),
            more: missing("line", "lines"),
          },
        ]),
    ...stacks.flatMap((stack) =>
      stackBlocks(stack, detail.brief ? withoutNamed(stack, dangers) : stack, detail, writer),
    ),
  ];
}

const ofRest = (text: string): Item => ({ text, rank: RANKS.rest });

/** The stack without rows of what the dangers above name already. */
function withoutNamed(stack: StackReview, dangers: readonly Finding[]): StackReview {
  const named = new Set(dangers.filter((danger) => danger.stack === stack.stack).map(({ address }) => address));
  return { ...stack, rows: stack.rows.filter(({ change }) => !named.has(addressOf(change))) };
}

const missing =
  (one: string, more: string) =>
  (count: number): string =>
    `… and ${plural(count, `more ${one}`, `more ${more}`)}.`;

function findingBlocks(
  title: string,
  findings: readonly Finding[],
  rank: number,
  detail: Detail,
  writer: Writer,
): readonly Block[] {
  if (findings.length === 0) return [];
  const more = missing(title.toLowerCase().slice(0, -1), title.toLowerCase());
  if (!detail.brief) {
    const items = findings.map((finding) => ({ text: findingItem(finding, detail, writer), rank }));
    return [{ head: [`### ${title}`, ""], items, more }];
  }
  const headOf = ({ kind, stack }: Finding): string => `**${TITLES[kind]}** in ${writer.address(stack)}:`;
  const line = ({ address, allowed }: Finding): string =>
    `- ${writer.address(address)}${allowed === undefined ? "" : " (allowed)"}`;
  return [...new Set(findings.map(headOf))].map((head, index) => ({
    head: [...(index === 0 ? [`### ${title}`, ""] : []), head, ""],
    items: findings.filter((finding) => headOf(finding) === head).map((finding) => ({ text: line(finding), rank })),
    more,
  }));
}

function findingItem(
  { kind, stack, address, place, what, clients, difference, allowed }: Finding,
  detail: Detail,
  writer: Writer,
): string {
  const sentence = (message: Message): string => render(message, writer.style);
  const where = [stack, place.construct]
    .filter((part) => part !== "")
    .map((part) => writer.address(part))
    .join(" ");
  const lines = [
    `- **${TITLES[kind]}**: ${writer.address(address)} in ${where}`,
    ...what.map((message) => `  ${sentence(message)}.`),
  ];
  if (clients !== undefined) lines.push(`  Clients: ${sentence(clients)}.`);
  if (difference !== undefined && difference.length > 0 && detail.difference > 0) {
    const shown = difference
      .slice(0, detail.difference)
      .map((line) => cut(writer.clean(line), detail.attributes ? 1_000 : 300));
    const left = difference.length - shown.length;
    lines.push(
      ...fenced("diff", [...shown, ...(left > 0 ? [`  … ${left} more`] : [])])
        .split("\n")
        .map((line) => `  ${line}`),
    );
  }
  if (allowed !== undefined) lines.push(`  Allowed: ${writer.value(allowed)}`);
  return lines.join("\n");
}

/** @param shown the same stack with the rows that are written */
function stackBlocks(stack: StackReview, shown: StackReview, detail: Detail, writer: Writer): readonly Block[] {
  const notes = [
    ...(stack.complete ? [] : ["This plan does not lead to all that is configured: plan again after the apply."]),
    ...stack.deferred.map((address) => `Put off to a later plan: ${writer.address(address)}`),
    ...stack.failedChecks.map(
      ({ address, message }) => `A check fails: ${writer.address(address)}${message && `: ${writer.value(message)}`}`,
    ),
    ...(shown.rows.length < stack.rows.length ? ["What the dangers name is not repeated here."] : []),
  ].flatMap((note) => ["", note]);
  const items = [...tableRows(shown.rows, detail, writer), ...outputRows(stack, writer)];
  if (items.length === 0 && notes.length === 0 && stack.drift.length === 0)
    return [{ head: [`**${plain(stack.stack)}**: ${plain(countsOf(stack))}`], items: [], more: () => "" }];
  return [
    ...tables([`### ${plain(stack.stack)}: ${countsOf(stack)}`, ...notes], items),
    ...(stack.drift.length === 0
      ? []
      : tables(
          [`Changed outside Terraform since the last apply (${plain(stack.stack)}):`],
          tableRows(stack.drift, detail, writer).map(({ text }) => ofRest(text)),
        )),
  ];
}

/** A long table is folded; what it destroys and replaces stands before it. */
function tables(title: readonly string[], items: readonly Item[]): readonly Block[] {
  const more = missing("row", "rows");
  const lines = (part: readonly Item[]): number => part.reduce((sum, { text }) => sum + text.split("\n").length, 0);
  if (items.length === 0) return [{ head: title, items, more }];
  if (lines(items) < FOLDED_FROM) return [{ head: [...title, "", ...TABLE_HEAD], items, more }];
  const parts = [items.filter(({ rank }) => rank < RANKS.rest), items.filter(({ rank }) => rank === RANKS.rest)];
  return parts
    .filter((part) => part.length > 0)
    .map((part, index) => {
      const head = index === 0 ? [...title, ""] : [];
      if (lines(part) < FOLDED_FROM) return { head: [...head, ...TABLE_HEAD], items: part, more };
      const summary = `<details><summary>${plural(part.length, "row", "rows")}</summary>`;
      return { head: [...head, summary, "", ...TABLE_HEAD], items: part, foot: ["", "</details>"], more };
    });
}

const TABLE_HEAD = ["| construct | resource | attribute | before | after |", "|---|---|---|---|---|"];
const NOTHING = "–";

/** A row for each attribute; the construct and the resource stand in their first row only. */
function tableRows(rows: readonly Row[], detail: Detail, writer: Writer): readonly Item[] {
  let last: string | undefined;
  return rows.map(({ change, place, differences }) => {
    const rank = rankOf(change);
    const construct =
      place.construct === last ? "" : place.construct === "" ? "(the stack)" : writer.address(place.construct);
    last = place.construct;
    const type = place.id.includes(change.type) ? "" : ` ${writer.address(change.type)}`;
    const origin = originOf(change)
      .map(({ words, address, value }) =>
        [
          `, ${plain(words)}`,
          ...(address ? [writer.address(address)] : []),
          ...(value ? [writer.value(value)] : []),
        ].join(" "),
      )
      .join("");
    const resource = `**${plain(actionOf(change))}** ${writer.address(place.id)}${type}${origin}`;
    const shown = detail.attributes && (detail.ofNew || change.action !== "create") ? differences : [];
    const left = differences.length - shown.length;
    if (shown.length === 0)
      return { text: row(construct, resource, left > 0 ? plural(left, "attribute", "attributes") : "", "", ""), rank };
    const lines = shown.map(({ attribute, before, after, replaces }, index) => {
      const [was, is] =
        before === undefined || after === undefined
          ? [before, after]
          : cutToDifference(writer.clean(before), writer.clean(after), writer.longest);
      const side = (text: string | undefined): string => (text === undefined ? NOTHING : writer.value(text));
      return row(
        index === 0 ? construct : "",
        index === 0 ? resource : "",
        `${writer.name(attribute)}${replaces ? " **forces replacement**" : ""}`,
        side(was),
        side(is),
      );
    });
    return { text: lines.join("\n"), rank };
  });
}

function outputRows({ outputs }: StackReview, writer: Writer): readonly Item[] {
  return outputs.map((output, index) =>
    ofRest(
      row(
        index === 0 ? "(outputs)" : "",
        `**${plain(output.action === "delete" ? "destroy" : output.action)}** output ${writer.address(output.name)}`,
        "",
        ...sides(output, writer),
      ),
    ),
  );
}

function sides(output: StackReview["outputs"][number], writer: Writer): readonly [string, string] {
  const [before, after] = outputSides(output).map((side) => (side === undefined ? NOTHING : writer.value(side)));
  return [before ?? NOTHING, after ?? NOTHING];
}

const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
