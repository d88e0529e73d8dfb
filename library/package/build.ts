import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import path from "node:path";
import { bundleGenericHandlers } from "../../handlers/bundle";
import { bundlePage } from "../../local/server/page-files";
import { publicModules } from "./public-modules";

const DIST = "dist";
/** Files that are no modules. */
const COPIED = [
  "contract/client/browser/runtime.ts",
  "emulation/athena/worker.mjs",
  "emulation/lambda/worker.mjs",
  "local/page/index.html",
  "local/page/page.css",
  "local/page/icon.svg",
];
/** What only the sources need: the package has what it would make. */
const SOURCES_ONLY = ["esbuild"];

/** Builds the package into dist/: modules with their types, the finished handlers, the live page. */
async function main(): Promise<void> {
  await rm(DIST, { recursive: true, force: true });
  console.log("modules and types");
  await compile();
  console.log("finished handlers");
  const code = await bundleGenericHandlers();
  await put("handlers/transform.mjs", code.transform);
  await put("handlers/probe.mjs", code.probe);
  await put("handlers/ingest.mjs", code.ingest);
  for (const [name, extension] of Object.entries(code.extensions))
    await put(`handlers/extensions/${name}.mjs`, extension);
  console.log("live page");
  for (const file of COPIED) {
    await mkdir(path.dirname(path.join(DIST, file)), { recursive: true });
    await copyFile(file, path.join(DIST, file));
  }
  await put("local/page/page.js", await bundlePage());
  const files = await check();
  console.log(`${DIST}/ holds ${files} modules`);
}

/** The public modules and all that they import. @throws Error when TypeScript finds mistakes; it has printed them */
async function compile(): Promise<void> {
  const { modules, commands } = await publicModules();
  const config = {
    extends: "../library/tsconfig.json",
    files: [...modules, ...commands].map(({ source }) => path.join("..", source)),
    include: [],
  };
  await mkdir("build", { recursive: true });
  await writeFile("build/tsconfig.library.json", JSON.stringify(config));
  const child = spawn(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "build/tsconfig.library.json"], {
    stdio: "inherit",
  });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error("TypeScript refuses the sources of the package");
}

async function put(file: string, contents: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(path.join(DIST, file)), { recursive: true });
  await writeFile(path.join(DIST, file), contents);
}

/** @returns how many modules there are. @throws Error naming a module that needs what the package does not ask for */
async function check(): Promise<number> {
  const { dependencies } = await publicModules();
  const names = (await readdir(DIST, { recursive: true })).filter(
    (name) => name.endsWith(".js") && !name.startsWith("local/page"),
  );
  for (const name of names) {
    const text = await readFile(path.join(DIST, name), "utf8");
    for (const [, needed = ""] of text.matchAll(/require\("([^".][^"]*)"\)/g)) {
      const root = needed
        .split("/")
        .slice(0, needed.startsWith("@") ? 2 : 1)
        .join("/");
      if (needed.startsWith("node:") || builtinModules.includes(needed) || SOURCES_ONLY.includes(root)) continue;
      if (!dependencies.includes(root))
        throw new Error(
          `${DIST}/${name} needs "${root}", which package.json names neither in dependencies nor in peerDependencies`,
        );
    }
  }
  return names.length;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
