import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import path from "node:path";
import { unless } from "../../basics/files";

/**
 * Runs the `app` command of cdktf.json, as `cdktf synth` does, and puts the result at `outDir` in one step: whoever
 * reads the folder while another process synthesizes finds a whole tree.
 * @param project its folder
 * @throws Error when there is no cdktf.json there, or when the app fails; what it printed is in the message
 */
export async function synthesize(outDir: string, project = "."): Promise<void> {
  const fresh = `${path.resolve(outDir)}.${process.pid}`;
  const old = `${fresh}.old`;
  try {
    await runApp(fresh, project);
    await rename(outDir, old).catch(unless("ENOENT"));
    await rename(fresh, outDir).catch(unless("ENOTEMPTY", "EEXIST")); // then another process put its own, equal tree there
  } finally {
    for (const folder of [fresh, old]) await rm(folder, { recursive: true, force: true });
  }
}

async function runApp(outDir: string, project: string): Promise<void> {
  const file = path.resolve(project, "cdktf.json");
  if (!existsSync(file)) throw new Error(`${file} is missing; run this in the folder of a CDKTF project`);
  const { app } = JSON.parse(readFileSync(file, "utf8")) as { app?: unknown };
  if (typeof app !== "string")
    throw new Error(`${file}: "app" must be the command that synthesizes, got ${JSON.stringify(app)}`);
  const child = spawn(app, {
    cwd: project,
    shell: true,
    env: { ...process.env, CDKTF_OUTDIR: outDir },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  if (code === 0) return;
  const said = thrown(complaint, path.resolve(project)) ?? complaint.trim();
  throw new Error(
    said !== "" && !said.includes("\n")
      ? `synthesis failed: ${said}`
      : `synthesis failed (\`${app}\` ended with ${code ?? "a signal"}):\n${said}`,
  );
}

/**
 * What an app has thrown, without the stack trace that Node prints: a declaration or a prop that is refused, and the line of the
 * project's own where it stands.
 * @returns undefined when the app ended in another way
 */
function thrown(complaint: string, project: string): string | undefined {
  const [, message, trace = ""] = /^Error: ([^]*?)\n((?: {4}at .*\n)+)/m.exec(complaint) ?? [];
  const frames = trace.matchAll(/(?:file:\/\/)?(\/[^()\n]*|[A-Za-z]:\\[^()\n]*):(\d+):\d+\)?$/gm);
  const own = [...frames].find(
    ([, file = ""]) => file.startsWith(project + path.sep) && !file.includes("node_modules"),
  );
  return message && own && `${path.relative(project, own[1] ?? "")}:${own[2]}: ${message}`;
}
