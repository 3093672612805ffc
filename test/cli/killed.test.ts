/** Commands that are killed while they work: files are old or new, and the same command again ends as it should. */
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { allHashes, tempFolder, tempProject } from "../compile/temp-project.ts";
import { SOAK } from "../soak.ts";
import { type CliOptions, type Outcome, tightlip } from "./cli.ts";
import { spoiled, unspoiled } from "./spoiled.ts";

const OLD = 'console.log("old")\nexport {}\n';
const NEW = 'console.log("new, and longer")\nexport {}\n';
/** Kills at calls that change files, and at any time. */
const AT_CALLS = SOAK ? 50 : 1;
const AT_TIMES = SOAK ? 50 : 1;
const LIMIT_MILLIS = SOAK ? 3_600_000 : 360_000;
const FLASH = "flash --board esp32c3_bare --runtime sim --allow-leaks --port sim:esp32c3=board.bin".split(
  " ",
);

describe.each<[string, readonly string[], RegExp]>([
  ["build", ["build"], /^\.devicescript\//],
  ["flash", FLASH, /^board\.bin/],
])(
  "a %s that is killed",
  (name, args, written) => {
    /** A project with new source, and with what the command wrote for the old one. */
    let project: string;
    let old: ReadonlyMap<string, string>;
    let whole: ReadonlyMap<string, string>;
    let calls: number;
    let wholeMillis: number;

    const filesOf = (folder: string) =>
      new Map([...allHashes(folder)].filter(([path]) => written.test(path) && !path.endsWith(".tmp")));
    const copy = () => {
      const folder = tempFolder();
      cpSync(project, folder, { recursive: true });
      const env = { TIGHTLIP_CACHE: join(tempFolder(), "cache"), XDG_DATA_HOME: tempFolder() };
      return { folder, options: { cwd: folder, env } };
    };

    beforeAll(async () => {
      project = tempProject({ "package.json": '{ "name": "p" }', "src/main.ts": OLD });
      expect(await tightlip(args, { cwd: project })).toMatchObject({ code: 0 });
      old = filesOf(project);
      writeFileSync(join(project, "src/main.ts"), NEW);
      const { folder, options } = copy();
      const start = performance.now();
      const reference = await unspoiled("KILL", args, options);
      wholeMillis = performance.now() - start;
      expect(reference.outcome.code).toBe(0);
      calls = reference.calls;
      whole = filesOf(folder);
      expect(whole).not.toEqual(old);
    }, LIMIT_MILLIS);

    async function survives(kill: (options: CliOptions) => Promise<Outcome>): Promise<void> {
      const { folder, options } = copy();
      const { code } = await kill(options);
      for (const [path, hash] of filesOf(folder))
        if (!path.endsWith(".lock"))
          expect([old.get(path), whole.get(path)], `${path} after exit code ${code}`).toContain(hash);
      const again = await tightlip(args, options);
      expect(again).toMatchObject({ code: 0 });
      expect(filesOf(folder)).toEqual(whole);
    }

    it("amid a call that changes a file leaves old or new files, and does not hinder the next", async () => {
      const random = Random.stream(1, `killed/${name}`);
      const moments =
        calls <= AT_CALLS
          ? [...Array(calls).keys()]
          : Array.from({ length: AT_CALLS }, () => random.below(calls));
      for (const at of moments) {
        await survives(async (options) => {
          const outcome = await spoiled("KILL", at, args, options);
          expect(outcome.code).toBeNull();
          return outcome;
        });
      }
    });

    it("at any time does the same", async () => {
      const random = Random.stream(2, `killed/${name}`);
      for (let i = 0; i < AT_TIMES; i++)
        await survives((options) =>
          tightlip(args, { ...options, killAfterMillis: 1 + random.below(Math.ceil(wholeMillis)) }),
        );
    });
  },
  LIMIT_MILLIS,
);
