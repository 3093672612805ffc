import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadTape } from "../../src/capture/tape-file.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { built, flashed } from "../flash/flashed.ts";
import { lines, looksLikeStackTrace, MAIN, tightlip } from "./cli.ts";

const folder = tempFolder();
const board = join(folder, "board.bin");
writeFileSync(board, flashed(built("test/firmware/settings.ts"), "esp32c3"), { mode: 0o600 });
const PORT = ["--port", `sim:esp32c3=${board}`];
const secrets = join(folder, "secrets.json");
const value = "second-note-of-this-start";
writeFileSync(secrets, JSON.stringify({ "the.note": value }));

describe("tightlip monitor", () => {
  it("shows the log, sounds an alarm, saves a capture, and ends with the code of a leak", async () => {
    const save = join(folder, "board.jsonl.gz");
    const args = ["monitor", "test/firmware/settings.ts", ...PORT, "--secrets", secrets, "--for", "3s"];
    const { code, stdout, stderr } = await tightlip([
      ...args,
      "--save",
      save,
      "--show",
      "log,frames,allowed",
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain("> written");
    expect(stdout).toContain("ALARM: the.note is on the cable (clear), in a frame.");
    expect(stdout).toMatch(/settings 0x81 .*‹the\.note›/);
    expect(stdout + stderr).not.toContain(value);
    expect(stderr).toContain("secrets included");
    expect(statSync(save).mode & 0o777).toBe(0o600);
    const kept = [];
    for await (const event of (await loadTape(save)).events) kept.push(event.channel);
    expect(new Set(kept)).toEqual(new Set(["log", "frame"]));
  });

  it("shows what is asked for, as JSON lines", async () => {
    const args = ["monitor", ...PORT, "--for", "3s", "--json", "--match", "WRITTEN", "--passive"];
    const { code, stdout } = await tightlip(args);
    expect(code).toBe(0);
    const shown = lines(stdout).map((line) => JSON.parse(line));
    expect(shown).toMatchObject([{ kind: "line", text: "> written", place: null }]);
  });

  it("ends cleanly on Ctrl-C: the board is let go of", async () => {
    const child = spawn(process.execPath, [MAIN, "monitor", ...PORT], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout.once("data", () => child.kill("SIGINT"));
    child.stdout.resume();
    expect(await once(child, "close")).toEqual([0, null]);
    expect(existsSync(`${board}.lock`)).toBe(false);
  });

  it.each<[string, number, string, string[]]>([
    [
      "a port that is not there",
      5,
      "tightlip-has-no-such-port",
      ["--port", "/dev/tightlip-has-no-such-port"],
    ],
    ["something else to show", 2, 'Did you mean "frames"?', ["--show", "frame"]],
    ["a file of secrets that is none", 2, "can't be read", ["--secrets", "nowhere.json", ...PORT]],
  ])("refuses %s, in one line", async (_, code, message, args) => {
    const outcome = await tightlip(["monitor", ...args]);
    expect(outcome.code).toBe(code);
    expect(lines(outcome.stderr).at(-1)).toContain(message);
    expect(looksLikeStackTrace(outcome.stderr)).toBe(false);
  });
});
