import { readFileSync, writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import { defineEvent } from "../../declaration/define";
import { declarationSource } from "../../contract/declaration-source";
import { importJsonSchema } from "../../contract/import-json-schema";
import { jsonSchema } from "../../contract/json-schema";
import { openDataContract } from "../../contract/open-data-contract";
import { contractAt, presentContract } from "./load";

interface ExportOptions {
  readonly format: "odcs" | "json-schema";
  readonly event?: string;
  readonly of?: string;
  readonly id: string;
  readonly contractVersion: string;
}

/** `clickstream contract export`: declarations in the words of standards. */
export function exportCommand(): Command {
  return new Command("export")
    .description("write the declarations as an Open Data Contract (YAML), or as JSON Schema")
    .addOption(
      new Option("--format <format>", "odcs is the Open Data Contract Standard 3.0.2, json-schema draft 2020-12")
        .choices(["odcs", "json-schema"])
        .default("odcs"),
    )
    .option("--event <name>", "one event type (default: all)")
    .option("--of <place>", "a git commit, a synthesized folder or a JSON list of declarations (default: this project)")
    .option("--id <id>", "what the contract is called for good", "clickstream")
    .option("--contract-version <version>", "its version", "1.0.0")
    .action(async ({ format, event, of, id, contractVersion }: ExportOptions) => {
      const all = of === undefined ? await presentContract() : await contractAt(of);
      const chosen = all.filter(({ name }) => event === undefined || name === event);
      if (chosen.length === 0)
        throw new Error(
          `--event "${event ?? ""}" is no event type; there are ${all.map(({ name }) => name).join(", ")}`,
        );
      process.stdout.write(
        format === "odcs"
          ? openDataContract(chosen, { id, version: contractVersion })
          : `${JSON.stringify(jsonSchema(chosen), undefined, 2)}\n`,
      );
    });
}

interface ImportOptions {
  readonly name: string;
  readonly path?: string;
  readonly table?: string;
  readonly from?: string;
  readonly out?: string;
}

/** `clickstream contract import`: a declaration from a JSON Schema. */
export function importCommand(): Command {
  return new Command("import")
    .description("make a declaration of an event from its JSON Schema, and say what of that it can't take")
    .argument("<file>", "the schema, of an object")
    .requiredOption("--name <name>", "the event type's name, kebab-case")
    .option("--path <path>", "where it is posted (default: /<name>)")
    .option("--table <table>", "its table (default: the name in snake_case)")
    .option(
      "--from <module>",
      "what the file imports the vocabulary from, like clickstream-cdktf/events (default: this project's modules)",
    )
    .option("--out <file>", "where the file is written, which must not be there (default: printed)")
    .action(
      (file: string, { name, path = `/${name}`, table = name.replaceAll("-", "_"), from, out }: ImportOptions) => {
        let schema: unknown;
        try {
          schema = JSON.parse(readFileSync(file, "utf8"));
        } catch (error) {
          throw new Error(`${file} cannot be read: ${(error as Error).message}`);
        }
        const { event, notes } = importJsonSchema(schema, { name, path, table });
        const source = declarationSource(defineEvent(event), from);
        if (out === undefined) process.stdout.write(source);
        else writeFileSync(out, source, { flag: "wx" });
        for (const note of notes) console.error(`clickstream: ${note}`);
      },
    );
}
