import { readFile } from "node:fs/promises";
import path from "node:path";

/** Sources of the page, from the folder that cdktf.json lies in. */
const FOLDER = "local/page";

/** A file of the page. */
export interface PageFile {
  readonly contentType: string;
  readonly content: string | Uint8Array;
}

const read = (name: string) => (): Promise<string> => readFile(path.resolve(FOLDER, name), "utf8");

/** By the path below `/_local/`. */
const FILES: Readonly<Record<string, { readonly contentType: string; readonly make: () => Promise<string | Uint8Array> }>> = {
  "": { contentType: "text/html; charset=utf-8", make: read("index.html") },
  "page.css": { contentType: "text/css; charset=utf-8", make: read("page.css") },
  "icon.svg": { contentType: "image/svg+xml", make: read("icon.svg") },
  "page.js": { contentType: "text/javascript; charset=utf-8", make: bundle },
};

/** The paths below `/_local/` that are files of the page. */
export const PAGE_PATHS: readonly string[] = Object.keys(FILES);

/** The page's files, each made when it is first asked for and kept in memory. */
export class PageFiles {
  private readonly made = new Map<string, Promise<PageFile>>();

  /** @throws Error with what esbuild says, when the page's code is broken; the next call tries again */
  async file(name: string): Promise<PageFile | undefined> {
    const file = FILES[name];
    if (file === undefined) return undefined;
    const made = this.made.get(name) ?? file.make().then((content) => ({ contentType: file.contentType, content }));
    this.made.set(name, made);
    return made.catch((error: unknown) => {
      this.made.delete(name);
      throw error;
    });
  }
}

/** The browser's code with chart.js in it, in one file. */
async function bundle(): Promise<Uint8Array> {
  const { build } = await import("esbuild"); // on first use: most runs never show the page
  const { outputFiles } = await build({
    entryPoints: [path.resolve(FOLDER, "main.ts")],
    bundle: true,
    write: false,
    minify: true,
    platform: "browser",
    target: "es2022",
    format: "esm",
    legalComments: "none",
    logLevel: "silent",
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`${FOLDER}/main.ts: esbuild made no file`);
  return file.contents;
}
