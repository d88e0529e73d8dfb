// Who may import whom. What is not named here is refused: `npm run lint` holds it, docs/architecture.md draws it.

/** Anywhere: a copy of the project may link them from another folder. */
const PACKAGES = "(^|/)node_modules/";
const CDKTF = ["cdktf", "constructs", "@cdktf/provider-aws", "@cdktf/provider-archive"];
const PRODUCT = [
  "basics",
  "declaration",
  "constructs",
  "stacks",
  "handlers",
  "local",
  "emulation",
  "review",
  "cost",
  "contract",
  "module",
  "cli",
];
/** Where a finished bundle lies, not what is in it: docs/decisions/0011-handlers-come-finished.md. */
const FINISHED = ["handlers/finished.ts", "handlers/declarations.ts"];

/**
 * For each room (a folder, or a file beside them): the rooms and single files that it imports besides its own, and the packages.
 * The first three are those of whoever adopts the project.
 */
export const ROOMS = {
  "main.ts": { imports: ["config", "events", "stacks", "handlers/bundle.ts"] },
  config: { imports: ["stacks/configuration"], typesOnly: true },
  events: { imports: ["declaration"] },
  basics: { imports: [] },
  declaration: { imports: ["basics"] },
  constructs: { imports: ["basics", "declaration", ...FINISHED], packages: CDKTF },
  stacks: { imports: ["constructs", "declaration", "handlers/declarations.ts"], packages: CDKTF },
  handlers: { imports: ["basics", "declaration"], packages: ["aws4fetch", "esbuild", "isbot"] },
  emulation: { imports: ["basics"], packages: ["@duckdb/node-api", "ajv-draft-04", "velocityjs"] },
  local: {
    imports: ["basics", "emulation", "declaration", "cost/assumptions.ts", "cost/prices.us-east-1.json"],
    packages: ["ajv-draft-04", "cdktf", "chart.js", "constructs", "esbuild"],
  },
  review: { imports: ["basics"] },
  cost: { imports: ["basics"] },
  contract: { imports: ["basics", "declaration"] },
  module: { imports: ["basics", "constructs", "declaration", "handlers/declarations.ts"], packages: CDKTF },
  cli: {
    imports: [
      "basics",
      "local",
      "emulation",
      "review",
      "cost",
      "contract",
      "stacks",
      "declaration",
      "constructs/shared/arn.ts",
      "module",
      "constructs/shared/event-options.ts",
      "handlers/bundle.ts",
      "handlers/declarations.ts",
      "handlers/pseudonyms",
    ],
    packages: ["aws4fetch", "commander", "esbuild", "@aws-sdk/[^/]+", "@duckdb/node-api", "hyparquet(-writer)?"],
  },
  library: {
    imports: ["cli", "constructs", "declaration", "handlers", "local", "module/zip.ts", "stacks", "__tests__/fixtures"],
    packages: [...CDKTF, "commander", "typescript"],
  },
  bench: { imports: [...PRODUCT, "__tests__/support", "__tests__/fixtures"], packages: [".+"] },
  __tests__: { imports: [...PRODUCT, "library", ".ci"], packages: [".+"] },
  "__tests__/project": { imports: [...PRODUCT, "__tests__", "main.ts"], packages: [".+"] },
  ".ci": { imports: [...PRODUCT, "library", "__tests__"], packages: [".+"] },
  ".ci/smoke.ts": { imports: ["main.ts"] }, // what a deployed project asks of itself
};

const escaped = (path) => path.replaceAll(".", "\\.");
const at = (place) => (/\.\w+$/.test(place) && place !== ".ci" ? `^${escaped(place)}$` : `^${escaped(place)}/`);

const allowed = Object.entries(ROOMS).flatMap(([room, { imports, packages = [], typesOnly }]) => {
  const from = { path: at(room) };
  const others = imports.map(at);
  return [
    { from, to: { path: at(room) } },
    ...(others.length === 0
      ? []
      : [{ from, to: { path: others, ...(typesOnly && { dependencyTypes: ["type-only"] }) } }]),
    ...(packages.length === 0 ? [] : [{ from, to: { path: packages.map((name) => `${PACKAGES}${name}/`) } }]),
  ];
});

export default {
  allowed: [
    ...allowed,
    { from: {}, to: { dependencyTypes: ["core"] } },
    { from: { path: "^[^/]+\\.m?js$" }, to: { path: [PACKAGES, "^[^/]+\\.m?js$"] } }, // settings of tools
  ],
  allowedSeverity: "error",
  forbidden: [
    { name: "cycle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "reaches-up",
      comment: "What a room's folders share lies in a folder of its own, like constructs/shared.",
      severity: "error",
      from: { path: `^(${[...PRODUCT, "library"].join("|")})/[^/]+/` },
      to: { path: "^$1/[^/]+$" },
    },
    {
      name: "loose",
      comment: "Each file of local/ and emulation/ lies in one of its folders.",
      severity: "error",
      from: {},
      to: { path: "^(local|emulation)/[^/]+$" },
    },
  ],
  options: {
    tsPreCompilationDeps: true, // types count, too
    doNotFollow: { path: PACKAGES },
    exclude: { path: "^(build|dist|examples|cdktf\\.out|\\.local)/" }, // made, or a project of its own
    enhancedResolveOptions: {
      extensions: [".ts", ".mjs", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
    },
  },
};
