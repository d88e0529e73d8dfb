import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { Command, Option } from "commander";
import { writeFiles } from "../basics/files";
import {
  EXISTING,
  EXTRAS,
  FRESHNESS,
  INGESTION_MODES,
  MONITORING,
  ORIGINS,
  type ShapeOptions,
  STORAGE_FORMATS,
} from "../module/shape";
import type { EventDeclaration } from "../declaration/event";
import type { HandlerBundles } from "../handlers/declarations";
import { contractAt, presentContract } from "./contract/load";

interface Options extends Omit<ShapeOptions, "fixed"> {
  readonly from?: string;
  readonly options?: string;
}

/** What a folder that this command wrote holds. */
const MADE = "main.tf.json";
/** The one folder whose files hang on the shape. */
const HANDLERS = "handlers";

/**
 * `clickstream module`: the pipeline as a Terraform module that needs no Node.
 * @param bundle makes the handlers. @default those that come with the package
 */
export function moduleCommand(bundle?: (eventTypes: readonly EventDeclaration[]) => Promise<HandlerBundles>): Command {
  return new Command("module")
    .description(
      "write a Terraform module of this project's event types: values are its variables, the options decide what is made",
    )
    .argument("<folder>", "where to: a new folder, or one that holds such a module, which is replaced")
    .option("--from <place>", "declarations of another place: a synthesized folder or stack, a JSON list, a git commit")
    .addOption(new Option("--ingestion <mode>", "what takes events").choices(INGESTION_MODES).default("firehose"))
    .addOption(new Option("--format <format>", "how events are stored").choices(STORAGE_FORMATS).default("json"))
    .addOption(
      new Option("--freshness <freshness>", "how soon events can be asked for").choices(FRESHNESS).default("minutes"),
    )
    .addOption(new Option("--monitoring <monitoring>", "how much is watched").choices(MONITORING).default("full"))
    .addOption(
      new Option("--origins <origins>", "web pages of how many other origins may post (default: none)").choices(
        ORIGINS,
      ),
    )
    .option("--source-backup", "keep the raw records, too")
    .option("--no-protect-data", "let Terraform destroy what holds data")
    .addOption(new Option("--with <what...>", "what else it has").choices(EXTRAS))
    .addOption(new Option("--existing <what...>", "what it is given instead of making it").choices(EXISTING))
    .option("--options <file>", "other options of a pipeline as a JSON object; they are no variables")
    .action(async (folder: string, { from, options, ...shape }: Options) => {
      if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(path.join(folder, MADE)))
        throw new Error(`${folder} holds other things than a module; give a new folder`);
      const eventTypes = from === undefined ? await presentContract() : await contractAt(from);
      const { layOutModule } = await import("../module/lay-out");
      const handlerBundles = await bundle?.(eventTypes);
      const files = layOutModule(
        { eventTypes, ...(handlerBundles && { handlerBundles }) },
        { ...shape, ...(options !== undefined && { fixed: fixedOf(options) }) },
      );
      rmSync(path.join(folder, HANDLERS), { recursive: true, force: true }); // another shape has others
      writeFiles(folder, files);
      console.log(`${folder}: ${files.size} files for ${eventTypes.map(({ name }) => name).join(", ")}`);
    });
}

/** @throws Error naming the file, when it holds no JSON object */
function fixedOf(file: string): NonNullable<ShapeOptions["fixed"]> {
  const value: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`${file} must hold a JSON object of a pipeline's options`);
  return value;
}
