import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { PAIRING_CODE, textIn } from "../../sim/device/device-config.ts";
import { findBoard, findBoards } from "../../src/flash/boards.ts";
import { tempFolder, tempProject } from "../compile/temp-project.ts";
import { runtimeImage } from "../flash/runtime-image.ts";
import { lines, looksLikeStackTrace, type Outcome, REPOSITORY, tightlip, tightlipEach } from "./cli.ts";

/** Firmware that keeps, and is judged quickly. */
const SEALED = "test/firmware/devs/sealed-only.ts";
const folder = tempFolder();
const runtime = join(folder, "runtime.bin");
writeFileSync(runtime, runtimeImage(findBoard("esp32c3_bare", findBoards(REPOSITORY)), 30_000));
const flash = (args: readonly string[]) => tightlip(["flash", ...args]);

describe("tightlip flash", () => {
  it("flashes a firmware that keeps, and shows the pairing code nowhere but in the label's file", async () => {
    const board = join(folder, "board.bin");
    const label = join(folder, "label.txt");
    const args = [SEALED, "--board", "esp32c3_bare", "--port", `sim:esp32c3=${board}`];
    const { code, stdout, stderr } = await flash([...args, "--runtime", runtime, "--label", label, "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      name: "devs/sealed-only",
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
      ...["flash", "devs/lessons/01-cloud-relay/leaky.ts", "--board", "esp32c3_bare"],
      ...["--runtime", runtime, "--dry-run"],
    ];
    const [refused, allowed, unrecorded] = await tightlipEach([
      args,
      [...args, "--allow-leaks", "--json"],
      [...args, "--allow-leaks", "--program-only"],
    ]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('its check says "leaks"');
    expect(JSON.parse(allowed.stdout)).toMatchObject({ gate: "leaks allowed", dryRun: true });
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

  it("takes the board whose pins the firmware imports", async () => {
    const source = `import { pins } from "@dsboard/esp32c3_bare"
import { startButton } from "@devicescript/servers"
import { readSetting } from "@devicescript/settings"
startButton({ pin: pins.P2 })
console.log((await readSetting<string>("token", "")).length > 200)
`;
    const root = tempProject({ "src/main.ts": source });
    const args = [join(root, "src/main.ts"), "--runtime", runtime, "--dry-run", "--allow-leaks", "--json"];
    const { code, stdout } = await flash(args);
    expect({ code, board: JSON.parse(stdout).board }).toEqual({ code: 0, board: "esp32c3_bare" });
  });

  const REFUSED: readonly (readonly [what: string, code: number, message: string, args: string[]])[] = [
    [
      "without a board",
      2,
      "sealed-only.ts: imports the pins of no board, or of several. Name the board with --board",
      [],
    ],
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
  ];
  let outcomes: readonly Outcome[];
  beforeAll(async () => {
    // A runtime that was downloaded before would do.
    const env = { TIGHTLIP_CACHE: folder };
    outcomes = await tightlipEach(
      REFUSED.map(([, , , args]) => ["flash", SEALED, ...args]),
      { env },
    );
  });

  it.each(REFUSED.map(([what, ...rest], i) => [what, i, ...rest] as const))(
    "is refused %s, in one line",
    (_, i, code, message) => {
      const outcome = outcomes[i];
      expect(outcome.code).toBe(code);
      expect(lines(outcome.stderr).at(-1)).toContain(message);
      expect(looksLikeStackTrace(outcome.stderr)).toBe(false);
    },
  );
});
