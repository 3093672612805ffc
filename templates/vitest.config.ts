import { defineConfig } from "vitest/config";

// The first build on a machine prepares the compiler, which may take longer than the default of five seconds.
export default defineConfig({ test: { testTimeout: 60_000 } });
