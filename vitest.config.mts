import { defineConfig } from "vitest/config";

const patience = { testTimeout: 300_000, hookTimeout: 900_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          // Loading the program's packages anew for every file would take as long as all tests.
          isolate: false,
          // Of two processors the default leaves one to itself.
          maxWorkers: 2,
          include: ["{test,manager/test}/**/*.test.ts"],
          exclude: ["**/*.live.test.ts", "test/images/**"],
          // A slow machine is no failure.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "live alone",
          include: ["test/live/**/*.live.test.ts"],
          // Their instances share one edge and its ports.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          ...patience,
        },
      },
      {
        test: {
          name: "live",
          include: ["manager/test/**/*.live.test.ts"],
          // Mostly they wait for a container. More of them at once would wait for a processor.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          ...patience,
        },
      },
    ],
  },
});
