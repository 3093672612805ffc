import { describe, expect, it } from "vitest";
import { DEVICE_KEY, PAIRING_CODE } from "../../sim/device/device-config.ts";
import { SettingsStore } from "../../sim/device/settings-store.ts";
import { toBytes } from "../../sim/tape/bytes.ts";
import { BoardContents } from "../../src/flash/board-contents.ts";
import { Scanner } from "../../src/judge/search/scan.ts";
import { contentsReport, contentsText } from "../../src/report/board-contents.ts";
import { sealBlob, slotKey, vaultContent } from "../devs/vault-blob.ts";
import { built, flashed } from "./flashed.ts";

const image = built("test/firmware/settings.ts");
const KEY = "ab".repeat(32);
const made = { [DEVICE_KEY]: KEY, [PAIRING_CODE]: "0123456789ABCDEF" };

/** A board with these settings, written in this order, as they are stored. */
function board(settings: readonly (readonly [key: string, value: string | Uint8Array])[]): BoardContents {
  const flash = flashed(image, "esp32c3", made);
  const region = (name: string, offset: number, sizeBytes: number) => ({
    name,
    offset,
    bytes: flash.subarray(offset, offset + sizeBytes),
  });
  const store = region("fstor", 0x1c0000, 0x40000);
  const kept = new SettingsStore(store.bytes);
  for (const [key, value] of settings) kept.set(key, typeof value === "string" ? toBytes(value) : value);
  return new BoardContents(store, region("dcfg", 0x9000, 0x2000), region("nvs", 0xb000, 0x4000));
}

const placesIn = (contents: BoardContents) => contents.find(new Scanner(contents.secrets));
const leaksIn = (contents: BoardContents) => placesIn(contents).filter(({ release }) => release === null);

describe("what a board keeps", () => {
  it("is shown by key and size, credentials by name", () => {
    const contents = board([
      [":interval", "5"],
      [":token", '"canary-7714ab0e"'],
      ["wifi_psk", "canary-of-the-light"],
      [":interval", "6"],
      [":home", '"canary-under-an-innocent-key"'],
    ]);
    const scanner = new Scanner(contents.secrets);
    const text = contentsText(contentsReport(contents, contents.find(scanner), scanner));
    expect(text).toMatch(/interval +1 {2}overwritten +text/);
    expect(text).toMatch(/interval +1 {2}kept +text/);
    expect(text).toMatch(/home +30 {2}kept +text/);
    expect(text).toMatch(/archId +esp32c3/);
    expect(text).toMatch(/token +17 {2}kept +credential/);
    expect(text).toContain("tightlip.code   ‹pairing.code›");
    expect(text).not.toContain("canary");
    expect(text).not.toContain(KEY);
  });

  it("may be the network in the network service's own settings, and nothing else in the clear", () => {
    const network = [
      ["wifi_ssid", "canary-lighthouse"],
      ["wifi_psk", "canary-of-the-light"],
    ] as const;
    expect(leaksIn(board(network))).toEqual([]);
    expect(leaksIn(board([...network, [":note", '"canary-of-the-light"']]))).toMatchObject([
      { secret: "wifi.psk", degree: "clear", where: "setting note" },
    ]);
    const hex = Buffer.from("canary-of-the-light").toString("hex");
    expect(leaksIn(board([...network, [":note", `"${hex}"`]]))).toMatchObject([
      { secret: "wifi.psk", degree: "encoded", chain: ["hex"] },
    ]);
  });

  it("is a leak where the network was forgotten, but its residue was not", () => {
    const forgotten = board([
      ["wifi_psk", "canary-of-the-light"],
      ["wifi_psk", "-"],
    ]);
    expect(leaksIn(forgotten)).toMatchObject([
      { secret: "wifi.psk", where: "setting wifi_psk, overwritten", release: null },
    ]);
  });

  it("is opened with the board's own key where it is sealed, to look whether it also lies in the clear", () => {
    const network = Buffer.concat([
      Buffer.from([1, 0, 0, 0, 1, 10, 10]),
      Buffer.alloc(32, 9),
      Buffer.from("canary-netcanary-psk"),
      Buffer.alloc(89),
    ]);
    const sealed = sealBlob(Buffer.from(KEY, "hex"), "tightlip.network", vaultContent(1, network));
    const kept = [`:${slotKey("tightlip.network", "a")}`, new Uint8Array(sealed)] as const;
    const contents = board([kept]);
    expect(contents.secrets).toEqual(
      expect.arrayContaining([
        { name: "wifi.ssid", value: "canary-net" },
        { name: "wifi.psk", value: "canary-psk" },
      ]),
    );
    expect(leaksIn(contents)).toEqual([]);
    expect(leaksIn(board([kept, [":note", '"canary-psk"']]))).toMatchObject([{ where: "setting note" }]);
  });

  it("may be anything: noise is no reason to fail", () => {
    const noise = { name: "noise", offset: 0, bytes: Uint8Array.from({ length: 8192 }, (_, i) => i * 131) };
    const contents = new BoardContents(noise, noise, null);
    expect([contents.settings, contents.secrets, contents.program]).toEqual([[], [], null]);
  });
});
