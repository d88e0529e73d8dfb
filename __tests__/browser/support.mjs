// The local run, and a browser to look at it.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import chromium from "@sparticuz/chromium";
import { chromium as browsers } from "playwright-core";

const QUIET = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** These would let every page read everything, or end the browser with its first page. */
const UNWANTED = ["--disable-web-security", "--disable-site-isolation-trials", "--single-process"];

/**
 * Starts the local run of the restaurant's environment dev on a free port, with a data folder of its own.
 * @param declared whose event types: "restaurant", or "menu" of `__tests__/fixtures/menu`
 */
export async function startLocal(declared = "restaurant") {
  const data = await mkdtemp(path.join(tmpdir(), "clickstream-browser-"));
  const tree = path.join(data, "tree");
  execFileSync(process.execPath, ["run.mjs", ".ci/variant.ts", tree, '{"freshness":"seconds"}', declared], {
    stdio: "inherit",
  });
  const what = ["--no-synth", "--cdktf-out", tree, "--env", "dev", "--data", path.join(data, "data"), "--no-samples"];
  const child = spawn(process.execPath, ["run.mjs", "cli/main.ts", "local", "--port", "0", ...what], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill();
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  let printed = "";
  const url = await new Promise((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      printed += chunk;
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
      if (found !== undefined) resolve(found);
    });
    ended.then(() => reject(new Error(`the local run ended: ${printed}`)));
  });
  return { url, tree, stop };
}

/** A browser with the guards of any other. */
export async function launch() {
  return browsers.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args.filter((arg) => !UNWANTED.includes(arg)), ...QUIET],
    headless: true,
  });
}
