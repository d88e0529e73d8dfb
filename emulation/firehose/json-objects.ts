import { isObject } from "../tree/stack";

type JsonObject = Readonly<Record<string, unknown>>;

/** The JSON objects of a text, one after the other. @throws Error when it holds anything else; JSON.parse's where that refuses */
export function splitObjects(text: string): readonly JsonObject[] {
  return onePerLine(text) ?? pieces(text).map((piece) => asObject(JSON.parse(piece)));
}

/** The usual case, and by far the quickest; undefined when a line is not an object of its own. */
function onePerLine(text: string): readonly JsonObject[] | undefined {
  try {
    return text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => asObject(JSON.parse(line)));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): JsonObject {
  if (!isObject(value)) throw new Error("Every document must be an object");
  return value;
}

/** Cuts a text behind each closing brace that ends an outermost object. Whether a piece is JSON shows when it is parsed. */
function pieces(text: string): readonly string[] {
  const found: string[] = [];
  let [start, depth] = [0, 0];
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (token === "{") depth++;
    if (token !== "}" || --depth > 0) continue;
    found.push(text.slice(start, index + 1));
    [start, depth] = [index + 1, 0];
  }
  const rest = text.slice(start);
  return rest.trim() === "" ? found : [...found, rest];
}
