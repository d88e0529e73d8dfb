import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { java, motoPython, s3ProxyFolder, trinoFolder } from "./tools";

/** What servers printed stays here. */
export const LOGS = path.resolve("build/trino");
const START_SECONDS = 180;
export const REGION = "us-east-1";
/** The restaurant's, whose provider works in no other. */
const ACCOUNT = "000000000000";
/** The catalog's name in Athena, which views name. */
export const CATALOG = "awsdatacatalog";

/** The catalog in which curated tables and landing are one, as they are in Athena. */
export const BOTH = "both";

/** A server of this run. */
interface Server {
  readonly name: string;
  readonly url: string;
  readonly process: ChildProcess;
}

/** Where the servers answer. */
export interface Servers {
  readonly trino: string;
  readonly glue: string;
  readonly s3: string;
}

/** Starts Trino over a Glue and an S3, calls `use`, and ends them. */
export async function withServers<Result>(use: (servers: Servers) => Promise<Result>): Promise<Result> {
  mkdirSync(LOGS, { recursive: true });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1)); // which ends the servers
  const [command, trino, s3Proxy, moto] = [java(), trinoFolder(), s3ProxyFolder(), motoPython()];
  const running: Server[] = [];
  try {
    const ports = await freePorts(3);
    const start = (name: string, commandAt: (port: number) => readonly string[]): string => {
      const port = ports.pop() ?? 0;
      running.push(launch(name, port, commandAt(port)));
      return urlOf(port);
    };
    const glue = start("moto", (port) => [moto, "-m", "moto.server", "-p", String(port)]);
    const s3 = start("s3proxy", (port) => [command, ...s3ProxyArguments(s3Proxy, port)]);
    const url = start("trino", (port) => [command, ...trinoArguments(trino, port, glue, s3)]);
    for (const server of running) await answering(server);
    return await use({ trino: url, glue, s3 });
  } finally {
    for (const { process: child } of running.reverse()) {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }
    rmSync(path.join(LOGS, "data"), { recursive: true, force: true });
  }
}

const urlOf = (port: number): string => `http://127.0.0.1:${port}`;

function launch(name: string, port: number, [command = "", ...args]: readonly string[]): Server {
  const log = openSync(path.join(LOGS, `${name}.log`), "w");
  const env = { ...process.env, MOTO_ACCOUNT_ID: ACCOUNT };
  const child = spawn(command, args, { stdio: ["ignore", log, log], cwd: LOGS, env });
  closeSync(log);
  child.on("error", () => undefined); // its exit code tells
  process.once("exit", () => child.kill());
  return { name, url: urlOf(port), process: child };
}

/** So many at once: one that is given back at once could be given again. */
async function freePorts(many: number): Promise<number[]> {
  const probes = Array.from({ length: many }, () => createServer().listen(0, "127.0.0.1"));
  for (const probe of probes) if (!probe.listening) await once(probe, "listening");
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  for (const probe of probes) await new Promise((resolve) => probe.close(resolve));
  return ports;
}

/** Waits until it answers; Trino says itself when it does so to questions. */
async function answering({ name, url, process }: Server): Promise<void> {
  const end = Date.now() + START_SECONDS * 1000;
  for (;;) {
    const asked = fetch(name === "trino" ? `${url}/v1/info` : url, { signal: AbortSignal.timeout(5000) });
    const text = await asked.then((response) => response.text()).catch(() => undefined);
    if (text !== undefined && !text.includes('"starting":true')) return;
    if (process.exitCode !== null || Date.now() > end) {
      const log = path.join(LOGS, `${name}.log`);
      throw new Error(`${name} did not start within ${START_SECONDS} s:\n${readFileSync(log, "utf8").slice(-2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function s3ProxyArguments(folder: string, port: number): readonly string[] {
  writeFileSync(path.join(LOGS, "logback.xml"), '<configuration><root level="WARN"/></configuration>');
  const file = path.join(LOGS, "s3proxy.properties");
  writeFileSync(
    file,
    `s3proxy.endpoint=http://127.0.0.1:${port}
s3proxy.authorization=none
s3proxy.ignore-unknown-headers=true
jclouds.provider=transient-nio2
jclouds.identity=none
jclouds.credential=none
`,
  );
  const options = ["-Xmx256m", "-XX:+UseSerialGC", `-Dlogback.configurationFile=${path.join(LOGS, "logback.xml")}`];
  return [...options, "-cp", path.join(folder, "*"), "org.gaul.s3proxy.Main", "--properties", file];
}

/** https://trino.io/docs/476/connector/hive.html, https://trino.io/docs/476/object-storage/metastores.html */
function trinoArguments(folder: string, port: number, glue: string, s3: string): readonly string[] {
  const aws = (prefix: string, endpoint: string): string =>
    `${prefix}.region=${REGION}\n${prefix}.endpoint${prefix === "s3" ? "" : "-url"}=${endpoint}\n${prefix}.aws-access-key=none\n${prefix}.aws-secret-key=none\n`;
  const connector = (name: string): string =>
    `connector.name=${name}\n${aws("hive.metastore.glue", glue)}fs.native-s3.enabled=true\ns3.path-style-access=true\n${aws("s3", s3)}`;
  const files: Readonly<Record<string, string>> = {
    "config.properties": `coordinator=true
node-scheduler.include-coordinator=true
http-server.http.port=${port}
discovery.uri=http://127.0.0.1:${port}
node.internal-address=127.0.0.1
plugin.dir=${path.join(folder, "plugin")}
web-ui.enabled=false
`,
    // What is listed once stays known while the run lasts: nothing is stored after Trino has been asked.
    [`catalog/${CATALOG}.properties`]: `${connector("hive")}hive.metastore=glue
hive.partition-projection-enabled=true
hive.table-statistics-enabled=false
hive.file-status-cache-tables=*
hive.file-status-cache.max-retained-size=200MB
`,
    "catalog/iceberg.properties": `${connector("iceberg")}iceberg.catalog.type=glue
iceberg.expire-snapshots.min-retention=0s
iceberg.remove-orphan-files.min-retention=0s
`,
    // Nothing is cached: events land while tables are asked.
    [`catalog/${BOTH}.properties`]: `${connector("hive")}hive.metastore=glue
hive.partition-projection-enabled=true
hive.table-statistics-enabled=false
hive.iceberg-catalog-name=iceberg
`,
  };
  const etc = path.join(LOGS, "etc");
  mkdirSync(path.join(etc, "catalog"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(etc, name), text);
  return [
    "-Xmx2G",
    "-XX:+UseSerialGC", // two cores, one client
    "--add-modules=jdk.incubator.vector",
    "--enable-native-access=ALL-UNNAMED",
    "-Dfile.encoding=UTF-8",
    "-Duser.timezone=UTC",
    "-Djdk.attach.allowAttachSelf=true",
    "-Dnode.environment=clickstream",
    `-Dnode.data-dir=${path.join(LOGS, "data")}`,
    `-Dconfig=${path.join(etc, "config.properties")}`,
    `-Dcatalog.config-dir=${path.join(etc, "catalog")}`,
    "-cp",
    path.join(folder, "lib", "*"),
    "io.trino.server.TrinoServer",
  ];
}
