import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHIP_NAMES } from "../../sim/board/chips/chips.ts";
import { DEVICE_KEY, PAIRING_CODE } from "../../sim/device/device-config.ts";
import { readEntries } from "../../sim/device/flash-pages.ts";
import { toLatin1 } from "../../sim/tape/bytes.ts";
import { EmulatedPort } from "../../src/flash/emulated-port.ts";
import type { FromBoard } from "../../src/flash/link.ts";
import { LINK_BAUD } from "../../src/flash/link.ts";
import { provisionBoard } from "../../src/provision/provision-board.ts";
import { UserError } from "../../src/user-error.ts";
import { built, flashed, portTo } from "../flash/flashed.ts";

const CODE = "0123456789ABCDEF";
const made = { [DEVICE_KEY]: "ab".repeat(32), [PAIRING_CODE]: CODE };
const network = { ssid: "canary-lighthouse-5G", psk: "canary-keeper-of-the-light" };
const kettle = built("devs/appliances/kettle/main.ts");
const STORE = [0x1c0000, 0x200000] as const;

describe("provisioning a board", () => {
  it.each(CHIP_NAMES)("hands credentials to an %s sealed, and says when it has joined", async (chip) => {
    const flash = flashed(kettle, chip, made);
    const seen: FromBoard[] = [];
    const port = portTo(flash, chip);
    const sent: Uint8Array[] = [];
    const open = port.open.bind(port);
    port.open = async (options) => {
      await open(options);
      const { writable } = port;
      port.writable = new WritableStream({
        write: async (bytes) => {
          sent.push(bytes);
          const writer = writable!.getWriter();
          await writer.write(bytes);
          writer.releaseLock();
        },
      });
    };
    const done = await provisionBoard(port, { code: CODE, network, seen: (item) => seen.push(item) });
    expect(done).toMatchObject({ device: "fe240ac4123456ff", counter: 1, sealedBytes: 170 });
    expect(done.joinedAfterMillis).toBeGreaterThan(0);
    for (const bytes of sent) {
      expect(toLatin1(bytes)).not.toContain(network.ssid);
      expect(toLatin1(bytes)).not.toContain(network.psk);
    }
    // Such as the stock runtime keeps them: that is the platform's doing.
    const kept = readEntries(flash.subarray(...STORE)).map(({ key }) => key);
    expect(kept).toEqual(expect.arrayContaining(["wifi_ssid", "wifi_psk"]));
  });

  it("again takes the next counter, and the board joins by itself after a restart", async () => {
    const flash = flashed(kettle, "esp32c3", made);
    await provisionBoard(portTo(flash, "esp32c3"), { code: CODE, network });
    const again = await provisionBoard(portTo(flash, "esp32c3"), { code: CODE, network });
    expect(again.counter).toBe(2);
  });

  it.each<[string, Parameters<typeof flashed>[0], Partial<Parameters<typeof portTo>[2]>, string, string]>([
    ["the code is another board's", kettle, {}, "FFFFFFFFFFFFFFFF", "that is not its pairing code"],
    ["nothing on it takes credentials", built("test/firmware/quiet.ts"), {}, CODE, "no firmware that offers"],
    [
      "it takes them only in the clear",
      built("devs/lessons/01-cloud-relay/fixed.ts"),
      {},
      CODE,
      "only in the clear",
    ],
    ["the network is not in reach", kettle, { accessPointFor: () => null }, CODE, "was not in the network"],
    [
      "the passphrase is another",
      kettle,
      { accessPointFor: ({ ssid }) => ({ ssid, psk: "not that one" }) },
      CODE,
      "is the passphrase right?",
    ],
  ])("fails in words when %s", async (_, image, rest, code, message) => {
    const port = portTo(flashed(image, "esp32c3", made), "esp32c3", rest);
    const failure = await provisionBoard(port, { code, network }).catch((error) => error);
    expect(failure).toMatchObject({ name: "NotProvisioned", exitCode: 5 });
    expect(failure.message).toContain(message);
    expect(failure.message).not.toContain("canary");
  });

  it("waits after a wrong code, and says so", async () => {
    const port = portTo(flashed(kettle, "esp32c3", made), "esp32c3");
    await provisionBoard(port, { code: "FFFFFFFFFFFFFFFF", network }).catch(() => {});
    await expect(provisionBoard(port, { code: CODE, network })).rejects.toThrow("waits. Try again later");
  });

  it("is never said to have worked on a bad line when it has not", async () => {
    const told = flashed(kettle, "esp32c3", made);
    const rarely = fc.integer({ min: 6, max: 14 }).map((power) => 2 ** power);
    const faults = fc.record({ noiseEvery: rarely, lossEvery: rarely }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(faults, fc.integer({ min: 1 }), async (fault, seed) => {
        const flash = told.slice();
        const port = portTo(flash, "esp32c3", { faults: fault, seed: () => seed });
        const done = await provisionBoard(port, { code: CODE, network }).catch((error) => error);
        if (done instanceof Error) expect(done).toBeInstanceOf(UserError);
        else expect(toLatin1(flash.subarray(...STORE))).toContain(network.psk);
      }),
      { numRuns: process.env.TIGHTLIP_SOAK === "1" ? 1_000 : 5, seed: 4 },
    );
  }, 3_600_000);

  it("gives up on a port where nobody is", async () => {
    const flash = new Uint8Array(4 * 1024 * 1024).fill(0xff);
    const port = new EmulatedPort({ chip: "esp32c3", flash, isFast: true });
    await expect(provisionBoard(port, { code: CODE, network, baudRate: LINK_BAUD })).rejects.toThrow(
      "no firmware",
    );
  });
});
