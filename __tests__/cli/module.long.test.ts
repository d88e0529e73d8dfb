import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eventTypes } from "../support/restaurant";

const place = (): string => mkdtempSync(path.join(tmpdir(), "module-command-"));

function command(...args: readonly string[]): { readonly code: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["run.mjs", "cli/main.ts", "module", ...args], {
    encoding: "utf8",
  });
  return { code: status, said: `${stdout}${stderr}`.trim() };
}

/** The restaurant's declarations, as a JSON list. */
function declarations(): string {
  const file = path.join(place(), "declarations.json");
  writeFileSync(file, JSON.stringify(eventTypes));
  return file;
}

test("it writes a module, again over that, with options of a file", () => {
  const folder = path.join(place(), "clickstream");
  const from = declarations();
  const names = eventTypes.map(({ name }) => name).join(", ");
  expect(command(folder, "--from", from)).toEqual({ code: 0, said: `${folder}: 13 files for ${names}` });
  const options = path.join(place(), "options.json");
  writeFileSync(options, JSON.stringify({ apiKeys: ["till"] }));
  expect(command(folder, "--from", from, "--ingestion", "lambda", "--options", options)).toMatchObject({ code: 0 });
  expect(existsSync(path.join(folder, "handlers", "ingest.zip"))).toBe(true);
  expect(readFileSync(path.join(folder, "main.tf.json"), "utf8")).toContain('"aws_api_gateway_api_key"');
});

test("what others keep beside a module is there after it was written again: a state, a history", () => {
  const folder = path.join(place(), "clickstream");
  const from = declarations();
  command(folder, "--from", from, "--ingestion", "lambda");
  const state = path.join(folder, "examples", "one-region", "terraform.tfstate");
  writeFileSync(state, "{}");
  expect(command(folder, "--from", from)).toMatchObject({ code: 0 });
  expect(existsSync(state)).toBe(true);
  expect(existsSync(path.join(folder, "handlers", "ingest.zip"))).toBe(false);
});

test("what is in the way, and what is no option, is said in one line", () => {
  const folder = place();
  writeFileSync(path.join(folder, "notes.txt"), "");
  expect(command(folder)).toEqual({
    code: 1,
    said: `clickstream: ${folder} holds other things than a module; give a new folder`,
  });
  const list = path.join(place(), "list.json");
  writeFileSync(list, "[]");
  expect(command(path.join(folder, "new"), "--from", declarations(), "--options", list)).toEqual({
    code: 1,
    said: `clickstream: ${list} must hold a JSON object of a pipeline's options`,
  });
  expect(command(path.join(folder, "new"), "--with", "everything").said).toContain(
    "Allowed choices are events-expiration, infrequent-access, copy, lake, domain, notification-email, silence.",
  );
});
