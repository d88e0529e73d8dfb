import { parseJson } from "./exact-json";

/** A JSON value in a text, or a piece that is none. */
export interface JsonPiece {
  /** As it stands in the text, from `start` to before `end`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** undefined for a piece that is no JSON; numbers keep their digits, see `parseJson`. */
  readonly value: unknown;
}

/**
 * Cuts a text into its JSON objects and arrays, with or without line breaks between them: Firehose writes records one after
 * the other. What stands between two of them, and what is cut short at the end, is a piece of its own.
 * @param decode makes of a piece the text that is parsed
 */
export function* jsonPieces(text: string, decode = (piece: string): string => piece): Generator<JsonPiece> {
  let at = 0;
  while (at < text.length) {
    const start = nextStart(text, at);
    const between = text.slice(at, start).trim();
    if (between !== "") yield { text: between, start: at, end: start, value: undefined };
    if (start === text.length) return;
    const end = endOfValue(text, start);
    yield { text: text.slice(start, end), start, end, value: readJson(decode(text.slice(start, end))) };
    at = end;
  }
}

/** A text's JSON, its numbers with their digits; undefined when it is none. */
export function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** The elements of the array that a JSON text is, each as it stands there with the space around it; undefined for another text. */
export function elementsOf(text: string): readonly Omit<JsonPiece, "value">[] | undefined {
  const from = text.search(/[^\s\ufeff]/) + 1;
  if (text[from - 1] !== "[") return undefined;
  const elements: Omit<JsonPiece, "value">[] = [];
  const take = (start: number, end: number): unknown => elements.push({ text: text.slice(start, end), start, end });
  let [start, depth] = [from, 0];
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === "{" || character === "[") depth++;
    else if (character === "," && depth === 0) {
      take(start, at);
      start = at + 1;
    } else if ((character === "}" || character === "]") && --depth < 0) {
      if (elements.length > 0 || text.slice(start, at).trim() !== "") take(start, at);
      return elements;
    }
  }
  return undefined;
}

/** Where the quote stands that ends the string that begins here. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

function nextStart(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === "{" || text[at] === "[") return at;
  return text.length;
}

/** Behind the bracket that closes the one at `start`; what no bracket closes ends with its line, so that it takes no other with it. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === "{" || character === "[") depth++;
    else if ((character === "}" || character === "]") && --depth === 0) return at + 1;
  }
  const line = text.indexOf("\n", start);
  return line === -1 ? text.length : line + 1;
}
