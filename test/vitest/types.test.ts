import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { REPOSITORY } from "../cli/cli.ts";
import { vitestProject } from "./vitest-project.ts";

const run = promisify(execFile);

test("what the entry takes and gives has types", async () => {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: "ES2022",
    module: "NodeNext",
    skipLibCheck: true,
  };
  const root = vitestProject({
    "usage.test.ts": readFileSync(join(REPOSITORY, "test/vitest/usage.test-d.ts"), "utf8"),
    "tsconfig.json": JSON.stringify({ compilerOptions, include: ["usage.test.ts"] }),
  });
  const tsc = join(REPOSITORY, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [tsc, "-p", root]).catch((failed) => failed);
  expect(stdout).toBe("");
});
