import { once } from "node:events";
import { request, type Agent } from "node:http";
import path from "node:path";
import { peakMegabytesOf, whenServing } from "../__tests__/support/serving";
import type { Workspace } from "../__tests__/support/workspace";

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
  const args = [
    "run.mjs",
    "cli/main.ts",
    "local",
    "--port",
    "0",
    "--no-samples",
    "--data",
    path.join(folder, "data"),
    "--cdktf-out",
    path.join(folder, "cdktf.out"),
  ];
  const child = workspace.start(process.execPath, args);
  const { pid } = child;
  const ended = once(child, "close");
  const { url, printed } = await whenServing(child);
  let peak = 0;
  return {
    url,
    peakMegabytes: () => (peak = Math.max(peak, pid === undefined ? NaN : peakMegabytesOf(pid))),
    stop: async () => {
      child.kill("SIGTERM");
      const [code] = (await ended) as [number | null];
      if (code !== 0) throw new Error(`the local run ended with ${code ?? "a signal"}:\n${printed()}`);
    },
  };
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
