import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { cached, run } from "../fetch/cache";
import { java as newestJava, jars, MAVEN_PLUGIN, mavenOptions } from "../fetch/java";

/** The engine: of Trino's line that Athena's version 3 follows, the newest that this was seen with. */
export const TRINO = "476";
/** An S3 server over memory: https://github.com/gaul/s3proxy (Apache-2.0). A partition is listed in a quarter of the time that Python's take. */
const S3PROXY = "2.6.0";
/** An emulator of Glue's API: https://github.com/getmoto/moto (Apache-2.0). */
const MOTO = "moto[glue,server]==5.2.1";
/** Trino 476 runs on it and later: https://trino.io/docs/476/installation/deployment.html */
const OLDEST_JAVA = 24;
/** Of Trino's plugins, what a catalog in Glue needs. */
const PLUGINS = ["hive", "iceberg"];

/** @throws Missing naming those that were looked at */
export const java = (): string => newestJava(OLDEST_JAVA, `Trino ${TRINO}`);

/** Trino's folder, with the plugins that are needed. Maven fetches it, from wherever its settings say. */
export const trinoFolder = (): string =>
  cached(`trino-${TRINO}`, (folder) => {
    const repository = path.join(folder, "maven"); // not the user's: nobody else needs the archive
    run("mvn", [
      ...mavenOptions(repository),
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
export const s3ProxyFolder = (): string => jars(`s3proxy-${S3PROXY}`, [`org.gaul:s3proxy:${S3PROXY}`]);

/** A Python that has moto, in an environment of its own. */
export function motoPython(): string {
  const folder = cached(MOTO.replace(/\W+/g, "-"), (half) => {
    run("python3", ["-m", "venv", half]);
    run(path.join(half, "bin/pip"), ["install", "--quiet", "--disable-pip-version-check", MOTO]);
  });
  return path.join(folder, "bin/python");
}
