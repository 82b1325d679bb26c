import tseslint from "typescript-eslint";

const colours = {
  name: "picocolors",
  message: "manager/cli/show/colours.ts knows when words may be coloured; CI jobs are no terminals.",
};

export default tseslint.config(
  { ignores: ["node_modules/**", "templates/**", ".supabase-fleet/**"] },
  ...tseslint.configs.strict,
  {
    files: ["**/*.ts", "**/*.tsx"],
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      // Dynamic providers load modules inside their methods: their text is written into the state.
      "@typescript-eslint/no-require-imports": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // An instance of a Pulumi resource is made for its effect.
      "no-new": "off",
      "no-control-regex": "off",
    },
  },
  {
    files: ["manager/**/*.ts", "manager/**/*.tsx"],
    ignores: ["manager/cli/show/colours.ts"],
    rules: { "no-restricted-imports": ["error", colours] },
  },
  {
    files: ["manager/{cli,serve,tui}/**/*.ts", "manager/{cli,serve,tui}/**/*.tsx"],
    ignores: ["manager/cli/show/colours.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: [colours],
          patterns: [
            {
              group: ["dockerode", "@pulumi/*", "**/engine/**"],
              message: "A face calls manager/operations, which own Docker and Pulumi.",
            },
          ],
        },
      ],
    },
  },
);
