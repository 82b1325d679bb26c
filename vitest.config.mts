import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          // Loading the program's packages anew for every file would take as long as all tests.
          isolate: false,
          include: ["{test,manager/test}/**/*.test.ts"],
          exclude: ["**/*.live.test.ts", "test/images/**"],
        },
      },
      {
        test: {
          name: "live",
          include: ["test/live/**/*.live.test.ts", "manager/test/**/*.live.test.ts"],
          // Instances share one Docker daemon and its ports.
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
