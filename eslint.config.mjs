import tseslint from "typescript-eslint";

const BARREL = {
  regex: "^@cdktf/provider-(aws|archive)(/lib)?/?$",
  message: "The root import loads every resource: import @cdktf/provider-…/lib/<resource>.",
};

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
);
