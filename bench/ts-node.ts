import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { copyProject } from "../__tests__/support/project-copy";
import { appCommand } from "../__tests__/support/app-command";
import type { Benchmark } from "./benchmark";
import { median } from "./measurement";

/** What runs `main.ts` there, as run.mjs does. */
const RUN = `import { main } from "./main";\nvoid main();\n`;
/** What ts-node needs to run the sources as CommonJS; it checks types, as it does by default. */
const TSCONFIG = {
  compilerOptions: {
    target: "ES2023",
    lib: ["ES2023"],
    module: "CommonJS",
    moduleResolution: "Node10",
    strict: true,
    esModuleInterop: true,
    skipLibCheck: true,
    types: ["node"],
  },
};

/** The `app` command against the same app run by ts-node, with the providers' root imports. */
export const tsNode: Benchmark = {
  name: "ts-node",
  description:
    "the app command, at most a tenth of the same app under ts-node (type check included) with the providers' root imports",
  run: async ({ quick, workspace, progress }) => {
    const [project, ours] = [workspace.makeFolder("app"), workspace.makeFolder("app-out")];
    copyProject(project);
    const app: number[] = [];
    for (let round = 0; round < (quick ? 3 : 5); round++)
      app.push(await workspace.time(appCommand(), { cwd: project, env: { CDKTF_OUTDIR: ours } }));

    const folder = workspace.makeFolder("ts-node");
    writeVariant(folder);
    progress("ts-node with the providers' root imports, once; about ten seconds");
    const theirs = workspace.makeFolder("ts-node-out");
    const command = `"${process.execPath}" "${path.resolve("node_modules/ts-node/dist/bin.js")}" run.ts`;
    const slow = await workspace.time(command, { cwd: folder, env: { CDKTF_OUTDIR: theirs } });
    requireSameTree(ours, theirs);
    return [
      {
        what: `\`${appCommand()}\` against ts-node with root imports`,
        measured: median(app),
        floor: slow,
        unit: "ms",
        bound: { atMost: 0.1 },
      },
    ];
  },
};

/** The restaurant's project with every `@cdktf/provider-x/lib/y` imported from `@cdktf/provider-x` instead. */
function writeVariant(folder: string): void {
  copyProject(folder);
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(TSCONFIG));
  writeFileSync(path.join(folder, "run.ts"), RUN);
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts") || name.startsWith("node_modules")) continue;
    const file = path.join(folder, name);
    writeFileSync(file, withRootImports(readFileSync(file, "utf8")));
  }
}

const DEEP_IMPORT = /^import (?:type )?\{([^}]*)\} from "(@cdktf\/provider-[a-z]+)\/lib\/([a-z0-9-]+)";$/gm;

/** `import { A } from "p/lib/a-b"` becomes `import { aB } from "p"; import A = aB.A;`, which is a value and a type as before. */
function withRootImports(source: string): string {
  return source.replace(DEEP_IMPORT, (_, names: string, provider: string, module: string) => {
    const namespace = module.replace(/-([a-z0-9])/g, (_dash, letter: string) => letter.toUpperCase());
    const aliases = names
      .split(",")
      .map((name) => name.trim().replace(/^type /, ""))
      .filter((name) => name !== "");
    return [
      `import { ${namespace} } from "${provider}";`,
      ...aliases.map((name) => `import ${name} = ${namespace}.${name};`),
    ].join(" ");
  });
}

/** Both must have done the same work. */
function requireSameTree(ours: string, theirs: string): void {
  const stacks = readdirSync(path.join(ours, "stacks"));
  for (const stack of stacks) {
    const [file, other] = [ours, theirs].map((folder) => path.join(folder, "stacks", stack, "cdk.tf.json"));
    if (
      file === undefined ||
      other === undefined ||
      !existsSync(other) ||
      readFileSync(file, "utf8") !== readFileSync(other, "utf8")
    ) {
      throw new Error(
        `the app under ts-node synthesized another ${stack} than \`${appCommand()}\`; the comparison means nothing`,
      );
    }
  }
}
