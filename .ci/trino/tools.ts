import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cached, Missing, run } from "./cache";

/** The engine: of Trino's line that Athena's version 3 follows, the newest that this was seen with. */
export const TRINO = "476";
/** An S3 server over memory: https://github.com/gaul/s3proxy (Apache-2.0). A partition is listed in a quarter of the time that Python's take. */
const S3PROXY = "2.6.0";
/** An emulator of Glue's API: https://github.com/getmoto/moto (Apache-2.0). */
const MOTO = "moto[glue,server]==5.2.1";
/** Trino 476 runs on it and later: https://trino.io/docs/476/installation/deployment.html */
const OLDEST_JAVA = 24;
const JVMS = "/usr/lib/jvm";
const MAVEN_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";
/** Of Trino's plugins, what a catalog in Glue needs. */
const PLUGINS = ["hive", "iceberg"];

/** The command `java` of a JDK that is new enough. @throws Missing naming those that were looked at */
export function java(): string {
  const homes = [
    process.env["JAVA_HOME"],
    ...Object.entries(process.env).flatMap(([name, home]) => (/^JAVA_HOME_\d+/.test(name) ? [home] : [])), // GitHub's runners
    ...(existsSync(JVMS) ? readdirSync(JVMS).map((name) => path.join(JVMS, name)) : []),
  ];
  const commands = ["java", ...homes.flatMap((home) => (home === undefined ? [] : [path.join(home, "bin/java")]))];
  const found = commands.map((command) => ({ command, version: versionOf(command) }));
  const [newest] = found.sort((one, other) => other.version - one.version);
  if (newest === undefined || newest.version < OLDEST_JAVA)
    throw new Missing(
      `Trino ${TRINO} needs Java ${OLDEST_JAVA} or later; there is ${
        found.flatMap(({ version }) => (version > 0 ? [version] : [])).join(", ") || "none"
      }. Install a JDK, or name one in JAVA_HOME`,
    );
  return newest.command;
}

function versionOf(command: string): number {
  try {
    return Number(/version "(\d+)/.exec(run(command, ["-version"]).stderr)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Trino's folder, with the plugins that are needed. Maven fetches it, from wherever its settings say. */
export const trinoFolder = (): string =>
  cached(`trino-${TRINO}`, (folder) => {
    const repository = path.join(folder, "maven"); // not the user's: nobody else needs the archive
    run("mvn", [
      ...maven(repository),
      `${MAVEN_PLUGIN}:get`,
      `-Dartifact=io.trino:trino-server:${TRINO}:tar.gz`,
      "-Dtransitive=false",
    ]);
    const archive = path.join(repository, `io/trino/trino-server/${TRINO}/trino-server-${TRINO}.tar.gz`);
    run("tar", ["xzf", archive, "-C", folder, "--strip-components=1"]); // whole: its plugins are hard links to each other's files
    rmSync(repository, { recursive: true });
    const plugins = path.join(folder, "plugin");
    for (const plugin of readdirSync(plugins))
      if (!PLUGINS.includes(plugin)) rmSync(path.join(plugins, plugin), { recursive: true });
  });

/** The folder of S3Proxy's jars. */
export const s3ProxyFolder = (): string =>
  cached(`s3proxy-${S3PROXY}`, (folder) => {
    const project = path.join(folder, "pom.xml");
    writeFileSync(
      project,
      `<project><modelVersion>4.0.0</modelVersion><groupId>none</groupId><artifactId>none</artifactId><version>0</version><dependencies>
        <dependency><groupId>org.gaul</groupId><artifactId>s3proxy</artifactId><version>${S3PROXY}</version></dependency></dependencies></project>`,
    );
    const repository = path.join(folder, "maven");
    run("mvn", [
      ...maven(repository),
      "-f",
      project,
      `${MAVEN_PLUGIN}:copy-dependencies`,
      `-DoutputDirectory=${folder}`,
      "-DincludeScope=runtime",
    ]);
    rmSync(repository, { recursive: true });
  });

const maven = (repository: string): readonly string[] => [
  "--batch-mode",
  "--quiet",
  `-Dmaven.repo.local=${repository}`,
];

/** A Python that has moto, in an environment of its own. */
export function motoPython(): string {
  const folder = cached(MOTO.replace(/\W+/g, "-"), (half) => {
    run("python3", ["-m", "venv", half]);
    run(path.join(half, "bin/pip"), ["install", "--quiet", "--disable-pip-version-check", MOTO]);
  });
  return path.join(folder, "bin/python");
}
