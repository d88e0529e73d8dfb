import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { ownFile } from "../../emulation/files/own-files";

/** A file of the page. */
export interface PageFile {
  readonly contentType: string;
  readonly content: string | Uint8Array;
}

const read = (name: string) => (): Promise<string> => readFile(ownFile(`local/page/${name}`), "utf8");

/** By the path below `/_local/`. */
const FILES: Readonly<
  Record<string, { readonly contentType: string; readonly make: () => Promise<string | Uint8Array> }>
> = {
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

/** The browser's code with chart.js in it, in one file: the package has it, the sources are bundled. */
async function bundle(): Promise<string | Uint8Array> {
  const finished = ownFile("local/page/page.js");
  if (existsSync(finished)) return readFile(finished, "utf8");
  return bundlePage();
}

/** @throws Error with what esbuild says, when the page's code is broken */
export async function bundlePage(): Promise<Uint8Array> {
  const { build } = await import("esbuild"); // on first use: most runs never show the page
  const { outputFiles } = await build({
    entryPoints: [ownFile("local/page/main.ts")],
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
  if (file === undefined) throw new Error(`page/main.ts: esbuild made no file`);
  return file.contents;
}
