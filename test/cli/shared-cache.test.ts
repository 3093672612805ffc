/** One cache for many: processes at the same moment, and a stranger who fills it. */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { allFiles, allHashes, tempFolder, tempProject } from "../compile/temp-project.ts";
import { SOAK } from "../soak.ts";
import { tightlip } from "./cli.ts";

const LEAKY =
  'import { readSetting } from "@devicescript/settings"\nconsole.log(await readSetting("token", "none"))\n';
const ARGS = ["check", "main.ts", "--for", "1s", "--json"];
const AT_ONCE = SOAK ? 4 : 2;

const project = tempProject({ "package.json": '{ "name": "p" }', "main.ts": LEAKY });
const homeOf = (cache: string) => ({ TIGHTLIP_CACHE: cache, XDG_DATA_HOME: tempFolder() });

it("processes at the same moment say the same, with a cold cache and a warm one, and leave nothing else", async () => {
  const cache = join(tempFolder(), "cache");
  const env = homeOf(cache);
  const all = () => Promise.all(Array.from({ length: AT_ONCE }, () => tightlip(ARGS, { cwd: project, env })));
  const outcomes = [...(await all()), ...(await all())];
  expect(new Set(outcomes.map(({ code }) => code))).toEqual(new Set([1]));
  expect(new Set(outcomes.map(({ stdout }) => stdout)).size).toBe(1);
  expect([...allFiles(cache).keys()].filter((path) => path.endsWith(".tmp"))).toEqual([]);
  expect([...allFiles(env.XDG_DATA_HOME).keys()]).toEqual(["tightlip/cache.key"]);
}, 360_000);

describe.skipIf(process.platform === "win32")("a cache that a stranger has filled", () => {
  let filled: string;
  let said: string;

  beforeAll(async () => {
    filled = join(tempFolder(), "cache");
    said = (await tightlip(ARGS, { cwd: project, env: homeOf(filled) })).stdout;
    expect(JSON.parse(said).appliances[0].verdict).toBe("leaks");
    expect([...allFiles(filled).keys()].map((path) => path.replace(/[-.\d][\w.-]*$/, "")).sort()).toEqual(
      expect.arrayContaining(["bundle", "compiler"]),
    );
  });

  it.each<[string, (file: string) => void]>([
    ["sealed under another key, with other content", (file) => spoil(file)],
    [
      "links to what is the stranger's",
      (file) => {
        renameSync(file, `${file}.real`);
        symlinkSync(`${file}.real`, file);
      },
    ],
    [
      "pipes",
      (file) => {
        rmSync(file);
        execFileSync("mkfifo", [file]);
      },
    ],
    [
      "folders",
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
    ["5 GB large", (file) => truncateSync(file, 5e9)],
  ])("with entries that are %s changes no verdict", async (_, damage) => {
    const cache = join(tempFolder(), "cache");
    cpSync(filled, cache, { recursive: true });
    for (const path of allFiles(cache).keys()) damage(join(cache, path));
    const { code, stdout } = await tightlip(ARGS, { cwd: project, env: homeOf(cache) });
    expect(code).toBe(1);
    expect(stdout).toBe(said);
  });

  it("is not used by way of a link into the project", async () => {
    const inside = join(project, "cache");
    cpSync(filled, inside, { recursive: true });
    const before = allHashes(inside);
    const link = join(tempFolder(), "link");
    symlinkSync(inside, link);
    const { stdout, stderr } = await tightlip(ARGS, { cwd: project, env: homeOf(link) });
    expect(stderr).toContain("inside the project");
    expect(stdout).toBe(said);
    expect(allHashes(inside)).toEqual(before);
    rmSync(inside, { recursive: true });
  });
});

/** Another content of the same length behind a seal that was one. */
function spoil(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0x20, 32);
  writeFileSync(file, bytes);
}
