import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { java, jars } from "../fetch/java";

/** Runs a source file as it stands, and knows `var` and text in UTF-8. */
const OLDEST_JAVA = 17;
const JACKSON = "com.fasterxml.jackson.core:jackson-databind:2.11.0";
const TEMPLATES = [
  JACKSON,
  "com.jayway.jsonpath:json-path:2.9.0", // https://github.com/json-path/JsonPath (Apache-2.0)
  "commons-lang:commons-lang:2.6",
  "org.slf4j:slf4j-nop:1.7.36", // or each start says that nothing takes what is logged
];

/** A program of this folder over what it needs; which of them API Gateway runs is not documented. */
export const PROGRAMS = {
  /** https://velocity.apache.org (Apache-2.0); what hyphens in names are, 1.7 knows by itself. */
  "velocity-1.7": { source: "Templates.java", artifacts: [...TEMPLATES, "org.apache.velocity:velocity:1.7"] },
  "velocity-2.4.1": {
    source: "Templates.java",
    artifacts: [...TEMPLATES, "org.apache.velocity:velocity-engine-core:2.4.1"],
  },
  /** https://github.com/java-json-tools/json-schema-validator (LGPL-3.0 or Apache-2.0). */
  "json-schema-validator-2.2.14": {
    source: "Models.java",
    artifacts: [JACKSON, "com.github.java-json-tools:json-schema-validator:2.2.14"],
  },
} as const;
export type Program = keyof typeof PROGRAMS;

/** A program that answers each line of JSON by one. */
export class Engine {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly waiting: { readonly take: (line: string) => void; readonly fail: (error: Error) => void }[] = [];
  private complaints = "";

  /** @throws Missing when there is no JDK or the jars can't be had */
  constructor(readonly program: Program) {
    const { source, artifacts } = PROGRAMS[program];
    const command = java(OLDEST_JAVA, "The check of templates and models");
    const folder = jars(program, artifacts);
    const args = ["-Xss64m", "-cp", path.join(folder, "*"), path.join(".ci/java", source)];
    this.child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => (this.complaints += text));
    createInterface(this.child.stdout).on("line", (line) => this.waiting.shift()?.take(line));
    const end = (error: Error): void => this.waiting.splice(0).forEach(({ fail }) => fail(error));
    this.child.once("error", end);
    this.child.once("exit", () => end(new Error(`${program} ended: ${this.complaints.trim().slice(-1500)}`)));
    process.once("exit", () => this.child.kill());
  }

  /** @returns what it answers. @throws Error with what it printed when it ends instead */
  async ask<Answer>(question: object): Promise<Answer> {
    const line = new Promise<string>((take, fail) => this.waiting.push({ take, fail }));
    this.child.stdin.write(`${JSON.stringify(question)}\n`);
    return JSON.parse(await line) as Answer;
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.stdin.end();
    await once(this.child, "exit");
  }
}
