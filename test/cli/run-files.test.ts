import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadTape } from "../../src/capture/tape-file.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { firmwareFile } from "../firmware.ts";

const COMMAND = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
const folder = tempFolder();

/** Runs a test firmware for ten virtual seconds. */
function tightlipRun(...options: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [COMMAND, "run", firmwareFile("fetcher"), "--for", "10s", ...options],
    { encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

describe("tightlip run", () => {
  it("writes tape and capture where it is told to, for their user only, and says what is in them", async () => {
    const files = ["run.jsonl.gz", "run.pcapng"].map((name) => join(folder, name));

    const { status, stderr } = tightlipRun("--save", files[0], "--pcapng", files[1]);

    expect(status).toBe(0);
    for (const file of files) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(stderr).toContain(`${file} holds what the device sent, secrets included.`);
    }
    const { header } = await loadTape(files[0]);
    expect(header).toMatchObject({ seed: 1, virtualMicros: 10_000_000, stopped: null });
    expect(readFileSync(files[1]).readUInt32LE(0)).toBe(0x0a0d0d0a);
  });

  it("writes no such file unasked", () => {
    const before = readdirSync(folder);
    expect(tightlipRun().status).toBe(0);
    expect(readdirSync(folder)).toEqual(before);
  });

  it("shows only the observers and channels that are asked for", () => {
    const { stdout } = tightlipRun("--json", "--observer", "network,air", "--channel", "tls,wifi");
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(new Set(events.map((event) => event.channel))).toEqual(new Set(["tls", "wifi"]));
    expect(new Set(events.flatMap((event) => event.observers))).toEqual(new Set(["network", "air"]));
  });

  it.each([
    ["an observer that does not exist", ["--observer", "netwrk"], /Did you mean "network"\?/],
    ["a channel that does not exist", ["--channel", "tls,htp"], /Did you mean "http"\?/],
    ["a folder that does not exist", ["--save", join(folder, "no", "run.gz")], /there is no folder/],
    ["a folder in place of a file", ["--pcapng", folder], /is not a plain file/],
    ["one file for both", ["--save", join(folder, "x"), "--pcapng", join(folder, "x")], /the same file/],
    ["what is inside TLS, but no file for it", ["--inside-tls"], /name one with --pcapng/],
  ])("refuses %s in a line, before it runs anything", (_, options, expected) => {
    const { status, stdout, stderr } = tightlipRun(...options);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(expected);
    expect(existsSync(join(folder, "x"))).toBe(false);
  });
});
