/** What is cut last: dangers, then what is destroyed, then what is replaced, then the rest. */
export const RANKS = { danger: 0, destroy: 1, replace: 2, rest: 3 } as const;

/** A line, or lines that are kept or cut together. */
export interface Item {
  readonly text: string;
  readonly rank: number;
}

/** Items below a head, the most important first; where they are cut, `more` says how many are missing. */
export interface Block {
  readonly head: readonly string[];
  readonly items: readonly Item[];
  readonly foot?: readonly string[];
  readonly more: (missing: number) => string;
}

export const bytes = (text: string): number => Buffer.byteLength(text);

export const join = (blocks: readonly Block[]): string =>
  blocks
    .map(({ head, items, foot = [] }) => [...head, ...items.map(({ text }) => text), ...foot].join("\n"))
    .join("\n\n");

/**
 * As many items as fit, in the order of their ranks; they stand where they would otherwise.
 * @returns the text, and whether everything but the rest is in it
 */
export function fit(blocks: readonly Block[], room: number): { readonly text: string; readonly whole: boolean } {
  const kept = new Map<Block, number>();
  let free = room - 60; // for the last line, about sections
  const take = (cost: number): boolean => {
    if (cost > free) return false;
    free -= cost;
    return true;
  };
  const [first] = blocks; // says what was found
  if (first !== undefined && take(shell(first))) kept.set(first, 0);
  let whole = true;
  for (const rank of Object.values(RANKS)) {
    for (const block of blocks) {
      if (block.items.every((item) => item.rank > rank) && (rank !== RANKS.rest || block.items.length > 0)) continue;
      if (!kept.has(block) && !take(shell(block))) {
        whole &&= rank === RANKS.rest;
        continue;
      }
      let count = kept.get(block) ?? 0;
      for (let next = block.items[count]; next?.rank === rank && take(bytes(next.text) + 1); next = block.items[count])
        count += 1;
      kept.set(block, count);
      if (block.items[count]?.rank === rank) whole &&= rank === RANKS.rest;
    }
  }
  const shown = blocks.flatMap((block) => {
    const count = kept.get(block);
    if (count === undefined) return [];
    const { head, items, foot = [], more } = block;
    const missing = items.length - count;
    const text = [...head, ...items.slice(0, count).map((item) => item.text), ...foot].join("\n");
    return [missing > 0 ? `${text}\n\n${more(missing)}` : text];
  });
  const left = blocks.length - shown.length;
  const rest = left === 0 ? [] : [`${left} more ${left === 1 ? "section does" : "sections do"} not fit.`];
  return { text: [...shown, ...rest].join("\n\n"), whole };
}

const shell = ({ head, foot = [], more, items }: Block): number =>
  bytes([...head, ...foot].join("\n")) + bytes(more(items.length)) + 6;
