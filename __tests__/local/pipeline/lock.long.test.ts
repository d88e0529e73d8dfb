import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";
import { lockFolder } from "../../../local/pipeline/lock";
import { until } from "../../support/local";
import { temporaryFolder } from "../../support/tree";

/** A lock file of a holder, as an earlier run left it. */
function leave(folder: string, holder: object | string, name = "1"): void {
  mkdirSync(path.join(folder, "lock"), { recursive: true });
  writeFileSync(path.join(folder, "lock", name), typeof holder === "string" ? holder : JSON.stringify(holder));
}

const inUse = (folder: string, pid: number | undefined): string =>
  `data folder ${folder} is in use by process ${pid}; stop it, or name another folder with --data`;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Whether the folder can be taken. */
async function free(folder: string): Promise<boolean> {
  try {
    (await lockFolder(folder))();
    return true;
  } catch {
    return false;
  }
}

/** A program that takes each of the folders that it is told of, holds what it got, and says which. */
function contender(): string {
  const script = path.join(temporaryFolder(), "contender.cjs");
  buildSync({
    stdin: {
      contents: `import { lockFolder } from "./local/pipeline/lock";
        process.stdin.once("data", async (data) => {
          const mine = [];
          for (const folder of JSON.parse(data)) try { await lockFolder(folder); mine.push(folder); } catch (error) { if (!/is in use by process/.test(error.message)) mine.push(String(error)); }
          console.log(JSON.stringify({ pid: process.pid, mine }));
        });
        setInterval(() => undefined, 1000);
        console.log("ready");`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    platform: "node",
    outfile: script,
  });
  return script;
}

const said = (child: ChildProcess): Promise<string> =>
  child.stdout === null ? Promise.reject(new Error("no output")) : once(child.stdout, "data").then(String);

/** Processes that take each of these folders at the same moment, and hold what they got. Answers which each one got. */
async function race(folders: readonly string[], contenders: number): Promise<readonly (readonly string[])[]> {
  const script = contender();
  const processes = Array.from({ length: contenders }, () =>
    spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  children.push(...processes);
  await Promise.all(processes.map(said));
  const answers = Promise.all(processes.map(said));
  for (const child of processes) child.stdin.write(JSON.stringify(folders));
  return (await answers).map((answer) => (JSON.parse(answer) as { readonly mine: string[] }).mine);
}

/** A process that has taken a folder. */
async function hold(folder: string): Promise<{ readonly child: ChildProcess }> {
  const child = spawn(process.execPath, [contender()], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  await said(child);
  child.stdin.write(JSON.stringify([folder]));
  expect(JSON.parse(await said(child))).toMatchObject({ mine: [folder] });
  return { child };
}

/** A process below another program that has taken a folder. @returns the program, and the process's id as it sees it itself */
async function holdBelow(
  [program = "", ...args]: readonly string[],
  folder: string,
): Promise<{ readonly parent: ChildProcess; readonly pid: number }> {
  // A shell's background job has no input: the folder is in the program's text.
  const script = path.join(temporaryFolder(), "holder.cjs");
  const main = JSON.stringify(contender());
  writeFileSync(script, `require(${main}); process.stdin.emit("data", ${JSON.stringify(JSON.stringify([folder]))});`);
  const parent = spawn(program, [...args, process.execPath, script], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(parent);
  let text = "";
  parent.stdout.on("data", (data: Buffer) => (text += data.toString()));
  await until(() => text.includes("mine"));
  const { pid, mine } = JSON.parse(text.split("\n")[1] ?? "") as { readonly pid: number; readonly mine: string[] };
  expect(mine).toEqual([folder]);
  return { parent, pid };
}

test("a folder that a living process holds is refused, and named with its holder", async () => {
  const folder = temporaryFolder();
  const { child } = await hold(folder);
  await expect(lockFolder(folder)).rejects.toThrow(inUse(folder, child.pid));
});

test("also while that process is stopped", async () => {
  const folder = temporaryFolder();
  const { child } = await hold(folder);
  child.kill("SIGSTOP");
  await expect(lockFolder(folder)).rejects.toThrow(inUse(folder, child.pid));
});

test("a second run in this process is refused too, until the first one gives the folder back", async () => {
  const folder = temporaryFolder();
  const unlock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(inUse(folder, process.pid));
  unlock();
  (await lockFolder(folder))();
});

test("a dead process's lock is taken over at once", async () => {
  const folder = temporaryFolder();
  const { child } = await hold(folder);
  child.kill("SIGKILL");
  await once(child, "exit");
  const started = performance.now();
  (await lockFolder(folder))();
  expect(performance.now() - started).toBeLessThan(2_000);
});

test("a zombie holds nothing", async () => {
  const folder = temporaryFolder();
  const { parent, pid } = await holdBelow(["sh", "-c", '"$@" & exec sleep 60', "sh"], folder);
  process.kill(pid, "SIGKILL");
  await until(() => readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z "));
  await until(() => free(folder)); // its threads may take a moment
  parent.kill("SIGKILL");
});

const namespaces = spawnSync("unshare", ["-U", "--map-root-user", "--pid", "--fork", "true"]).status === 0;
(namespaces ? test : test.skip)(
  "a process with ids of its own, as in a container, holds the folder as well",
  async () => {
    const folder = temporaryFolder();
    const { parent } = await holdBelow(["unshare", "-U", "--map-root-user", "--pid", "--fork", "--kill-child"], folder);
    await expect(lockFolder(folder)).rejects.toThrow(/is in use by process \d+; stop it/);
    parent.kill("SIGKILL");
    await until(() => free(folder));
  },
);

test("a process on another kernel that shares the folder holds it while its file changes, and no longer", async () => {
  const folder = temporaryFolder();
  leave(folder, { nonce: "ab", kernel: "another", listens: true, pid: 7, host: "elsewhere" });
  const file = path.join(folder, "lock/ab.beat");
  let beats = 0;
  writeFileSync(file, "0");
  const beating = setInterval(() => writeFileSync(file, String(++beats)), 500);
  await expect(lockFolder(folder)).rejects.toThrow(
    `data folder ${folder} is in use by process 7 on elsewhere; stop it, or name another folder with --data`,
  );
  clearInterval(beating);
  (await lockFolder(folder))();
}, 20_000);

test("who finds the folder taken by another is told", async () => {
  const folder = temporaryFolder();
  const lost = new Promise<void>((resolve) => void lockFolder(folder, resolve));
  await until(() => existsSync(path.join(folder, "lock/1")));
  leave(folder, { nonce: "cd", kernel: "another", listens: false, pid: 7, host: "elsewhere" }, "2");
  await lost;
});

test("a path longer than a socket's may be makes no difference", async () => {
  const folder = path.join(temporaryFolder(), "long".repeat(40));
  const { child } = await hold(folder);
  await expect(lockFolder(folder)).rejects.toThrow(inUse(folder, child.pid));
});

test.each([
  ["nothing", ""],
  ["no JSON", "{"],
  ["another thing", '{"pid":"all"}'],
])("a lock that says %s keeps nobody out", async (_, text) => {
  const folder = temporaryFolder();
  leave(folder, text);
  (await lockFolder(folder))();
});

test("the lock stays one small file or two, however often the folder is used", async () => {
  const folder = temporaryFolder();
  for (let round = 0; round < 12; round++) (await lockFolder(folder))();
  expect(readdirSync(path.join(folder, "lock")).length).toBeLessThanOrEqual(2);
});

test("of many processes that take a new folder at once, one gets it", async () => {
  const folders = Array.from({ length: 40 }, () => path.join(temporaryFolder(), "data"));
  expect((await race(folders, 4)).flat().sort()).toEqual([...folders].sort());
}, 20_000);

test("of many processes that take a dead one's folder at once, one gets it", async () => {
  const folders = Array.from({ length: 40 }, () => temporaryFolder());
  for (const folder of folders)
    leave(folder, { nonce: "ef", kernel: "dead", listens: true, pid: 7, host: "elsewhere" }, "7");
  expect((await race(folders, 4)).flat().sort()).toEqual([...folders].sort());
  expect(JSON.parse(readFileSync(path.join(folders[0] ?? "", "lock/8"), "utf8"))).toMatchObject({
    pid: expect.any(Number) as number,
  });
}, 20_000);

test.each([
  [
    "is a file",
    () => {
      const file = path.join(temporaryFolder(), "file");
      writeFileSync(file, "");
      return file;
    },
  ],
  [
    "lies below a file",
    () => {
      const file = path.join(temporaryFolder(), "file");
      writeFileSync(file, "");
      return path.join(file, "data");
    },
  ],
  ["is where no folder can be", () => "/proc/clickstream/data"],
])("a data folder that %s is refused in one line that says what to do", async (_, make) => {
  const folder = make();
  await expect(lockFolder(folder)).rejects.toThrow(
    new RegExp(`^data folder ${folder} cannot be written: .*; --data names another$`),
  );
});

test("a folder several levels deep is made", async () => {
  const folder = path.join(temporaryFolder(), "a/b/c");
  (await lockFolder(folder))();
  expect(existsSync(folder)).toBe(true);
});
