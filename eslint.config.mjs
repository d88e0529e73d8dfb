import tseslint from "typescript-eslint";

/** Which folders a folder may import from, besides its own. Whatever is not named here is refused. */
const ARROWS = {
  declaration: [],
  events: ["declaration"],
  config: ["stacks"], // types
  constructs: ["declaration"],
  stacks: ["constructs", "declaration"],
  handlers: ["declaration"],
  local: ["declaration"],
  review: [],
  cost: ["declaration", "local"], // it reads synthesized trees
  cli: ["config", "events", "local", "review", "cost", "stacks", "declaration"],
};
const FOLDERS = [...Object.keys(ARROWS), "bench", "__tests__"];

/** An import that leaves its folder names the other one after the last `../`. */
const outside = (folders, except = []) => `^(\\.\\./)+(?!(${except.join("|")})$)(${folders.join("|")})(/|$)`;

/** Single files that a folder may import besides. */
const ALSO = {
  constructs: ["handlers/finished", "handlers/declarations"], // where a finished bundle lies, not what is in it
  stacks: ["handlers/declarations"],
};

const BARREL = {
  regex: "^@cdktf/provider-(aws|archive)(/lib)?/?$",
  message: "The root import loads every resource: import @cdktf/provider-…/lib/<resource>.",
};

const arrow = ([folder, allowed]) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    "@typescript-eslint/no-restricted-imports": [
      "error",
      {
        patterns: [
          BARREL,
          {
            regex: outside(
              FOLDERS.filter((other) => other !== folder && !allowed.includes(other)),
              ALSO[folder],
            ),
            message: `${folder}/ may import from ${allowed.join(", ") || "nothing else"} only.`,
          },
          ...(["handlers", "events", "declaration"].includes(folder)
            ? [{ regex: "^(cdktf|constructs|@cdktf/.*)$", message: "A Lambda's code never imports CDKTF." }]
            : []),
        ],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ["node_modules", "build", "dist", "examples", "cdktf.out", ".local"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/no-restricted-imports": ["error", { patterns: [BARREL] }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { args: "all", argsIgnorePattern: "^_", destructuredArrayIgnorePattern: "^_" },
      ],
    },
  },
  // Whose part this is, may take a chart away and leave the import where the next one finds it.
  { files: ["main.ts", "config/**/*.ts", "events/**/*.ts"], rules: { "@typescript-eslint/no-unused-vars": "off" } },
  // Constructs get everything as props.
  {
    files: ["constructs/**/*.ts", "declaration/**/*.ts", "events/**/*.ts"],
    rules: {
      "no-restricted-globals": [
        "error",
        { name: "process", message: "Constructs and declarations read no environment: take it as a prop." },
      ],
    },
  },
  ...Object.entries(ARROWS).map(arrow),
);
