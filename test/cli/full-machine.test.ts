/** A machine that has run out of something: no file is half written, and the exit code is that of no verdict. */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { tempFolder, tempProject } from "../compile/temp-project.ts";
import { SOAK } from "../soak.ts";
import { lines, looksLikeStackTrace, type Outcome, tightlip, tightlipEach } from "./cli.ts";
import { type Fault, spoiled, unspoiled } from "./spoiled.ts";

const CANARY = "canary-7d21f0aa93";
/** Leaks its token, so that neither 0 nor 1 may be anything but a verdict. */
const FILES = {
  "package.json": '{ "name": "p" }',
  "src/main.ts":
    'import { readSetting } from "@devicescript/settings"\nconsole.log(await readSetting("token", "none"))\n',
  "services/.keep": "",
  ".env.local": `token=${CANARY}\n`,
};
const LIMIT_MILLIS = SOAK ? 1_800_000 : 360_000;

function endsWithout(verdict: Outcome): void {
  const told = lines(verdict.stderr).filter((line) => line.startsWith("✖"));
  expect({ code: verdict.code, told: told.length }, verdict.stderr).toEqual({ code: 70, told: 1 });
  expect(looksLikeStackTrace(verdict.stderr)).toBe(false);
  expect(verdict.stderr).not.toContain("This is a bug");
}

/** A file system of its own; null where that is not allowed. */
function tinyDisk(size: string): { folder: string; unmount: () => void } | null {
  const folder = tempFolder();
  if (process.platform !== "linux") return null;
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]).status !== 0) return null;
  return { folder, unmount: () => execFileSync("umount", [folder]) };
}

/** Takes all the room that there is. */
function fill(folder: string): void {
  try {
    writeFileSync(join(folder, "filling"), new Uint8Array(8 * 2 ** 20));
  } catch {
    // That was all.
  }
}

const disk = tinyDisk("64k");
afterAll(() => disk?.unmount());

describe.skipIf(disk === null)("on a full disk", () => {
  const { folder } = disk!;
  const WRITERS: readonly (readonly [what: string, command: string])[] = [
    ["a report", "check --for 1s --report html=DISK/old"],
    ["a folder of reports", "check --for 1s --report md,sarif --report-dir DISK"],
    ["a baseline", "check --for 1s --baseline DISK/old.json --update-baseline --reason x"],
    ["a capture", "run --for 1s --pcapng DISK/old.pcapng"],
    ["a tape", "run --for 1s --save DISK/old.jsonl.gz"],
    ["made-up credentials", "run --for 1s --save-secrets DISK/old"],
    ["a label", "label DISK/label.txt"],
    ["a board's flash", "dump --port sim:esp32c3=BOARD --out DISK/old"],
    [
      "an emulated board",
      "flash --board esp32c3_bare --runtime sim --allow-leaks --port sim:esp32c3=DISK/board",
    ],
  ];
  const sizes = () => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).length]);

  let project: string;
  let before: ReturnType<typeof sizes>;
  let outcomes: readonly Outcome[];
  let after: ReturnType<typeof sizes>;

  beforeAll(async () => {
    project = tempProject(FILES);
    const board = join(tempFolder(), "board.bin");
    for (const name of ["old", "old.jsonl.gz", "old.pcapng"]) writeFileSync(join(folder, name), "old");
    // It is to stay as it is.
    writeFileSync(join(folder, "old.json"), '{ "schema": 1, "suppressions": [] }\n');
    const flash = `flash --board esp32c3_bare --runtime sim --allow-leaks --port sim:esp32c3=${board}`;
    expect(await tightlip(flash.split(" "), { cwd: project })).toMatchObject({ code: 0 });
    fill(folder);
    before = sizes();
    const commands = WRITERS.map(([, line]) =>
      line.replace("DISK", folder).replace("BOARD", board).split(" "),
    );
    outcomes = await tightlipEach(commands, { cwd: project });
    after = sizes();
  });

  it.each(WRITERS.map(([what], i) => [what, i] as const))("%s is a failure, and no verdict", (_, i) => {
    endsWithout(outcomes[i]);
  });

  it("no file is written at all, and what was there before stays", () => {
    expect(after).toEqual(before);
  });

  it("a cache and its key do without, with the same verdict", async () => {
    const env = { TIGHTLIP_CACHE: join(folder, "cache"), XDG_DATA_HOME: join(folder, "data") };
    const { code, stderr } = await tightlip(["check", "--for", "1s"], { cwd: project, env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/can't write the cache in .* \(ENOSPC/);
    expect(stderr).toMatch(/keeps nothing from run to run: ENOSPC/);
  });
});

describe.skipIf(disk === null)("a build onto a full disk", () => {
  const small = tinyDisk("2m");
  afterAll(() => small?.unmount());

  it("leaves the files of the build before", async () => {
    const root = small!.folder;
    execFileSync("cp", ["-r", `${tempProject(FILES)}/.`, root]);
    expect(await tightlip(["build"], { cwd: root })).toMatchObject({ code: 0 });
    const read = () => readFileSync(join(root, ".devicescript/bin/bytecode.devs"));
    const before = read();
    writeFileSync(join(root, "src/main.ts"), 'console.log("another")\nexport {}\n');
    fill(root);
    endsWithout(await tightlip(["build"], { cwd: root }));
    expect(read()).toEqual(before);
    expect(readdirSync(join(root, ".devicescript/bin")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

describe.each<[Fault, string]>([
  ["EMFILE", "that can't be opened for want of handles"],
  ["ENOSPC", "for which there is no room"],
])(
  "with one file %s",
  (fault, _why) => {
    it.each(
      [
        ["check", ["check", "--for", "1s", "--json"]],
        ["build", ["build", "--json"]],
      ].slice(0, SOAK ? 2 : 1) as [string, string[]][],
    )("%s says the same as ever, or that it can't", async (name, args) => {
      const random = Random.stream(1, `full/${fault}/${name}`);
      const fresh = () => ({
        cwd: tempProject(FILES),
        env: { TIGHTLIP_CACHE: join(tempFolder(), "cache"), XDG_DATA_HOME: tempFolder() },
      });
      const { outcome, calls } = await unspoiled(fault, args, fresh());
      const said = ({ stdout }: Outcome) => stdout.replace(/"name": "tightlip-test-\w+"/, "");
      const moments = SOAK ? [...Array(calls).keys()] : Array.from({ length: 1 }, () => random.below(calls));
      for (const at of moments) {
        const found = await spoiled(fault, at, args, fresh());
        if (found.code === outcome.code) expect(said(found)).toBe(said(outcome));
        else endsWithout(found);
      }
    });
  },
  LIMIT_MILLIS,
);
