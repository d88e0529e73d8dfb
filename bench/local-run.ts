import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { request, type Agent } from "node:http";
import path from "node:path";
import type { Workspace } from "./workspace";

const START_TIMEOUT_MILLISECONDS = 60_000;

/** The local run as a process of its own, on a free port, with a fresh data folder. */
export interface LocalRun {
  readonly url: string;
  /** The most memory that it held at any moment so far, in MB (10^6 bytes). */
  readonly peakMegabytes: () => number;
  /** Ends it. @throws Error when it did not end by itself */
  readonly stop: () => Promise<void>;
}

/** Starts `clickstream local`. @throws Error with what it printed when it does not come up */
export async function startLocalRun(workspace: Workspace): Promise<LocalRun> {
  const folder = workspace.makeFolder("local");
  const args = ["run.mjs", "cli/main.ts", "local", "--port", "0", "--no-samples", "--data", path.join(folder, "data"), "--cdktf-out", path.join(folder, "cdktf.out")];
  const child = workspace.start(process.execPath, args);
  const { pid } = child;
  const ended = once(child, "close");
  let printed = "";
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the local run did not come up:\n${printed}`)), START_TIMEOUT_MILLISECONDS);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        printed = (printed + text).slice(-10_000);
        const found = /serving on (http:\/\/\S+)/.exec(printed)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
    child.once("error", reject);
    child.once("close", () => reject(new Error(`the local run ended:\n${printed}`)));
    child.once("close", () => clearTimeout(timer));
  });
  let peak = 0;
  return {
    url,
    peakMegabytes: () => (peak = Math.max(peak, pid === undefined ? NaN : residentMegabytes(pid))),
    stop: async () => {
      child.kill("SIGTERM");
      const [code] = (await ended) as [number | null];
      if (code !== 0) throw new Error(`the local run ended with ${code ?? "a signal"}:\n${printed}`);
    },
  };
}

/** On Linux the most that the process ever held, elsewhere what it holds now. */
function residentMegabytes(pid: number): number {
  const status = `/proc/${pid}/status`;
  const kibibytes = existsSync(status)
    ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, "utf8"))?.[1]
    : execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  return Number(kibibytes) * 1.024e-3;
}

/** Sends a request and reads the answer. @throws Error with the answer when it is not a 200 */
export function call(agent: Agent, method: "GET" | "POST", url: string, body = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
    const outgoing = request(url, { agent, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${method} ${url} was answered ${response.statusCode}: ${text}`));
      });
      response.on("error", reject);
    });
    outgoing.on("error", reject).end(body);
  });
}
