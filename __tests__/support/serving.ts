import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import type { Workspace } from "./workspace";

const START_TIMEOUT_MILLISECONDS = 60_000;
/** Characters of what it printed that are kept for messages. */
const KEPT = 10_000;

/** A local run in a process that was just started. */
export interface Serving {
  /** Where it answers. */
  readonly url: string;
  /** The end of what it printed so far. */
  readonly printed: () => string;
}

/** Waits until a `clickstream local` serves. @throws Error with what it printed when it does not come up */
export async function whenServing(child: ReturnType<Workspace["start"]>): Promise<Serving> {
  let printed = "";
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`the local run did not come up:\n${printed}`)),
      START_TIMEOUT_MILLISECONDS,
    );
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        printed = (printed + text).slice(-KEPT);
        const found = /serving on (http:\/\/\S+)/.exec(printed)?.[1];
        if (found === undefined) return;
        clearTimeout(timer);
        resolve(found);
      });
    }
    child.once("error", reject);
    child.once("close", () => reject(new Error(`the local run ended:\n${printed}`)));
    child.once("close", () => clearTimeout(timer));
  });
  return { url, printed: () => printed };
}

/** In MB (10^6 bytes): on Linux the most that a process ever held, elsewhere what it holds now. */
export function peakMegabytesOf(pid: number): number {
  const status = `/proc/${pid}/status`;
  const kibibytes = existsSync(status)
    ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, "utf8"))?.[1]
    : execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  return Number(kibibytes) * 1.024e-3;
}
