import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import ts from "typescript";
import { checkPaths, repositoryPaths } from "./paths";

/** A code block of a page. */
interface Block {
  /** The page and the line, for messages. */
  readonly where: string;
  readonly language: string;
  /** What a comment before it says it is part of: `<!-- in: Environment -->`. */
  readonly context: string | undefined;
  readonly code: string;
}

/** What a part of something stands in, so that it can be compiled. */
const CONTEXTS: Readonly<Record<string, (code: string) => string>> = {
  Environment: (code) =>
    `import type { Environment } from "../../stacks/configuration/environment";\nexport const part: Partial<Environment> = {\n${code}\n};`,
  event: (code) =>
    `import { average, barChart, count, distinct, funnel, lineChart, numberChart, pieChart, sum, tableChart, bigint, boolean, double, int, string, timestamp, type EventDeclaration } from "../../library/events";\nexport const words = [average, barChart, count, distinct, funnel, lineChart, numberChart, pieChart, sum, tableChart, bigint, boolean, double, int, string, timestamp];\nexport const part: Partial<EventDeclaration> = {\n${code}\n};`,
};

/** What was said of a release stays as it was said, whatever became of the paths. */
const HISTORY = "CHANGELOG.md";

/** Checks the code blocks, commands, links and paths of the pages; SQL is checked where its grammar is, in the tests. @returns what is wrong, each with its page and line */
export function checkPages(pages: readonly string[], commands: readonly Command[]): readonly string[] {
  const blocks = pages.flatMap(blocksOf);
  const known = repositoryPaths();
  return [
    ...checkTypeScript(blocks.filter(({ language }) => language === "ts")),
    ...blocks.filter(({ language }) => language === "json").flatMap(checkJson),
    ...pages.flatMap((page) => checkCommands(page, commands)),
    ...pages.flatMap(checkLinks),
    ...pages.filter((page) => page !== HISTORY).flatMap((page) => checkPaths(page, readFileSync(page, "utf8"), known)),
  ];
}

function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(page, "utf8");
  return [...text.matchAll(/(?:<!-- in: (\w+) -->\n+)?^( *)```(\w+)\n([^]*?)^ *```$/gm)].map((match) => ({
    where: `${page}:${text.slice(0, match.index).split("\n").length}`,
    context: match[1],
    language: match[3] ?? "",
    code: (match[4] ?? "").replaceAll(new RegExp(`^${match[2] ?? ""}`, "gm"), ""),
  }));
}

/** All at once: the compiler reads the libraries once. */
function checkTypeScript(blocks: readonly Block[]): readonly string[] {
  const folder = "build/doc-blocks";
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = blocks.map(({ where, context, code }, index) => {
    const wrap = context === undefined ? (all: string) => all : CONTEXTS[context];
    if (wrap === undefined)
      throw new Error(
        `${where}: there is no context "${context ?? ""}"; there are ${Object.keys(CONTEXTS).join(", ")}`,
      );
    const file = path.join(folder, `block-${index}.ts`);
    writeFileSync(
      file,
      wrap(code)
        .replaceAll('"clickstream-cdktf/constructs/', '"../../constructs/')
        .replaceAll('"clickstream-cdktf/', '"../../library/')
        .replaceAll('"clickstream-cdktf"', '"../../library/index"'),
    );
    return file;
  });
  const { config } = ts.readConfigFile("tsconfig.json", (file) => ts.sys.readFile(file)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ".");
  const program = ts.createProgram(files, { ...options, noEmit: true, noUnusedLocals: false });
  return files.flatMap((file, index) => {
    const source = program.getSourceFile(file);
    const found = source ? [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)] : [];
    return found.map(
      ({ messageText }) => `${blocks[index]?.where ?? file}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
  });
}

function checkJson({ where, code }: Block): readonly string[] {
  try {
    JSON.parse(code);
    return [];
  } catch (error) {
    return [`${where}: ${(error as Error).message}`];
  }
}

/** Every `npm run X` and `clickstream X --option`, in code blocks and in sentences. */
function checkCommands(page: string, commands: readonly Command[]): readonly string[] {
  const text = readFileSync(page, "utf8");
  const own = path.join(path.dirname(page), "package.json"); // an example's
  const manifest = existsSync(own) ? own : "package.json";
  const { scripts } = JSON.parse(readFileSync(manifest, "utf8")) as { scripts: object };
  const unknownScripts = [...text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)]
    .map(([, name = ""]) => name)
    .filter((name) => !(name in scripts));
  const problems = unknownScripts.map((name) => `${page}: ${manifest} has no script "${name}"`);
  for (const [, name = "", rest = ""] of text.matchAll(
    /(?:npx clickstream|npm run clickstream --) ([a-z-]+)([^`\n|#]*)/g,
  )) {
    const named = commands.find((each) => each.name() === name);
    const command = named?.commands.find((each) => each.name() === /^ ([a-z-]+)/.exec(rest)?.[1]) ?? named;
    if (command === undefined) problems.push(`${page}: there is no command "${name}"`);
    else
      for (const [option] of rest.matchAll(/(?<=\s)--[a-z-]+/g))
        if (option !== "--help" && !command.options.some(({ long }) => long === option))
          problems.push(`${page}: clickstream ${name} has no option ${option}`);
  }
  return problems;
}

/** Links between pages, with their headings. */
function checkLinks(page: string): readonly string[] {
  const text = readFileSync(page, "utf8").replace(/```[^]*?```/g, "");
  return [...text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(#[^)\s]*)?\)/g)].flatMap(([, target = "", heading]) => {
    const file = target === "" ? page : path.join(path.dirname(page), target);
    if (!existsSync(file)) return [`${page}: the link to ${target} leads nowhere`];
    if (heading === undefined || !file.endsWith(".md")) return [];
    const anchors = [...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map(
      ([, title = ""]) =>
        `#${title
          .toLowerCase()
          .replace(/[^\w\s-]/g, "")
          .trim()
          .replace(/\s/g, "-")}`,
    );
    return anchors.includes(heading) ? [] : [`${page}: ${target} has no heading ${heading}`];
  });
}
