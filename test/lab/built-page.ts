/** The lab's page, built for a test, so that none depends on what was built before. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import labConfig from "../../src/lab/page/vite.config.ts";
import { toolchainScript } from "../../src/site/toolchain-script.ts";
import { tempFolder } from "../compile/temp-project.ts";

/** Files of the page. */
export const PAGE_FILES = ["index.html", "lab.js", "lab.css"];

/** A folder with the page, and with the toolchain beside it. */
export async function builtPage(): Promise<string> {
  const folder = tempFolder();
  const { build: built, ...rest } = labConfig;
  await build({ ...rest, configFile: false, logLevel: "error", build: { ...built, outDir: folder } });
  writeFileSync(join(folder, "toolchain.js"), toolchainScript());
  return folder;
}
