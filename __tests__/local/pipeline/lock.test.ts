import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";
import { lockFolder } from "../../../local/pipeline/lock";
import { temporaryFolder } from "../../support/tree";

/** A lock file of a holder, as an earlier run left it. */
function leave(folder: string, holder: object | string, name = "1"): void {
  mkdirSync(path.join(folder, "lock"), { recursive: true });
  writeFileSync(path.join(folder, "lock", name), typeof holder === "string" ? holder : JSON.stringify(holder));
}

const deadPid = (): number => spawnSync("true").pid;
const inUse = (folder: string, pid: number): string =>
  `data folder ${folder} is in use by process ${pid}; stop it, or name another folder with --data`;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Processes that take each of these folders at the same moment, and hold what they got. Answers which each one got. */
async function race(folders: readonly string[], contenders: number): Promise<readonly (readonly string[])[]> {
  const script = path.join(temporaryFolder(), "contender.cjs");
  buildSync({
    stdin: {
      contents: `import { lockFolder } from "./local/pipeline/lock";
        process.stdin.once("data", () => {
          const mine = [];
          for (const folder of ${JSON.stringify(folders)}) try { lockFolder(folder); mine.push(folder); } catch (error) { if (!/is in use by process/.test(error.message)) mine.push(String(error)); }
          console.log(JSON.stringify(mine));
        });
        console.log("ready");`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    platform: "node",
    outfile: script,
  });
  const processes = Array.from({ length: contenders }, () =>
    spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  children.push(...processes);
  const said = (child: ChildProcess): Promise<string> =>
    child.stdout === null ? Promise.reject(new Error("no output")) : once(child.stdout, "data").then(String);
  await Promise.all(processes.map(said));
  const answers = Promise.all(processes.map(said));
  for (const child of processes) child.stdin.write("go\n");
  return (await answers).map((answer) => JSON.parse(answer) as string[]);
}

test("a folder that a living process holds is refused, and named with its holder", () => {
  const folder = temporaryFolder();
  leave(folder, { pid: process.ppid, started: "" });
  expect(() => lockFolder(folder)).toThrow(inUse(folder, process.ppid));
});

test("a second run in this process is refused too, until the first one gives the folder back", () => {
  const folder = temporaryFolder();
  const unlock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(inUse(folder, process.pid));
  unlock();
  lockFolder(folder)();
});

test("a dead process's lock is taken over", () => {
  const folder = temporaryFolder();
  leave(folder, { pid: deadPid(), started: "12345" });
  lockFolder(folder)();
});

test("a dead process's lock is taken over also when another process has its id by now", () => {
  const folder = temporaryFolder();
  leave(folder, { pid: process.ppid, started: "1" }); // this one started later
  lockFolder(folder)();
});

test("a lock of an earlier process with this one's own id is taken over", () => {
  const folder = temporaryFolder();
  leave(folder, { pid: process.pid, started: "1" });
  lockFolder(folder)();
});

test.each([
  ["nothing", ""],
  ["no JSON", "{"],
  ["another thing", '{"pid":"all"}'],
])("a lock that says %s keeps nobody out", (_, text) => {
  const folder = temporaryFolder();
  leave(folder, text);
  lockFolder(folder)();
});

test("the lock stays one small file or two, however often the folder is used", () => {
  const folder = temporaryFolder();
  for (let round = 0; round < 12; round++) lockFolder(folder)();
  expect(readdirSync(path.join(folder, "lock")).length).toBeLessThanOrEqual(2);
});

test("of many processes that take a new folder at once, one gets it", async () => {
  const folders = Array.from({ length: 40 }, () => path.join(temporaryFolder(), "data"));
  expect((await race(folders, 4)).flat().sort()).toEqual([...folders].sort());
}, 20_000);

test("of many processes that take a dead one's folder at once, one gets it", async () => {
  const folders = Array.from({ length: 40 }, () => temporaryFolder());
  const pid = deadPid();
  for (const folder of folders) leave(folder, { pid, started: "12345" }, "7");
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
])("a data folder that %s is refused in one line that says what to do", (_, make) => {
  const folder = make();
  expect(() => lockFolder(folder)).toThrow(
    new RegExp(`^data folder ${folder} cannot be written: .*; --data names another$`),
  );
});

test("a folder several levels deep is made", () => {
  const folder = path.join(temporaryFolder(), "a/b/c");
  lockFolder(folder)();
  expect(existsSync(folder)).toBe(true);
});
