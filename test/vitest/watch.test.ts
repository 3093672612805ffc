import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { VitestProcess, vitestProject } from "./vitest-project.ts";

const CONFIG = `import { tightlip } from "tightlip/vitest/plugin";
import { defineConfig } from "vitest/config";
export default defineConfig({ plugins: [tightlip()] });
`;

const APPLIANCE_TEST = `import { appliance } from "tightlip/vitest";
import { expect, test } from "vitest";
test("keeps quiet", async () => {
  const quiet = await appliance("src/main.ts");
  await quiet.wait("2s");
  expect(quiet.log.join()).not.toContain("LOUD");
});
`;

const OTHER_TEST = `import { expect, test } from "vitest";
test("adds", () => expect(1 + 1).toBe(2));
`;

const DONE = /Waiting for file changes/;

let watching: VitestProcess | null = null;
afterEach(() => watching?.stop());

test("tests of appliances, and no others, run again when firmware changes, and when it is put right", async () => {
  const root = vitestProject({
    "vitest.config.ts": CONFIG,
    "src/main.ts": 'import { word } from "./word";\nconsole.log(word);\n',
    "src/word.ts": 'export const word = "hush";\n',
    "test/appliance.test.ts": APPLIANCE_TEST,
    "test/other.test.ts": OTHER_TEST,
  });
  const change = (text: string) => writeFileSync(join(root, "src/word.ts"), text);
  watching = new VitestProcess(root, "--watch");
  expect(await watching.printed(DONE)).toMatch(/Tests +2 passed/);

  change('export const word = "LOUD";\n');
  const louder = await watching.printed(/Waiting for file changes|Tests failed\. Watching/);
  expect(louder).toMatch(/RERUN .*src\/word\.ts/);
  expect(louder).toMatch(/Tests +1 failed \(1\)/);
  expect(louder).not.toContain("other.test.ts");

  change("export const word = ;\n");
  expect(await watching.printed(/Tests failed\. Watching/)).toContain(
    "src/word.ts:1:21: Expression expected",
  );

  change('export const word = "hush";\n');
  expect(await watching.printed(DONE)).toMatch(/Tests +1 passed \(1\)/);
});
