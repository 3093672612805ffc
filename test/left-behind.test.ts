/** Files that processes left which were killed, and those of processes that still work. */
import { existsSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lockBoard } from "../src/flash/board-lock.ts";
import { isMachineFailure } from "../src/machine-failure.ts";
import { EXIT_USAGE, UserError } from "../src/user-error.ts";
import { writeWholeFile } from "../src/whole-file.ts";
import { tempFolder } from "./compile/temp-project.ts";

const TWO_HOURS_AGO = Date.now() / 1000 - 7200;

function madeLongAgo(file: string, text: string): void {
  writeFileSync(file, text);
  utimesSync(file, TWO_HOURS_AGO, TWO_HOURS_AGO);
}

describe("writing a file", () => {
  it("removes what a killed process left beside it, and nothing else", async () => {
    const folder = tempFolder({ "a.bin": "old", "a.bin.7-89abcdef.tmp": "just now" });
    for (const name of ["a.bin.7-01234567.tmp", "b.bin.7-01234567.tmp", "a.bin.tmp", "a.bin.7-0.tmp"])
      madeLongAgo(join(folder, name), "half");
    await writeWholeFile(join(folder, "a.bin"), [Buffer.from("new")], 0o600);
    expect(readdirSync(folder).sort()).toEqual([
      "a.bin",
      "a.bin.7-0.tmp",
      "a.bin.7-89abcdef.tmp",
      "a.bin.tmp",
      "b.bin.7-01234567.tmp",
    ]);
  });

  it.skipIf(process.platform === "win32")("leaves links alone", async () => {
    const folder = tempFolder({ other: "mine" });
    symlinkSync("other", join(folder, "a.bin.7-01234567.tmp"));
    await writeWholeFile(join(folder, "a.bin"), [Buffer.from("new")], 0o600);
    expect(readdirSync(folder).sort()).toEqual(["a.bin", "a.bin.7-01234567.tmp", "other"]);
  });
});

describe("the lock of a board's file", () => {
  const place = () => join(tempFolder(), "board.bin");
  const OTHER = process.ppid;

  it("holds until it is given back", () => {
    const file = place();
    const unlock = lockBoard(file);
    expect(existsSync(`${file}.lock`)).toBe(true);
    unlock();
    lockBoard(file)();
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  it("of a process that lives keeps others away", () => {
    const file = place();
    writeFileSync(`${file}.lock`, "");
    expect(() => lockBoard(file)).toThrow("another program has this board open");
  });

  it.each([
    ["was killed before it could write its number", ""],
    ["is gone", "4194304 1\n"],
    ["had our own number", `${process.pid} 1\n`],
  ])("does not hold when its process %s", (_, text) => {
    const file = place();
    madeLongAgo(`${file}.lock`, text);
    lockBoard(file)();
  });

  it.runIf(process.platform === "linux")("does not hold when another process has got the number", () => {
    const file = place();
    writeFileSync(`${file}.lock`, `${OTHER} 1\n`);
    lockBoard(file)();
  });
});

describe("a failure of the machine", () => {
  const failure = (code: string) => Object.assign(new Error(code), { code });

  it("is one whatever error tells of it", () => {
    expect(isMachineFailure(failure("ENOSPC"))).toBe(true);
    expect(isMachineFailure(failure("ENOENT"))).toBe(false);
    expect(new UserError("x", EXIT_USAGE, { cause: failure("EMFILE") }).exitCode).toBe(70);
    expect(new UserError("x", EXIT_USAGE, { cause: failure("EACCES") }).exitCode).toBe(2);
  });
});
