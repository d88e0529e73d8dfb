import type { Update } from "../../local/pipeline/protocol";
import { until } from "./local";

/** A page's connection to `GET /_local/events`. */
export interface Listener {
  readonly status: number;
  /** All that was told, in order. */
  readonly updates: readonly Update[];
  /** Comments among it: signs of life. */
  readonly comments: () => number;
  /** Whether the server ended it. */
  readonly ended: () => boolean;
  readonly leave: () => void;
}

/** Listens as a browser does. */
export async function listen(url: string): Promise<Listener> {
  const gone = new AbortController();
  const response = await fetch(url, { signal: gone.signal });
  const updates: Update[] = [];
  let [comments, ended] = [0, false];
  const read = async (): Promise<void> => {
    let rest = "";
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      const blocks = (rest + Buffer.from(chunk).toString("utf8")).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        if (block.startsWith(":")) comments++;
        if (block.startsWith("data: ")) updates.push(JSON.parse(block.slice(6)) as Update);
      }
    }
    ended = true;
  };
  read().catch(() => (ended = true));
  return { status: response.status, updates, comments: () => comments, ended: () => ended, leave: () => gone.abort() };
}

/** Waits for an update, among those after the first `from`, in which something holds. */
export async function told({ updates }: Listener, holds: (update: Update) => boolean, from = 0): Promise<Update> {
  await until(() => updates.slice(from).some(holds));
  const found = updates.slice(from).find(holds);
  if (found === undefined) throw new Error("gone again");
  return found;
}
