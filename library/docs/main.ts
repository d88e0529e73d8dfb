import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { allCommands } from "../../cli/commands";
import { project } from "../../__tests__/fixtures/restaurant/main";
import { bundleHandlers } from "../../handlers/bundle";
import { synthesize } from "../../stacks/synthesize";
import { publicModules } from "../package/public-modules";
import { pipelineAddresses } from "./addresses";
import { apiReport } from "./api-report";
import { checkPages } from "./blocks";
import { ApiModel } from "./model";
import { proofPage, type ProofRecords } from "./proof";
import { apiReference, commandReference, configReference, eventReference, undocumented } from "./reference";
import { roomsPicture } from "./rooms-picture";
import { stacksPicture } from "./stacks-picture";

const CONFIG_FILES = [
  "stacks/configuration/environment.ts",
  "stacks/configuration/accounts.ts",
  "stacks/configuration/ci.ts",
];
const TREE = "build/docs-tree";
const ARCHITECTURE = "docs/architecture.md";

/** Checks the docs against the code, `--write` writes what is generated. */
async function main(): Promise<void> {
  const write = process.argv.includes("--write");
  const { eventTypes } = project;
  await synthesize(project, await bundleHandlers({ eventTypes, outDir: "build/docs-handlers" }), TREE);
  const { modules } = await publicModules();
  const model = new ApiModel([...modules.map(({ source }) => source), ...CONFIG_FILES]);
  const problems = undocumented(modules, model).map((name) => `${name} has no doc comment`);
  const commands = allCommands();
  const withParts = commands.flatMap((command) => [command, ...command.commands]);
  for (const command of withParts) command.configureHelp({ helpWidth: 120 });
  const pages: Readonly<Record<string, string>> = {
    "docs/api-report.md": apiReport(modules, model, await pipelineAddresses()),
    "docs/reference/constructs.md": apiReference(modules, model),
    "docs/reference/configuration.md": configReference(modules, model),
    "docs/reference/events.md": eventReference(eventTypes),
    "docs/reference/command.md": commandReference(withParts.map((command) => command.helpInformation())),
    "docs/proof.md": proofPage(JSON.parse(readFileSync("docs/proof.json", "utf8")) as ProofRecords),
    [ARCHITECTURE]: withPicture(
      withPicture(readFileSync(ARCHITECTURE, "utf8"), "stacks", stacksPicture(TREE)),
      "rooms",
      await roomsPicture(),
    ),
  };
  for (const [file, text] of Object.entries(pages)) {
    if (write) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    } else if (!existsSync(file) || readFileSync(file, "utf8") !== text)
      problems.push(`${file} is not what the code says${difference(file, text)}`);
  }
  const all = [".", "docs", ".github", "examples"].flatMap((folder) =>
    readdirSync(folder, { recursive: folder !== ".", encoding: "utf8" })
      .filter((name) => name.endsWith(".md") && !name.includes("node_modules"))
      .map((name) => path.join(folder, name)),
  );
  problems.push(...checkPages(all, commands));
  if (problems.length > 0)
    throw new Error(
      `${problems.join("\n")}\n\nGenerated pages: npm run docs -- --write. What changes for users belongs into CHANGELOG.md, see docs/versioning.md.`,
    );
  console.log(`${all.length} pages, ${modules.length} public modules: the docs say what the code says`);
}

/** The picture stands between two comments that name it. */
function withPicture(text: string, name: string, picture: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  if (!text.includes(begin) || !text.includes(end))
    throw new Error(`${ARCHITECTURE} lacks ${begin} and ${end}, between which the picture of the ${name} stands`);
  return `${text.slice(0, text.indexOf(begin) + begin.length)}\n${picture}\n${text.slice(text.indexOf(end))}`;
}

/** The first lines that differ. */
function difference(file: string, text: string): string {
  if (!existsSync(file)) return ": it is not there";
  const [is, should] = [readFileSync(file, "utf8").split("\n"), text.split("\n")];
  const only = (sign: string, these: readonly string[], those: readonly string[]): readonly string[] =>
    these.flatMap((line) => (those.includes(line) ? [] : [`\n  ${sign} ${line}`])).slice(0, 5);
  return `:${[...only("-", is, should), ...only("+", should, is)].join("")}`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
