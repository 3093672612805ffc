import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PAIRING_CODE, textIn } from "../../sim/device/device-config.ts";
import { findBoard, findBoards } from "../../src/flash/boards.ts";
import { tempFolder, tempProject } from "../compile/temp-project.ts";
import { runtimeImage } from "../flash/runtime-image.ts";
import { lines, looksLikeStackTrace, REPOSITORY, tightlip } from "./cli.ts";

const HONEST = "devs/lessons/01-cloud-relay/fixed.ts";
const folder = tempFolder();
const runtime = join(folder, "runtime.bin");
writeFileSync(runtime, runtimeImage(findBoard("esp32c3_bare", findBoards(REPOSITORY)), 30_000));
const flash = (args: readonly string[]) => tightlip(["flash", ...args]);

describe("tightlip flash", () => {
  it("flashes a firmware that keeps, and shows the pairing code nowhere but in the label's file", async () => {
    const board = join(folder, "board.bin");
    const label = join(folder, "label.txt");
    const args = [HONEST, "--board", "esp32c3_bare", "--port", `sim:esp32c3=${board}`];
    const { code, stdout, stderr } = await flash([...args, "--runtime", runtime, "--label", label, "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      name: "01-cloud-relay/fixed",
      gate: "keeps",
      objections: [],
    });
    const pairingCode = textIn(readFileSync(board).subarray(0x9000), PAIRING_CODE)!;
    expect(readFileSync(label, "utf8").replaceAll("-", "")).toContain(pairingCode);
    expect(statSync(board).mode & 0o777).toBe(0o600);
    expect(statSync(label).mode & 0o777).toBe(0o600);
    expect(stdout + stderr).not.toContain(pairingCode);
    expect(existsSync(`${board}.lock`)).toBe(false);
  });

  it("refuses the relay lesson, although its policy expects the leak, unless told to; the report says so", async () => {
    const args = [
      "devs/lessons/01-cloud-relay/leaky.ts",
      "--board",
      "esp32c3_bare",
      "--runtime",
      runtime,
      "--dry-run",
    ];
    const refused = await flash(args);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('its check says "leaks"');
    const allowed = await flash([...args, "--allow-leaks", "--json"]);
    expect(JSON.parse(allowed.stdout)).toMatchObject({ gate: "leaks allowed", dryRun: true });
    const unrecorded = await flash([...args, "--allow-leaks", "--program-only"]);
    expect(unrecorded).toMatchObject({ code: 2, stderr: expect.stringContaining("recorded on the board") });
  });

  it("refuses a credential from .env.local, without showing it", async () => {
    const value = "canary-0c1f77a9d2";
    const root = tempProject({
      "src/main.ts": 'import { readSetting } from "@devicescript/settings"\nawait readSetting("token")\n',
      ".env.local": `token=${value}\n`,
    });
    const args = [join(root, "src/main.ts"), "--board", "esp32c3_bare", "--runtime", runtime, "--dry-run"];
    const { code, stdout, stderr } = await flash(args);
    expect(code).toBe(1);
    expect(stderr).toContain('it carries the value of setting "token" (.env.local:1)');
    expect(stdout + stderr).not.toContain(value);
  });

  it.each<[string, number, string, string[]]>([
    ["without a board", 2, "Name the board with --board", []],
    ["for a board that is none", 2, 'Did you mean "esp32c3_bare"?', ["--board", "esp32c3_bar"]],
    ["without a runtime", 2, "curl -L -o runtime.bin", ["--board", "esp32c3_bare"]],
    [
      "to another chip",
      5,
      "Name the right board",
      ["--board", "esp32c3_bare", "--program-only", "--port", "sim:esp32s3"],
    ],
    [
      "to a port that is not there",
      5,
      "tightlip-has-no-such-port",
      ["--board", "esp32c3_bare", "--program-only", "--port", "/dev/tightlip-has-no-such-port"],
    ],
  ])("is refused %s, in one line", async (_, code, message, args) => {
    // A runtime that was downloaded before would do.
    const env: Record<string, string> = message.startsWith("curl") ? { TIGHTLIP_CACHE: folder } : {};
    const outcome = await tightlip(["flash", HONEST, ...args], { env });
    expect(outcome.code).toBe(code);
    expect(lines(outcome.stderr).at(-1)).toContain(message);
    expect(looksLikeStackTrace(outcome.stderr)).toBe(false);
  });
});
