// What tsc does not see: promises nobody waits for, long functions, loose comparisons.
import { createRequire } from "node:module";

// The tools are installed into .cache, see tools/javascript/__init__.py.
const load = createRequire(new URL("../../.cache/javascript/package.json", import.meta.url));
const { parser, plugin } = load("typescript-eslint");
const recommended = load("@eslint/js").configs.recommended;
const project = ["page", "worker", "node"].map((name) => `tools/javascript/${name}.json`);

export default [
  {
    files: ["**/*.js"],
    languageOptions: { parser, parserOptions: { project, tsconfigRootDir: process.cwd() } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { "@typescript-eslint": plugin },
    rules: {
      ...recommended.rules,
      "no-undef": "off", // tsc knows the names of pages and workers apart.
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-var": "error",
      "prefer-const": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "object-shorthand": "error",
      complexity: ["error", 11],
      "max-lines": ["error", { max: 320 }],
      "max-lines-per-function": ["error", { max: 20, skipBlankLines: true, skipComments: true }],
      "max-len": ["error", { code: 100, ignoreTemplateLiterals: true, ignoreStrings: true }],
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/only-throw-error": "error",
    },
  },
];
