import path from "node:path";
import { pathToFileURL } from "node:url";

interface Room {
  readonly imports: readonly string[];
  readonly typesOnly?: boolean;
}

/** Rooms that most others import, or that import most others: their arrows would hide the rest. */
const LEFT_OUT = ["basics", "library", "bench", "__tests__", ".ci"];

/** Which room imports from which, as `.dependency-cruiser.mjs` allows it and mermaid draws it. An arrow to single files names them. */
export async function roomsPicture(): Promise<string> {
  const rules = pathToFileURL(path.resolve(".dependency-cruiser.mjs")).href;
  const { ROOMS } = (await import(rules)) as { readonly ROOMS: Readonly<Record<string, Room>> };
  const rooms = Object.entries(ROOMS).filter(([name]) => !LEFT_OUT.includes(name.split("/")[0] ?? ""));
  const boxes = rooms.map(([name]) => `  ${idOf(name)}[${name}]`);
  const arrows = rooms.flatMap(([name, { imports, typesOnly }]) => {
    const others = [...new Set(imports.map(roomOf))].filter((other) => !LEFT_OUT.includes(other));
    return others.map((other) => {
      const files = imports
        .filter((each) => each !== other && roomOf(each) === other)
        .map((each) => path.parse(each).name);
      const label = [...files, ...(typesOnly === true ? ["types"] : [])].join(", ");
      return `  ${idOf(name)} -->${label === "" ? "" : `|${label}|`} ${idOf(other)}`;
    });
  });
  return ["```mermaid", "flowchart TD", ...boxes, ...arrows, "```"].join("\n");
}

const roomOf = (place: string): string => place.split("/")[0] ?? "";
const idOf = (room: string): string => room.replace(".ts", "");
