import { describe, expect, it } from "vitest";
import { HardwarePort, listPorts, openError, pickPort } from "../../src/flash/serial-port.ts";

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
