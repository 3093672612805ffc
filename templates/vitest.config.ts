import { tightlip } from "tightlip/vitest/plugin";
import { defineConfig } from "vitest/config";

export default defineConfig({ plugins: [tightlip()] });
