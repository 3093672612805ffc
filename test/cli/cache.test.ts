import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { allFiles, tempFolder, tempProject } from "../compile/temp-project.ts";
import { tightlip } from "./cli.ts";

it("tightlip cache says where it is and how large, and clean leaves what others have put there", async () => {
  const ours = {
    "compiler.js": "x".repeat(1_500_000),
    "builds/00112233445566778899aabbccddeeff": "",
    "runtimes/esp32c3_bare.bin": "",
  };
  const dir = tempFolder({ ...ours, "builds/notes.txt": "", "holiday.jpg": "" });
  const env = { TIGHTLIP_CACHE: dir };
  expect((await tightlip(["cache"], { env })).stdout).toBe(`${dir}: 3 files, 1.5 MB\n`);
  expect(await tightlip(["cache", "clean"], { env })).toEqual({
    code: 0,
    stdout: `Removed ${dir}: 3 files, 1.5 MB\n`,
    stderr: "",
  });
  expect([...allFiles(dir).keys()].sort()).toEqual(["builds/notes.txt", "holiday.jpg"]);
});

it("a cache inside the project, which a pull request could fill, is not used", async () => {
  const project = tempProject({ "main.ts": 'console.log("hello")\n', "package.json": "{}" });
  const env = { TIGHTLIP_CACHE: join(project, ".cache") };
  const { code, stderr } = await tightlip(["build", "main.ts"], { cwd: project, env });
  expect(code).toBe(0);
  expect(stderr).toMatch(/^! does not use the cache in .*\.cache: it lies inside the project .*\n$/);
  expect(existsSync(join(project, ".cache"))).toBe(false);
});

it("tightlip cache makes no folder where there is none, and refuses what is none", async () => {
  const folder = tempFolder({ file: "" });
  const none = await tightlip(["cache", "--json"], { env: { TIGHTLIP_CACHE: join(folder, "none") } });
  expect(JSON.parse(none.stdout)).toMatchObject({ files: 0, sizeBytes: 0, removed: false });
  expect(existsSync(join(folder, "none"))).toBe(false);

  const { code, stderr } = await tightlip(["cache", "clean"], {
    env: { TIGHTLIP_CACHE: join(folder, "file") },
  });
  expect(code).toBe(2);
  expect(stderr).toMatch(/file: the cache cannot be looked at or cleaned \(ENOTDIR\)/);
});
