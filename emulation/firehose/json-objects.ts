import { isObject, type JsonObject } from "../../basics/json";
import { jsonPieces } from "../../basics/json-values";

/** The JSON objects of a text, one after the other. @throws Error when it holds anything else; JSON.parse's where that refuses */
export function splitObjects(text: string): readonly JsonObject[] {
  return onePerLine(text) ?? [...jsonPieces(text)].map((piece) => asObject(piece.value ?? JSON.parse(piece.text)));
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
