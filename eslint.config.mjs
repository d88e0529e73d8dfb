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
    },
  },
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
