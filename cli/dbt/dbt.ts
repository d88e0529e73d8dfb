import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { writeFiles } from "../../basics/files";
import { DASHBOARD_DAYS } from "../../declaration/analysis";
import { loadCatalog } from "../../emulation/athena/catalog";
import { treeOf } from "../pipelines/deployed";
import {
  type Known,
  onTarget,
  type Opened,
  type Source,
  synthesizing,
  type TargetOptions,
  withTarget,
} from "../pipelines/options";
import { writeDuckdb } from "./local-data";
import { DUCKDB_FILE, projectFiles } from "./project-files";

interface Options extends TargetOptions {
  readonly out: string;
}

/** `clickstream dbt [env] --out DIR`: a dbt project over a pipeline's views. */
export function dbtCommand(source: Source): Command {
  return withTarget(
    new Command("dbt").description(
      "write a dbt project: the views as sources, each event type's events once, its charts and analyses as models; with --local their events too, as a DuckDB file",
    ),
    source,
  )
    .option("--out <dir>", "folder of the project; files of the same names are written anew", "dbt")
    .action(async (env: string | undefined, options: Options) => {
      const { out, local } = options;
      if (existsSync(out) && readdirSync(out).length > 0 && !existsSync(path.join(out, "dbt_project.yml")))
        throw new Error(`--out ${out} holds other things and no dbt project; name a new folder`);
      if (local) await onTarget(source, env, options, (opened) => writeBoth(opened, options));
      else writeProject(await source.open(env, options, synthesizing(options)), out);
    });
}

function writeProject({ deployed, eventTypes }: Known, out: string): void {
  const files = projectFiles(eventTypes, deployed);
  writeFiles(out, files);
  console.log(`${files.size} files in ${out}: the views of ${deployed.database}, the last ${DASHBOARD_DAYS} days`);
}

/** The project, and the events that the local run has. */
async function writeBoth(opened: Opened, { out, data, cdktfOut }: Options): Promise<void> {
  const { deployed, eventTypes, target } = opened;
  writeProject(opened, out);
  await target.deliverNow();
  const views = {
    relations: loadCatalog(treeOf(cdktfOut, deployed.selection)),
    objectsFolder: path.join(path.resolve(data), "s3"),
    database: deployed.database,
  };
  await writeDuckdb(path.join(out, DUCKDB_FILE), eventTypes, views, (view, events) =>
    console.log(`  ${view}: ${events} events`),
  );
  console.log(`In ${out}, \`dbt build --profiles-dir .\` builds it over ${DUCKDB_FILE} (dbt-duckdb).`);
}
