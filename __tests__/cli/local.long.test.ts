import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { click, destination, edited, filesIn, only, start, storedLines, synthesized, until } from "../support/local";
import { clickstream, type Running, serving } from "../support/process";
import { temporaryFolder } from "../support/tree";

/** `clickstream local` over a tree that is there already. */
const local = async (
  args: readonly string[],
  tree?: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Running> =>
  clickstream(["local", "--no-synth", "--cdktf-out", tree ?? (await synthesized()), "--port", "0", ...args], { env });

const post = async (url: string, body: unknown): Promise<number> =>
  (
    await fetch(`${url}/dev/poc`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    })
  ).status;

describe("--once", () => {
  test("it synthesizes, shows that every sample comes out as it must, exits 0 and leaves no temporary folder", async () => {
    const [temporary, cdktfOut] = [temporaryFolder(), path.join(temporaryFolder(), "out")];
    const running = clickstream(["local", "--once", "--port", "0", "--cdktf-out", cdktfOut], {
      env: { TMPDIR: temporary },
    });
    expect([await running.ended, running.err()]).toEqual([0, ""]);
    const out = running.out();
    expect(out.match(/POST \/dev\/poc \{.*\}\n {4}200 \{"recordId":"\d{56}"\}/g)).toHaveLength(4);
    expect(out.match(/POST \/dev\/events \{.*\}\n {4}200 \{"recordId":"\d{56}"\}/g)).toHaveLength(1);
    expect(
      out.match(/^ {2}s3:\/\/\S+\/clickstream-data\/(menu-click|order)\/\d{4}\/\d{2}\/\d{2}\/\d{2}\/\S+\.gz$/gm),
    ).toHaveLength(2);
    for (const element of ["entree_1", "entree_4", "drink_1", "drink_3"])
      expect(out).toMatch(new RegExp(`^ {2}${element} +\\d+ +restaurant_name +2022-09-11 23:00:00 +null$`, "m"));
    expect(out).toMatch(/^ {2}2026-11-20 11:00:00 +Pasta Carbonara +2 +15\.99 +cust123 +rest456 +null$/m);
    expect(out).toContain("Every sample came out as it must.");
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(cdktfOut).sort()).toEqual(["manifest.json", "stacks"]);
    expect(readdirSync(path.dirname(cdktfOut))).toEqual(["out"]);
  });

  test("it exits 1 when something shown is not as it must be", async () => {
    const running = await local(
      ["--once"],
      await edited("delivery", (resources) => (destination(resources, "menu-click").prefix = "elsewhere/")),
    );
    expect([await running.ended, running.err()]).toEqual([1, ""]);
    expect(running.out()).toContain("WRONG: menu-click sample 1 stands 0 times in my_ingested_data, not once");
  });

  test("a reader of its output that leaves, like head, breaks nothing", async () => {
    const running = await local(["--once"]);
    running.child.stdout?.once("data", () => running.child.stdout?.destroy());
    expect([await running.ended, running.err()]).toEqual([0, ""]);
  });

  test("with --data it continues what is there and leaves it there", async () => {
    const first = await start();
    await first.post("/poc", click("of the earlier run"));
    await first.stop();
    const running = await local(["--once", "--data", first.dataFolder]);
    expect([await running.ended, running.err()]).toEqual([0, ""]);
    expect(storedLines(first.dataFolder, "clickstream-data/menu-click/")).toHaveLength(5);
    expect(storedLines(first.dataFolder).map(({ event_id }) => event_id)).toContain("of the earlier run");
  });

  test("stopped in the middle it exits 1 and leaves no temporary folder", async () => {
    const temporary = temporaryFolder();
    const cdktfOut = await edited(
      "delivery",
      (resources) => (only(resources, "aws_lambda_function").handler = "hanging.handler"),
    );
    const bundle =
      filesIn(cdktfOut).find((file) => file.includes("dev-delivery/assets") && file.endsWith("index.mjs")) ?? "";
    writeFileSync(
      path.join(cdktfOut, path.dirname(bundle), "hanging.mjs"),
      "export const handler = () => new Promise(() => setInterval(() => {}, 1000));",
    );
    const running = await local(["--once"], cdktfOut, { TMPDIR: temporary });
    await until(() => running.out().includes("POST /dev/events"));
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(1);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe("staying up", () => {
  test("it says how to send an event and how to query, and what it says works", async () => {
    const running = await local(["--data", path.join(temporaryFolder(), "data")]);
    const url = await serving(running);
    await until(() => running.out().includes("Ctrl-C stops"));
    const [, route = "", event = ""] =
      /curl -s -X POST (http:\S+) -H 'Content-Type: application\/json' -d '(.*)'\n/.exec(running.out()) ?? [];
    expect(
      (await fetch(route, { method: "POST", headers: { "Content-Type": "application/json" }, body: event })).status,
    ).toBe(200);
    expect(running.out()).toContain(`curl -s -X POST ${url}/_local/flush\n`);
    const { events } = (await (await fetch(`${url}/_local/flush`, { method: "POST" })).json()) as {
      events: { delivered: number };
    };
    expect(events.delivered).toBeGreaterThan(0);
    const [, query = "", sql = ""] = /curl -s -X POST (\S+\/_local\/query) -d '(.*)'\n/.exec(running.out()) ?? [];
    expect(
      (
        (await (await fetch(query, { method: "POST", body: sql.replaceAll("'\\''", "'") })).json()) as {
          rows: unknown[];
        }
      ).rows,
    ).not.toHaveLength(0);
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s ends it with 0, names what is buffered, and the next run delivers that",
    async (signal) => {
      const dataFolder = path.join(temporaryFolder(), "data");
      const cdktfOut = await edited(
        "delivery",
        (resources) => (destination(resources, "menu-click").buffering_interval = 900),
      );
      const running = await local(["--no-samples", "--data", dataFolder], cdktfOut);
      const url = await serving(running);
      expect([await post(url, click("1")), await post(url, click("2"))]).toEqual([200, 200]);
      running.child.kill(signal);
      running.child.kill(signal); // npm repeats what the terminal has sent
      expect([await running.ended, running.err()]).toEqual([0, ""]);
      expect(running.out()).toContain(`${signal}: stopping; 2 buffered records are delivered at the next start`);
      const next = await start({ dataFolder });
      await until(async () => (await next.status()).events.delivered === 2);
      expect(
        storedLines(dataFolder)
          .map(({ event_id }) => event_id)
          .toSorted(),
      ).toEqual(["1", "2"]);
    },
  );

  test("a second run on its data folder refuses in one line, and the first one goes on", async () => {
    const dataFolder = path.join(temporaryFolder(), "data");
    const first = await local(["--no-samples", "--data", dataFolder]);
    const url = await serving(first);
    const second = await local(["--no-samples", "--data", dataFolder]);
    expect([await second.ended, second.err()]).toEqual([
      1,
      `clickstream: data folder ${dataFolder} is in use by process ${first.child.pid ?? 0}; stop it, or name another folder with --data\n`,
    ]);
    expect(await post(url, click("a"))).toBe(200);
  });
});

test("what can't be run is told in one line that says what to do, with exit code 1", async () => {
  const file = path.join(temporaryFolder(), "file");
  writeFileSync(file, "");
  const withoutBundle = await edited("delivery", () => undefined);
  for (const name of filesIn(withoutBundle).filter((each) => each.endsWith("index.mjs")))
    rmSync(path.join(withoutBundle, name));
  const { port } = new URL((await start()).url);
  const gone = path.join(temporaryFolder(), "gone");
  const refusals: readonly (readonly [Running, RegExp])[] = [
    [
      await local(["--port", port, "--data", path.join(temporaryFolder(), "data")]),
      new RegExp(`^clickstream: port ${port} is in use; --port names another$`),
    ],
    [
      await local(["--data", file]),
      /^clickstream: data folder \/.*\/file cannot be written: ENOTDIR.*; --data names another$/,
    ],
    [
      await local([], gone),
      new RegExp(`^clickstream: ${gone}/manifest\\.json cannot be read \\(ENOENT\\); \`cdktf synth\` makes it$`),
    ],
    [
      await local([], withoutBundle),
      /^clickstream: clickstream-dev-delivery: aws_lambda_function\.\w+: handler names the module "index", which is missing in .*; `cdktf synth` makes it$/,
    ],
    [
      await local(["--env", "staging"]),
      /^clickstream: .*no stacks of environment "staging"; there are dev, prod, test$/,
    ],
    [
      clickstream(["local", "--port", "many"]),
      /^error: option '--port <number>' argument 'many' is invalid\. It must be a whole number from 0 to 65535\.$/,
    ],
    [clickstream(["local", "--port", "65536"]), /^error: option '--port <number>' argument '65536' is invalid\./],
    [
      clickstream(["local", "--fault", "disk:broken"]),
      /^error: option '--fault <spec>' argument 'disk:broken' is invalid\. fault "disk:broken" is not known: there are transform:throw, .*disk:full, clock:\+1h/,
    ],
    [clickstream(["local", "--colour"]), /^error: unknown option '--colour'$/],
    [clickstream(["xyzzy"]), /^error: unknown command 'xyzzy'$/],
  ];
  for (const [running, message] of refusals) {
    expect([await running.ended, running.out()]).toEqual([1, ""]);
    const [line, ...rest] = running.err().split("\n");
    expect(line).toMatch(message);
    expect(rest).toEqual([""]);
  }
});

test("--help says of the command and of local what there is, with the defaults, and exits 0", async () => {
  const [all, one] = [clickstream(["--help"]), clickstream(["local", "--help"])];
  expect([await all.ended, await one.ended]).toEqual([0, 0]);
  expect(all.out()).toMatch(/^ {2}local \[options\] /m);
  for (const option of [
    "--env <name>",
    "--port <number>",
    "--data <dir>",
    "--once",
    "--no-samples",
    "--help",
    "--fault <spec>",
    "transform:timeout",
    "disk:full",
    "clock:+1h",
  ])
    expect(one.out()).toContain(option);
  expect(one.out()).toMatch(/default: the first of main.ts.*default: 4000.*".local"/s);
});

describe("synthesizing", () => {
  const project = (app: unknown): string => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "cdktf.json"), JSON.stringify({ app }));
    return folder;
  };
  /** Runs the command's bundle in another folder, as a project with another app would. */
  const elsewhere = (cwd: string): Running => {
    mkdirSync(path.join(cwd, "cli"), { recursive: true });
    writeFileSync(
      path.join(cwd, "run.mjs"),
      `process.argv.splice(2, 1, ${JSON.stringify(path.resolve("cli/main.ts"))}); await import(${JSON.stringify(path.resolve("run.mjs"))});`,
    );
    return clickstream(["local", "--once"], { cwd });
  };

  test.each(["app.cjs", "app.mjs"])(
    "what %s throws is one line, with the app's own line, without a trace",
    async (file) => {
      const cwd = project(`node ${file}`);
      writeFileSync(path.join(cwd, file), "// a declaration\nthrow new Error('event \"visit\": fields is empty');\n");
      const running = elsewhere(cwd);
      expect(await running.ended).toBe(1);
      expect(running.err()).toBe(`clickstream: synthesis failed: ${file}:2: event "visit": fields is empty\n`);
    },
  );

  test("an app that fails is told with what it printed, and leaves the last tree in place", async () => {
    const cwd = project("echo the stack is broken >&2; exit 3");
    mkdirSync(path.join(cwd, "cdktf.out"));
    writeFileSync(path.join(cwd, "cdktf.out/manifest.json"), "the last one");
    const running = elsewhere(cwd);
    expect(await running.ended).toBe(1);
    expect(running.err()).toBe("clickstream: synthesis failed: the stack is broken\n");
    expect(readFileSync(path.join(cwd, "cdktf.out/manifest.json"), "utf8")).toBe("the last one");
    expect(readdirSync(cwd).sort()).toEqual(["cdktf.json", "cdktf.out", "cli", "run.mjs"]);
  });

  test("a cdktf.json without an app is named with what it holds", async () => {
    const cwd = project(7);
    const running = elsewhere(cwd);
    expect([await running.ended, running.err()]).toEqual([
      1,
      `clickstream: ${cwd}/cdktf.json: "app" must be the command that synthesizes, got 7\n`,
    ]);
  });
});
