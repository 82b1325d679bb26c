import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/**", "templates/**", ".supabase-fleet/**"] },
  ...tseslint.configs.strict,
  {
    files: ["**/*.ts"],
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
);
