/**
 * A value as code in Markdown, inside and outside tables. Nothing in it is markup, ends a cell, or calls somebody: GitHub looks
 * for no mentions within code, and what would end a code span or a cell is written as a character reference.
 */
export function code(value: string): string {
  const text = visible(value);
  return /^[^\s`|]([^`|]*[^\s`|])?$/.test(text) ? `\`${text}\`` : `<code>${text.replace(MARKUP, reference)}</code>`;
}

/** Words of this program in Markdown. */
export const plain = (words: string): string => visible(words).replace(MARKUP, reference);

const reference = (character: string): string => `&#${character.codePointAt(0) ?? 0};`;

/** An underscore within a word is no emphasis; a colon matters before `//` only. */
const MARKUP = /[&<>|\\`*~[\]@#!$"]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\/\/)|(?<=www)\./gi;

/** Lines in a fenced block of this language, fenced with more backticks than any run within. */
export function fenced(language: string, lines: readonly string[]): string {
  const text = lines.map(visible).join("\n");
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** The text in one line: line ends, control characters and those that turn the writing direction are spelled out. */
export const visible = (text: string): string =>
  text.replace(
    /[\p{Cc}\u2028\u2029\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\p{Cs}]/gu,
    (character) => NAMED[character] ?? `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** The text, cut in the middle of its own when longer. Never between the two halves of a character. */
export function cut(text: string, longest: number): string {
  const characters = Array.from(text);
  if (characters.length <= longest) return text;
  const head = Math.ceil((longest * 2) / 3);
  return `${characters.slice(0, head).join("")} … ${characters.slice(characters.length - (longest - head)).join("")}`;
}

/** Two long texts, each cut to where they differ. */
export function cutToDifference(before: string, after: string, longest: number): readonly [string, string] {
  if (before.length <= longest && after.length <= longest) return [before, after];
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < Math.min(before.length, after.length) - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  const [from, rest] = [Math.max(0, start - 20), Math.max(0, end - 20)];
  const part = (text: string): string =>
    `${from > 0 ? "… " : ""}${cut(text.slice(from, text.length - rest), longest)}${rest > 0 ? " …" : ""}`;
  return [part(before), part(after)];
}
