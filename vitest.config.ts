import { defineConfig } from "vitest/config";

/** Test files that change what is there once a process, such as its environment, or measure it: each has its own process. */
const ALONE = [
  "test/{cache,devicescript,git,kept-replays,left-behind,metered-vm,regular-expressions}.test.ts",
  "test/capture/{bombs,large,tape-file}.test.ts",
  "test/cli/scan.test.ts",
  "test/compile/{cache,env-file,hostile}.test.ts",
  "test/judge/search/scan.test.ts",
  "test/provision/owner-keys.test.ts",
  "test/report/printable.test.ts",
  "test/sim/device/inside/observations.test.ts",
  "test/sim/net/troubles.test.ts",
  "test/vitest/**/*.test.ts",
];

export default defineConfig({
  resolve: {
    alias: {
      "tightlip/vitest": new URL("./src/vitest/index.ts", import.meta.url).pathname,
      tightlip: new URL("./src/index.ts", import.meta.url).pathname,
    },
  },
  test: {
    // Some tests check whole appliances, several times over: on a busy machine that takes minutes.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // By default one core is left to vitest itself, which has little to do.
    maxWorkers: "100%",
    setupFiles: ["test/each-file.ts"],
    projects: [
      { extends: true, test: { name: "alone", include: ALONE, sequence: { groupOrder: 1 } } },
      {
        extends: true,
        test: { name: "shared", include: ["test/**/*.test.ts"], exclude: ALONE, isolate: false },
      },
    ],
  },
});
