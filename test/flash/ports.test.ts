import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openPort } from "../../src/flash/open-port.ts";
import { HardwarePort, listPorts, openError, pickPort } from "../../src/flash/serial-port.ts";
import { tempFolder } from "../compile/temp-project.ts";

const port = (path: string, bridge: string | null = null) => ({ path, bridge, info: {} });

describe("the port, where none is named,", () => {
  it("is the one with a bridge that ESP32 boards have", () => {
    expect(pickPort([port("/dev/ttyS0"), port("/dev/ttyUSB1", "CP210x")]).path).toBe("/dev/ttyUSB1");
    expect(pickPort([port("/dev/ttyS0"), port("/dev/ttyACM0")]).path).toBe("/dev/ttyACM0");
  });

  it("has to be named when there are several, or none", () => {
    const two = [port("/dev/ttyUSB0", "CP210x"), port("/dev/ttyUSB1", "CH340")];
    expect(() => pickPort(two)).toThrow("/dev/ttyUSB0 (CP210x), /dev/ttyUSB1 (CH340)");
    expect(() => pickPort([port("/dev/ttyS0")])).toThrow(expect.objectContaining({ exitCode: 5 }));
  });
});

describe("a real port", () => {
  it("is listed with or without udev", async () => {
    for (const { path } of await listPorts()) expect(path).not.toBe("");
  });

  it("that is not there is refused in words", async () => {
    const missing = new HardwarePort("/dev/tightlip-has-no-such-port");
    await expect(missing.open({ baudRate: 115_200 })).rejects.toMatchObject({
      name: "PortError",
      exitCode: 5,
      message: expect.stringContaining("/dev/tightlip-has-no-such-port: "),
    });
  });

  it.each([
    ["Error: Permission denied, cannot open /dev/ttyUSB0", "dialout"],
    ["Error Resource temporarily unavailable Cannot lock port", "another program"],
    ["Error: No such file or directory, cannot open /dev/ttyUSB0", "no such port"],
  ])("that fails with %j comes with a hint", (message, hint) => {
    expect(openError("/dev/ttyUSB0", message).message).toContain(hint);
  });
});

describe("the port of an emulated chip", () => {
  it("has to be that of a chip there is", async () => {
    await expect(openPort("sim:esp8266")).rejects.toMatchObject({ exitCode: 2 });
  });

  it("with its flash in a file is one program's at a time", async () => {
    const file = join(tempFolder(), "board.bin");
    const first = await openPort(`sim:esp32c3=${file}`);
    await expect(openPort(`sim:esp32c3=${file}`)).rejects.toThrow("another program has this board open");
    await first.release();
    await (await openPort(`sim:esp32c3=${file}`)).release();
  });

  it("is not held by a program that was killed", async () => {
    const file = join(tempFolder(), "board.bin");
    const { pid } = spawnSync(process.execPath, ["--version"]);
    writeFileSync(`${file}.lock`, `${pid}\n`);
    await (await openPort(`sim:esp32c3=${file}`)).release();
    writeFileSync(`${file}.lock`, "not a number\n");
    await expect(openPort(`sim:esp32c3=${file}`)).rejects.toThrow("If none has, remove");
  });

  it("takes no file for its flash that is none", async () => {
    const file = join(tempFolder(), "board.bin");
    writeFileSync(file, "something else");
    await expect(openPort(`sim:esp32c3=${file}`)).rejects.toThrow("is not the flash of an emulated chip");
  });
});
