import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "./support/tree";

const CRUISER = path.resolve("node_modules/dependency-cruiser/bin/dependency-cruise.mjs");

/** What the rules of this project say of a tree of these files, as `<rule>: <from> → <to>`. */
function violations(
  files: Readonly<Record<string, string>>,
): readonly { readonly from: string; readonly text: string }[] {
  const folder = temporaryFolder();
  cpSync(".dependency-cruiser.mjs", path.join(folder, ".dependency-cruiser.mjs"));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  const { stdout, stderr } = spawnSync(process.execPath, [CRUISER, ".", "--output-type", "json"], {
    cwd: folder,
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as {
    readonly summary: { readonly violations: readonly Violation[] };
  };
  return summary.violations.map(({ rule, from, to }) => ({ from, text: `${rule.name}: ${from} → ${to}` }));
}

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

/** Modules that others import. */
const THERE = Object.fromEntries(
  [
    "main.ts",
    "config/dev.ts",
    "events/click.ts",
    "declaration/event.ts",
    "stacks/stack.ts",
    "stacks/configuration/environment.ts",
    "handlers/finished.ts",
    "handlers/transform/transform.ts",
    "emulation/tree/tree.mjs",
    "local/server/server.ts",
    "library/index.ts",
    "__tests__/fixtures/click.ts",
    "node_modules/cdktf/index.js",
    "node_modules/left-pad/index.js",
  ].map((file) => [file, "export const x = 1;\n"]),
);
const importOf = (target: string): string => `import { x } from "${target}";\nexport const y = x;\n`;
const typeOf = (target: string): string => `import type { x } from "${target}";\nexport type Y = typeof x;\n`;

/** What stands as the arrows say. */
const ALLOWED: Readonly<Record<string, string>> = {
  "main.ts": importOf("./config/dev"),
  "config/test.ts": typeOf("../stacks/configuration/environment"),
  "events/index.ts": importOf("../declaration/event"),
  "constructs/edge/api.ts": `${importOf("../../handlers/finished")}import "cdktf";\nimport "node:fs";\n`,
  "cli/local.ts": importOf("../emulation/tree/tree.mjs"),
  "library/docs/main.ts": importOf("../../__tests__/fixtures/click"),
  "__tests__/local/server.test.ts": importOf("../../local/server/server"),
  "__tests__/project/project.test.ts": importOf("../../main"),
};
const REFUSED: readonly (readonly [what: string, file: string, text: string, violation: string])[] = [
  ["a room without an arrow", "declaration/a.ts", importOf("../local/server/server"), "local/server/server.ts"],
  [
    "a file that the arrow does not name",
    "constructs/a.ts",
    importOf("../handlers/transform/transform"),
    "handlers/transform/transform.ts",
  ],
  ["anything of ours, from a room kept pure", "review/a.ts", importOf("../declaration/event"), "declaration/event.ts"],
  ["types, too", "cost/a.ts", typeOf("../declaration/event"), "declaration/event.ts"],
  [
    "what is loaded late, too",
    "emulation/api/a.ts",
    'void import("../../local/server/server");\n',
    "local/server/server.ts",
  ],
  ["from and to `.mjs`, too", "review/b.mjs", importOf("../emulation/tree/tree.mjs"), "emulation/tree/tree.mjs"],
  [
    "values where types are allowed",
    "config/a.ts",
    importOf("../stacks/configuration/environment"),
    "stacks/configuration/environment.ts",
  ],
  ["another folder of that room", "config/b.ts", typeOf("../stacks/stack"), "stacks/stack.ts"],
  ["the package's public face", "events/a.ts", importOf("../library/index"), "library/index.ts"],
  ["what is the user's, from the product", "cli/a.ts", importOf("../main"), "main.ts"],
  ["what is the user's, from the package", "library/a.ts", importOf("../events/click"), "events/click.ts"],
  ["what is the user's, from tests", "__tests__/stacks/a.test.ts", importOf("../../config/dev"), "config/dev.ts"],
  ["what is the user's, from benchmarks", "bench/a.ts", importOf("../events/click"), "events/click.ts"],
  ["a package of another room", "handlers/a.ts", 'import "cdktf";\n', "node_modules/cdktf/index.js"],
  ["a package of no room", "stacks/a.ts", 'import "left-pad";\n', "node_modules/left-pad/index.js"],
  ["a folder without rules", "tools/a.ts", importOf("../declaration/event"), "declaration/event.ts"],
];
const CYCLES: Readonly<Record<string, string>> = {
  "stacks/b.ts": importOf("./c"),
  "stacks/c.ts": importOf("./b"),
  "review/c.ts": typeOf("./d"),
  "review/d.ts": importOf("./c"),
};
const LOOSE: Readonly<Record<string, string>> = {
  "cli/table.ts": THERE["declaration/event.ts"] ?? "",
  "cli/replay/a.ts": importOf("../table"),
  "local/loose.ts": THERE["declaration/event.ts"] ?? "",
  "cli/b.ts": importOf("../local/loose"),
};

const found = violations({
  ...THERE,
  ...ALLOWED,
  ...Object.fromEntries(REFUSED.map(([, file, text]) => [file, text])),
  ...CYCLES,
  ...LOOSE,
});
const of = (files: readonly string[]): readonly string[] =>
  found.filter(({ from }) => files.includes(from)).map(({ text }) => text);

test("each room imports what its arrows say", () => {
  expect(of(Object.keys(ALLOWED))).toEqual([]);
});

test.each(REFUSED)("refused: %s", (_, file, _text, target) => {
  expect(of([file])).toEqual([`not-in-allowed: ${file} → ${target}`]);
});

test("a cycle is refused, of types alone, too", () => {
  expect(of(Object.keys(CYCLES)).map((text) => text.replace(/[bcd]\.ts.*/, ""))).toEqual(
    expect.arrayContaining(["cycle: stacks/", "cycle: review/"]),
  );
});

test("a file in a room's folder imports nothing that lies loose above it, and local/ has nothing loose", () => {
  expect(of(Object.keys(LOOSE))).toEqual(
    expect.arrayContaining(["loose: cli/b.ts → local/loose.ts", "reaches-up: cli/replay/a.ts → cli/table.ts"]),
  );
});
