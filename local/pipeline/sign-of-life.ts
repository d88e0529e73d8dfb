import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How others see that a process lives, from another container too, where its id means nothing. */
export interface Sign {
  /** Name of its files beside the lock. */
  readonly nonce: string;
  /** The running kernel: below one and the same, the socket tells. */
  readonly kernel: string;
  /** Whether it listens on a socket; not every shared folder can have one. */
  readonly listens: boolean;
}

const BEAT_MILLISECONDS = 1_000;
/** Longer than any pause of a process that works. */
const SILENCE_MILLISECONDS = 5_000;
/** The system's limit of a socket's path is 103 bytes or more. */
const LONGEST_SOCKET_PATH = 100;

/**
 * Gives signs of life in a folder until it is ended. A socket is the system's own: it answers while its process lives, even one that
 * is stopped, and no longer, however that ended. Where the other is a virtual machine that shares the folder, a file tells: it changes.
 */
export class SignOfLife {
  private beats = 0;
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly folder: string,
    readonly sign: Sign,
    private readonly server: Server | undefined,
  ) {
    this.timer = setInterval(() => void this.beat(), BEAT_MILLISECONDS).unref();
  }

  /** Called with each beat. */
  onBeat: () => void = () => undefined;

  /** @throws Error when the folder can't be written */
  static async give(folder: string, nonce: string): Promise<SignOfLife> {
    await writeFile(beatFile(folder, nonce), "0");
    const server = await withShortPath(folder, `${nonce}.socket`, listen);
    return new SignOfLife(folder, { nonce, kernel: kernel(), listens: server !== undefined }, server);
  }

  end(): void {
    clearInterval(this.timer);
    this.server?.close(); // its file goes with it
  }

  private async beat(): Promise<void> {
    await writeFile(beatFile(this.folder, this.sign.nonce), String(++this.beats)).catch(() => undefined); // it was removed
    this.onBeat();
  }
}

/** Whether a process lives that gave this sign. Where only the file tells, it takes seconds to find out that it does not. */
export async function lives(folder: string, { nonce, kernel: its, listens }: Sign): Promise<boolean> {
  if (listens && its === kernel()) return withShortPath(folder, `${nonce}.socket`, answers);
  const beat = (): Promise<string> => readFile(beatFile(folder, nonce), "utf8").catch(() => "");
  const first = await beat();
  if (first === "") return false;
  const end = Date.now() + SILENCE_MILLISECONDS;
  while (Date.now() < end) {
    await sleep(BEAT_MILLISECONDS / 4);
    if ((await beat()) !== first) return true;
  }
  return false;
}

/** Removes what a process left that lives no longer. */
export async function removeSigns(folder: string, { nonce }: Sign): Promise<void> {
  for (const file of [beatFile(folder, nonce), path.join(folder, `${nonce}.socket`)]) await rm(file, { force: true });
}

const beatFile = (folder: string, nonce: string): string => path.join(folder, `${nonce}.beat`);

/** Changes with each start of the machine, and differs between a machine and one that runs within it. */
function kernel(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return `${process.platform} ${hostname()}`;
  }
}

/** undefined where there can't be one. */
function listen(file: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy()).unref();
    server.once("error", () => resolve(undefined));
    server.listen(file, () => resolve(server));
  });
}

/** What refuses, or is no socket, has no process behind it. */
function answers(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(file);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", ({ code = "" }: NodeJS.ErrnoException) =>
      resolve(!["ECONNREFUSED", "ENOENT", "ENOTSOCK"].includes(code)),
    );
  });
}

/** A path may be too long for a socket; then it is reached by a link that is short. */
async function withShortPath<T>(folder: string, name: string, use: (file: string) => Promise<T>): Promise<T> {
  const file = path.join(folder, name);
  if (Buffer.byteLength(file) <= LONGEST_SOCKET_PATH) return use(file);
  const short = await mkdtemp(path.join(tmpdir(), "clickstream-"));
  try {
    await symlink(path.resolve(folder), path.join(short, "l"));
    return await use(path.join(short, "l", name));
  } finally {
    await rm(short, { recursive: true, force: true });
  }
}
