import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DEVICE_KEY, PAIRING_CODE } from "../../sim/device/device-config.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { built, flashed } from "../flash/flashed.ts";
import { lines, looksLikeStackTrace, tightlip } from "./cli.ts";

const folder = tempFolder();
const inFolder = (name: string) => join(folder, name);
const CODE = "0123-4567-89AB-CDEF";
const OWN = { mode: 0o600 };
writeFileSync(inFolder("label.txt"), `Pairing code: ${CODE}\n`, OWN);
writeFileSync(inFolder("not-a-label.txt"), "canary-of-a-stranger\n", OWN);
writeFileSync(inFolder("home.json"), '{ "wifi.ssid": "canary-home", "wifi.psk": "canary-passphrase" }', OWN);
const NO_PORT = ["--port", "/dev/tightlip-has-no-such-port"];

describe("the commands for boards", () => {
  it.each<[string, number, string, string[]]>([
    ["a label's drawing of no known kind", 2, ".svg, .png, .txt", ["label", "label.txt", "--qr", "a.pdf"]],
    ["a label that is none", 2, "a pairing code has 16", ["label", "not-a-label.txt"]],
    ["a label that is not there", 2, "there is no such file", ["provision", "--label", "none.txt"]],
    ["no terminal to ask for the network", 2, "There is no terminal to ask for wifi.ssid", ["provision"]],
    [
      "a port that is not there",
      5,
      "tightlip-has-no-such-port",
      ["provision", "--label", "label.txt", "--secrets", "home.json", ...NO_PORT],
    ],
    ["a port that is not there", 5, "tightlip-has-no-such-port", ["forget", ...NO_PORT]],
    ["a folder that is not there", 2, "there is no folder", ["dump", "--out", "none/board.bin"]],
  ])("refuse %s, in one line without any secret", async (_, code, message, args) => {
    const secrets = args[0] === "provision" && args.length === 3 ? ["--secrets", inFolder("home.json")] : [];
    const own = args.map((arg) => (/^[a-z-]+\.(txt|json|pdf)$/.test(arg) ? inFolder(arg) : arg));
    const outcome = await tightlip([...own, ...secrets]);
    expect(outcome.code).toBe(code);
    expect(lines(outcome.stderr)).toHaveLength(1);
    expect(outcome.stderr).toContain(message);
    expect(looksLikeStackTrace(outcome.stderr)).toBe(false);
    for (const secret of ["canary", CODE]) expect(outcome.stdout + outcome.stderr).not.toContain(secret);
  });

  it("say of a board that was never flashed that nothing is on it", async () => {
    const { code, stdout } = await tightlip(["dump", "--port", "sim:esp32s2"]);
    expect(code).toBe(0);
    expect(lines(stdout)).toEqual(["All of the flash is erased."]);
  });

  it("keep a label that is there when it is drawn", async () => {
    const { code } = await tightlip(["label", inFolder("label.txt"), "--qr", inFolder("label.svg")]);
    expect(code).toBe(0);
    expect(readFileSync(inFolder("label.txt"), "utf8")).toContain(CODE);
    expect(readFileSync(inFolder("label.svg"), "utf8")).toContain("<svg");
  });

  it("need a board's label the first time only, and show neither its code nor the owner key", async () => {
    const texts = { [DEVICE_KEY]: "ab".repeat(32), [PAIRING_CODE]: CODE.replaceAll("-", "") };
    const board = inFolder("board.bin");
    writeFileSync(board, flashed(built("devs/appliances/kettle/main.ts"), "esp32c3", texts), { mode: 0o600 });
    const provision = (...more: string[]) =>
      tightlip([
        ...["provision", "--port", `sim:esp32c3=${board}`, "--secrets", inFolder("home.json")],
        ...more,
      ]);
    const outcomes = [
      await provision(),
      await provision("--label", inFolder("label.txt")),
      await provision("--json"),
    ];
    const keys = readdirSync(`${board}.owner-keys`);
    expect(keys).toEqual(["fe240ac4123456ff.key"]);
    const key = readFileSync(join(`${board}.owner-keys`, keys[0]));
    const [asked, first, later] = outcomes;
    expect(asked.code).toBe(2);
    expect(lines(asked.stderr)).toHaveLength(1);
    expect(asked.stderr).toContain("There is no terminal to ask for pairing.code");
    expect([first.code, later.code]).toEqual([0, 0]);
    expect(first.stdout).toContain("sealed under its pairing code");
    expect(first.stdout).toContain("its label's code no longer");
    expect(JSON.parse(later.stdout)).toMatchObject({ sealedUnder: "owner key", sealedBytes: 198 });
    const said = outcomes.map(({ stdout, stderr }) => stdout + stderr).join();
    for (const secret of ["canary", CODE, texts[PAIRING_CODE], key.toString("hex"), key.toString("base64")])
      expect(said).not.toContain(secret);
  });
});
