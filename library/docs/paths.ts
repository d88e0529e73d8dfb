import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Whoever adopts the project edits these; pages speak of them as the restaurant has them. */
const YOURS = /^(main\.ts|config|events)(\/|$)/;
const RESTAURANT = "__tests__/fixtures/restaurant";
/** A path: folders and perhaps a file. It may hold `*`, `{one,other}` and `<what the reader fills in>`. */
const PATH = /(?<![\w./@<>{}$*:-])(?:\.{1,2}\/)*(\.?\w[\w.-]*(?:\/(?:[\w.*{},-]|<[^<>]*>)*)+)/g;
const SOURCE = /\.(ts|mjs|py)$/;

/** Every file and folder of the repository, but for what git ignores. */
export function repositoryPaths(): readonly string[] {
  const ignored = readFileSync(".gitignore", "utf8").split("\n").filter(Boolean);
  const skip = new Set([".git", ...ignored.map((name) => name.replace(/\/$/, ""))]);
  const below = (folder: string): readonly string[] =>
    readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !skip.has(name))
      .flatMap((entry) => {
        const file = path.join(folder, entry.name);
        return entry.isDirectory() ? [file, ...below(file)] : [file];
      });
  return below(".");
}

/**
 * Whether the paths that a page names in code are there: what begins with a folder of the repository, or ends like a source file.
 * @param page its path
 * @param known see {@link repositoryPaths}
 * @returns each that is not, with its page and line
 */
export function checkPaths(page: string, text: string, known: readonly string[]): readonly string[] {
  const rooms = new Set(known.map((name) => name.split("/")[0]));
  return codeOf(text).flatMap(({ line, code }) =>
    [...code.matchAll(PATH)].flatMap(([whole, match = ""]) => {
      const named = match.replace(/[.,/]+$/, "");
      if (!rooms.has(named.split("/")[0]) && !SOURCE.test(named)) return [];
      const places = [
        named,
        path.join(path.dirname(page), whole),
        ...(YOURS.test(named) ? [`${RESTAURANT}/${named}`] : []),
      ];
      return places.some((place) => isThere(place, known)) ? [] : [`${page}:${line}: there is no ${named}`];
    }),
  );
}

/** Code within lines, and blocks that are no program: those are compiled. */
function codeOf(text: string): readonly { readonly line: number; readonly code: string }[] {
  const prose = text.replace(/^ *```(ts|json)\n[^]*?^ *```$/gm, (block) => block.replace(/[^\n]/g, ""));
  return [...prose.matchAll(/^ *```\w*\n([^]*?)^ *```$|`([^`\n]+)`/gm)].flatMap((match) => {
    const first = prose.slice(0, match.index).split("\n").length + (match[1] === undefined ? 0 : 1);
    return (match[1] ?? match[2] ?? "").split("\n").map((code, index) => ({ line: first + index, code }));
  });
}

/** An import names a file without its ending. */
function isThere(place: string, known: readonly string[]): boolean {
  if (existsSync(place) || existsSync(`${place}.ts`)) return true;
  if (!/[*<{]/.test(place)) return false;
  const pattern = place
    .replace(/[.+()[\]^$|\\]/g, "\\$&")
    .replace(/\{([^}]*)\}/g, (_, names: string) => `(${names.replaceAll(",", "|")})`)
    .replace(/<[^>]*>|\*+/g, "[^/]+");
  return known.some((name) => new RegExp(`^${pattern}(\\.ts)?$`).test(name));
}
