import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: {
      "tightlip/vitest": new URL("./src/vitest/index.ts", import.meta.url).pathname,
      tightlip: new URL("./src/index.ts", import.meta.url).pathname,
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    // Some tests check whole appliances, several times over: on a busy machine that takes minutes.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // By default one core is left to vitest itself, which has little to do.
    maxWorkers: "100%",
  },
});
