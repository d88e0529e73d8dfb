import { code, cut, cutToDifference, fenced, plain } from "./escape";
import { type Message, render } from "./plan/message";
import type { Finding, Review, Row, StackReview } from "./review";
import type { Scrubber } from "./plan/masking";
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

/** How much of the review is written: everything; shorter values and no attributes of what is new; or one line for each object. */
type Detail = { readonly value: number; readonly ofNew: boolean; readonly attributes: boolean };
const DETAILS: readonly Detail[] = [
  { value: 300, ofNew: true, attributes: true },
  { value: 120, ofNew: true, attributes: true },
  { value: 60, ofNew: true, attributes: true },
  { value: 100, ofNew: false, attributes: true },
  { value: 60, ofNew: false, attributes: false },
];

/** The review as a comment for a pull request, dangers first. What does not fit is counted, and it says where to read it. */
export function markdownOutput(
  review: Review,
  scrubber: Scrubber,
  { limit = COMMENT_LIMIT, rest }: MarkdownOptions = {},
): string {
  const [full, ...shorter] = DETAILS.map((detail) => blocksOf(review, detail, new Writer(scrubber, detail.value)));
  if (full === undefined) throw new Error("there is a fullest detail");
  const whole = join(full);
  if (bytes(whole) <= limit) return whole;
  const pointer = `\n\n_This is not all of it: the comment would be too long. ${rest === undefined ? "`clickstream plan-review --format text` over the same plans prints the rest." : `The rest: ${/^https:\/\/[\w./?=&%#-]+$/.test(rest) ? rest : code(rest)}`}_\n`;
  const room = limit - bytes(pointer);
  for (const blocks of shorter) {
    const text = join(blocks);
    if (bytes(text) <= room) return text + pointer;
  }
  return fit(shorter.at(-1) ?? full, room) + pointer;
}

const bytes = (text: string): number => Buffer.byteLength(text);

/** Lines that belong together; where they are cut, `more` says how many are missing. */
interface Block {
  readonly head: readonly string[];
  readonly items: readonly string[];
  readonly foot?: readonly string[];
  readonly more: (missing: number) => string;
}

const join = (blocks: readonly Block[]): string =>
  blocks.map(({ head, items, foot = [] }) => [...head, ...items, ...foot].join("\n")).join("\n\n");

/** As many items as fit, block after block, so that dangers go before tables; the heads of later blocks keep their room while they can. */
function fit(blocks: readonly Block[], room: number): string {
  const shell = ({ head, foot = [], more, items }: Block): number =>
    bytes([...head, ...foot].join("\n")) + bytes(more(items.length)) + 6;
  let text = "";
  for (const [index, block] of blocks.entries()) {
    const later = blocks.slice(index + 1);
    const reserved = Math.min(
      later.reduce((sum, other) => sum + shell(other), 0),
      room / 4,
    );
    const free = room - reserved - bytes(text) - shell(block);
    if (free < 0)
      return `${text}\n\n${plural(blocks.length - index, "more section does not fit", "more sections do not fit")}.`;
    const [kept, used] = [[] as string[], { bytes: 0 }];
    for (const item of block.items) {
      if (used.bytes + bytes(item) + 1 > free) break;
      kept.push(item);
      used.bytes += bytes(item) + 1;
    }
    const missing = block.items.length - kept.length;
    text += `${text === "" ? "" : "\n\n"}${[...block.head, ...kept, ...(block.foot ?? [])].join("\n")}${missing > 0 ? `\n\n${block.more(missing)}` : ""}`;
  }
  return text;
}

class Writer {
  constructor(
    private readonly scrubber: Scrubber,
    readonly longest: number,
  ) {}

  clean(text: string): string {
    return this.scrubber.clean(text);
  }
  value(text: string): string {
    return code(cut(this.clean(text), this.longest));
  }
  /** A value in a sentence about a danger: rarely cut. */
  said(text: string): string {
    return code(cut(this.clean(text), this.longest * 4));
  }
  address(text: string): string {
    return code(text);
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
    ...findingBlock("Dangers", dangers, detail, writer),
    ...findingBlock("Warnings", warnings, detail, writer),
    ...(unused.length === 0
      ? []
      : [
          {
            head: ["### Allowed without need"],
            items: unused.map(({ target }) => `- ${writer.value(target)}: no danger needs this <code>--allow</code>`),
            more: missing("line", "lines"),
          },
        ]),
    ...stacks.flatMap((stack) => stackBlocks(stack, detail, writer)),
  ];
}

const missing =
  (one: string, more: string) =>
  (count: number): string =>
    `… and ${plural(count, `more ${one}`, `more ${more}`)}.`;

function findingBlock(title: string, findings: readonly Finding[], detail: Detail, writer: Writer): readonly Block[] {
  if (findings.length === 0) return [];
  return [
    {
      head: [`### ${title}`, ""],
      items: findings.map((finding) => findingItem(finding, detail, writer)),
      more: missing(title.toLowerCase().slice(0, -1), title.toLowerCase()),
    },
  ];
}

function findingItem(
  { kind, stack, address, place, what, clients, difference, allowed }: Finding,
  detail: Detail,
  writer: Writer,
): string {
  const sentence = (message: Message): string => render(message, (value) => writer.said(value), plain);
  const where = [stack, place.construct]
    .filter((part) => part !== "")
    .map((part) => writer.address(part))
    .join(" ");
  const lines = [
    `- **${TITLES[kind]}**: ${writer.address(address)} in ${where}`,
    ...what.map((message) => `  ${sentence(message)}.`),
  ];
  if (clients !== undefined) lines.push(`  Clients: ${sentence(clients)}.`);
  if (difference !== undefined && difference.length > 0) {
    const most = detail.attributes ? 20 : 4;
    const shown = difference.slice(0, most).map((line) => cut(writer.clean(line), detail.attributes ? 1_000 : 300));
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

function stackBlocks(stack: StackReview, detail: Detail, writer: Writer): readonly Block[] {
  const notes = [
    ...(stack.complete ? [] : ["This plan does not lead to all that is configured: plan again after the apply."]),
    ...stack.deferred.map((address) => `Put off to a later plan: ${writer.address(address)}`),
    ...stack.failedChecks.map((check) => `A check fails: ${writer.value(check)}`),
  ].flatMap((note) => ["", note]);
  const items = [...tableRows(stack.rows, detail, writer), ...outputRows(stack, writer)];
  if (items.length === 0 && notes.length === 0 && stack.drift.length === 0)
    return [{ head: [`**${plain(stack.stack)}**: ${countsOf(stack)}`], items: [], more: () => "" }];
  const tables: Block[] = [
    {
      head: [
        `### ${plain(stack.stack)}: ${countsOf(stack)}`,
        ...notes,
        ...(items.length === 0 ? [] : ["", ...TABLE_HEAD]),
      ],
      items,
      more: missing("row", "rows"),
    },
  ];
  if (stack.drift.length > 0)
    tables.push({
      head: [`Changed outside Terraform since the last apply (${plain(stack.stack)}):`, "", ...TABLE_HEAD],
      items: tableRows(stack.drift, detail, writer),
      more: missing("row", "rows"),
    });
  return tables;
}

const TABLE_HEAD = ["| construct | resource | attribute | before | after |", "|---|---|---|---|---|"];
const NOTHING = "–";

/** A row for each attribute; the construct and the resource stand in their first row only. */
function tableRows(rows: readonly Row[], detail: Detail, writer: Writer): readonly string[] {
  let last: string | undefined;
  return rows.flatMap(({ change, place, differences }) => {
    const construct =
      place.construct === last ? "" : place.construct === "" ? "(the stack)" : writer.address(place.construct);
    last = place.construct;
    const type = place.id.includes(change.type) ? "" : ` ${writer.address(change.type)}`;
    const origin = originOf(change)
      .map(({ words, value }) => `, ${words} ${writer.value(value)}`)
      .join("");
    const resource = `**${plain(actionOf(change))}** ${writer.address(place.id)}${type}${origin}`;
    const shown = detail.attributes && (detail.ofNew || change.action !== "create") ? differences : [];
    const left = differences.length - shown.length;
    if (shown.length === 0)
      return [row(construct, resource, left > 0 ? plural(left, "attribute", "attributes") : "", "", "")];
    return shown.map(({ attribute, before, after, replaces }, index) => {
      const [was, is] =
        before === undefined || after === undefined
          ? [before, after]
          : cutToDifference(writer.clean(before), writer.clean(after), writer.longest);
      const side = (text: string | undefined): string => (text === undefined ? NOTHING : writer.value(text));
      return row(
        index === 0 ? construct : "",
        index === 0 ? resource : "",
        `${writer.value(attribute)}${replaces ? " **forces replacement**" : ""}`,
        side(was),
        side(is),
      );
    });
  });
}

function outputRows({ outputs }: StackReview, writer: Writer): readonly string[] {
  return outputs.map((output, index) =>
    row(
      index === 0 ? "(outputs)" : "",
      `**${plain(output.action === "delete" ? "destroy" : output.action)}** output ${writer.address(output.name)}`,
      "",
      ...sides(output, writer),
    ),
  );
}

function sides(output: StackReview["outputs"][number], writer: Writer): readonly [string, string] {
  const [before, after] = outputSides(output).map((side) => (side === undefined ? NOTHING : writer.value(side)));
  return [before ?? NOTHING, after ?? NOTHING];
}

const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
