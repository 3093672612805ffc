/** Verdicts of before: they count as long as nothing that they depend on has changed, and only then. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { allFiles, tempFolder, tempProject } from "../compile/temp-project.ts";
import { tightlip } from "./cli.ts";

const SECRET = "hunter2-hunter2-hunter2";
const FIRMWARE = `import { readSetting } from "@devicescript/settings"
const token = await readSetting("token", "${SECRET}")
const mode = await readSetting("mode", "eco")
console.log(mode)
`;
const POLICY = 'export default { for: "2s" };\n';
const ARGS = ["check", "main.ts", "--json"];

const project = tempProject({
  "package.json": '{ "name": "p" }',
  "main.ts": FIRMWARE,
  "main.policy.ts": POLICY,
});
const env = { TIGHTLIP_CACHE: join(tempFolder(), "cache"), XDG_DATA_HOME: tempFolder() };

async function check(...more: string[]) {
  const { code, stdout, stderr } = await tightlip([...ARGS, ...more], { cwd: project, env });
  return { code, stdout, isKept: stderr.includes("that of an earlier check") };
}

function write(file: string, text: string): void {
  writeFileSync(join(project, file), text);
}

it("are the same to the byte, and are judged anew after each change", { timeout: 300_000 }, async () => {
  const first = await check();
  expect(first.isKept).toBe(false);
  expect(await check()).toEqual({ ...first, isKept: true });
  // With one thread, and with none of what was kept.
  expect(await check("--jobs", "1", "--no-cache")).toEqual(first);

  expect(await check("--seed", "2")).toMatchObject({ isKept: false });
  write("main.ts", FIRMWARE.replace("console.log(mode)", "console.log(mode + token)"));
  const leaky = await check();
  expect(leaky).toMatchObject({ isKept: false, code: 1 });
  expect(leaky.stdout).not.toBe(first.stdout);
  write("main.ts", FIRMWARE);
  write("main.policy.ts", 'export default { for: "3s" };\n');
  expect(await check()).toMatchObject({ isKept: false });
  write("main.policy.ts", POLICY);
  write(".env.defaults", "mode=fast\n");
  expect(await check()).toMatchObject({ isKept: false });
  write(".env.defaults", "");

  // A credential is in the source, and its hash alone would give a short one away.
  const files = [...allFiles(env.TIGHTLIP_CACHE)].filter(([path]) => path.startsWith("verdicts/"));
  expect(files.length).toBeGreaterThan(0);
  for (const [, content] of files) expect(String(content)).not.toContain(SECRET);
});
