import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cached, Missing, run } from "./cache";

const JVMS = "/usr/lib/jvm";
export const MAVEN_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";

/**
 * The command `java` of the newest JDK: what has a compiler, since ours runs from its source.
 * @param oldest the version that it must have at least
 * @param what needs it
 * @throws Missing naming those that were looked at
 */
export function java(oldest: number, what: string): string {
  const homes = [
    process.env["JAVA_HOME"],
    ...Object.entries(process.env).flatMap(([name, home]) => (/^JAVA_HOME_\d+/.test(name) ? [home] : [])), // GitHub's runners
    ...(existsSync(JVMS) ? readdirSync(JVMS).map((name) => path.join(JVMS, name)) : []),
  ];
  const commands = ["java", ...homes.flatMap((home) => (home === undefined ? [] : [path.join(home, "bin/java")]))];
  const found = commands.map((command) => ({ command, version: versionOf(command) }));
  const [newest] = found.sort((one, other) => other.version - one.version);
  if (newest === undefined || newest.version < oldest)
    throw new Missing(
      `${what} needs Java ${oldest} or later; there is ${
        found.flatMap(({ version }) => (version > 0 ? [version] : [])).join(", ") || "none"
      }. Install a JDK, or name one in JAVA_HOME`,
    );
  return newest.command;
}

function versionOf(command: string): number {
  try {
    if (!run(command, ["--list-modules"]).stdout.includes("jdk.compiler@")) return 0;
    return Number(/version "(\d+)/.exec(run(command, ["-version"]).stderr)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/**
 * The folder of some artifacts' jars, with all that they need. Maven fetches them, from wherever its settings say.
 * @param name the folder's, with the versions
 * @param artifacts `group:artifact:version`
 */
export const jars = (name: string, artifacts: readonly string[]): string =>
  cached(name, (folder) => {
    const project = path.join(folder, "pom.xml");
    const dependencies = artifacts.map((artifact) => {
      const [group, id, version] = artifact.split(":");
      return `<dependency><groupId>${group}</groupId><artifactId>${id}</artifactId><version>${version}</version></dependency>`;
    });
    writeFileSync(
      project,
      `<project><modelVersion>4.0.0</modelVersion><groupId>none</groupId><artifactId>none</artifactId><version>0</version>
        <dependencies>${dependencies.join("")}</dependencies></project>`,
    );
    const repository = path.join(folder, "maven"); // not the user's: nobody else needs them
    run("mvn", [
      ...mavenOptions(repository),
      "-f",
      project,
      `${MAVEN_PLUGIN}:copy-dependencies`,
      `-DoutputDirectory=${folder}`,
      "-DincludeScope=runtime",
    ]);
    rmSync(repository, { recursive: true });
  });

/** Options of a Maven that keeps what it fetches in a folder. */
export const mavenOptions = (repository: string): readonly string[] => [
  "--batch-mode",
  "--quiet",
  `-Dmaven.repo.local=${repository}`,
];
