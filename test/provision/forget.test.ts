import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEVICE_KEY, PAIRING_CODE, textIn } from "../../sim/device/device-config.ts";
import { readEntries } from "../../sim/device/flash-pages.ts";
import { SettingsStore } from "../../sim/device/settings-store.ts";
import { SEALED_CLASS } from "../../sim/pairing/phone.ts";
import { toBytes } from "../../sim/tape/bytes.ts";
import { BusClient } from "../../src/flash/bus-client.ts";
import { BoardLink } from "../../src/flash/link.ts";
import { forgetAll as forgetInTime } from "../../src/provision/forget-credentials.ts";
import { makeOffer } from "../../src/provision/offer.ts";
import { OwnerKeys } from "../../src/provision/owner-keys.ts";
import { provisionBoard } from "../../src/provision/provision-board.ts";
import { forgottenText } from "../../src/report/forget.ts";
import { UserError } from "../../src/user-error.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { built, flashed, portTo } from "../flash/flashed.ts";
import { inNoTime } from "../flash/no-time.ts";
import { storePage } from "../flash/store-page.ts";

const forgetAll: typeof forgetInTime = (port, job) => inNoTime(() => forgetInTime(port, job));
/** Command and register of services/sealed-provisioning.md. */
const OFFER = 0x80;
const STATE = 0x182;
const CODE = "0123456789ABCDEF";
const made = { [DEVICE_KEY]: "ab".repeat(32), [PAIRING_CODE]: CODE };
const network = { ssid: "canary-lighthouse-5G", psk: "canary-keeper-of-the-light" };
const kettle = built("devs/appliances/kettle/main.ts");
const STORE = [0x1c0000, 0x200000] as const;

function withSetting(flash: Uint8Array): Uint8Array {
  new SettingsStore(flash.subarray(...STORE)).set(":note", toBytes('"canary"'));
  return flash;
}

describe("forgetting", () => {
  it("erases what a board was told, residue and copies in other places included, and reads it back", async () => {
    const flash = flashed(kettle, "esp32c3", made);
    const job = { code: CODE, network, ownerKeys: new OwnerKeys(tempFolder()) };
    await provisionBoard(portTo(flash, "esp32c3"), job);
    await provisionBoard(portTo(flash, "esp32c3"), { ...job, network: { ...network, psk: "canary-2" } });
    // As a runtime that keeps a copy of its own would.
    flash.set(toBytes(network.psk), 0xb100);
    const done = await forgetAll(portTo(flash, "esp32c3"), { known: [] });
    expect(done.lookedFor).toEqual(["wifi.psk", "wifi.ssid"]);
    expect(done.remains).toEqual([]);
    expect(done.settings.map(({ key }) => key)).toEqual(expect.arrayContaining(["wifi_psk", "wifi_ssid"]));
    expect(Buffer.from(flash).includes("canary")).toBe(false);
    expect(readEntries(flash.subarray(...STORE)).map(({ key }) => key)).toEqual(["*prog"]);
    expect(textIn(flash.subarray(0x9000), PAIRING_CODE)).toBe(CODE);
    // It runs as before, and has no owner: whoever still holds the owner key says that it was reset.
    await expect(provisionBoard(portTo(flash, "esp32c3"), job)).rejects.toThrow("add --was-reset");
    const again = await provisionBoard(portTo(flash, "esp32c3"), { ...job, wasReset: true });
    expect(again.sealedUnder).toBe("pairing code");
    const later = await provisionBoard(portTo(flash, "esp32c3"), { ...job, code: null });
    expect(later.sealedUnder).toBe("owner key");
  });

  it("erases what a former owner's firmware has left, in its own store and where today's table has nothing", async () => {
    const flash = flashed(kettle, "esp32c3", made);
    flash.set(storePage("sta.pswd", toBytes("canary-of-a-former-owner")), 0xb000);
    flash.set(storePage("sta.pswd", toBytes("canary-of-another-owner")), 0x300000);
    flash.set(toBytes("canary-in-an-old-partition"), 0x310000);
    const done = await forgetAll(portTo(flash, "esp32c3"), { known: [] });
    expect(done.lookedFor).toEqual(["wifi.psk"]);
    expect(done.remains).toEqual([]);
    expect(Buffer.from(flash).includes("canary")).toBe(false);
    // It says so, though there were no settings.
    expect(done.settings).toEqual([]);
    expect(done.erasedRemains.map(({ secret, offset }) => [secret, offset])).toEqual([
      ["wifi.psk", 0xb060],
      ["wifi.psk", 0x300060],
    ]);
    const text = forgottenText({ port: "a port", erased: [], ...done });
    expect(text).toMatch(/has forgotten \d+ bytes beside its store .*, credentials among them\./);
    expect(text).toContain("erased wifi.psk: clear, at 0xb060");
    expect(text).not.toContain("canary");
    const again = await forgetAll(portTo(flash, "esp32c3"), { known: [] });
    expect(forgottenText({ port: "a port", erased: [], ...again })).toContain("had nothing to forget");
  });

  it("by firmware of the device library reaches the residue in a store of a real board's size too", async () => {
    const flash = flashed(kettle, "esp32c3", made);
    const ownerKeys = new OwnerKeys(tempFolder());
    const { device } = await provisionBoard(portTo(flash, "esp32c3"), { code: CODE, network, ownerKeys });
    expect(Buffer.from(flash).includes("canary")).toBe(true);
    const link = await BoardLink.open(portTo(flash, "esp32c3", { seed: () => 77 }));
    const bus = new BusClient(link);
    const place = (await bus.find(SEALED_CLASS, 10_000))!;
    const state = (await bus.read(place, STATE, 5_000))!;
    const ownerKey = ownerKeys.of(device).confirmed!;
    const offer = makeOffer({ ownerKey, device, state, network: null });
    expect(offer.isAcceptedBy((await bus.call(place, OFFER, offer.blob, 15_000))!)).toBe(true);
    const end = link.now + 15_000;
    while ((await link.next(end)) !== null);
    await link.close();
    expect(Buffer.from(flash).includes("canary")).toBe(false);
  });

  it("says what is left, such as a credential in the program", async () => {
    const flash = flashed(kettle, "esp32c3", made);
    const store = flash.subarray(...STORE);
    const program = new SettingsStore(store).get("*prog")!;
    program.set(toBytes("canary-baked-in"), 4_000);
    new SettingsStore(store).set("*prog", program);
    const known = [{ name: "settings.token", value: "canary-baked-in" }];
    const { remains } = await forgetAll(portTo(flash, "esp32c3"), { known });
    expect(remains).toMatchObject([{ secret: "settings.token", where: "the program", degree: "clear" }]);
  });

  it.each<[string, Uint8Array, object, string]>([
    ["nothing was flashed", new Uint8Array(4 * 1024 * 1024).fill(0xff), {}, "no partitions"],
    [
      "a cell can't be erased",
      withSetting(flashed(kettle, "esp32c3", made)),
      { deadBits: { offset: 0x1c1000, mask: 0xff } },
      "does not read back",
    ],
  ])("fails when %s", async (_, flash, faults, message) => {
    const failure = await forgetAll(portTo(flash, "esp32c3", { faults }), { known: [] }).catch((e) => e);
    expect(failure).toMatchObject({ name: "ChipError", exitCode: 5 });
    expect(failure.message).toContain(message);
  });
});

describe("forgetting on a bad line or chip", () => {
  it("is never said to have worked when something is left", async () => {
    const told = withSetting(flashed(kettle, "esp32c3", made));
    const faults = fc.oneof(
      fc.record({ lossEvery: fc.integer({ min: 13, max: 22 }).map((power) => 2 ** power) }),
      fc.record({ noiseEvery: fc.integer({ min: 13, max: 22 }).map((power) => 2 ** power) }),
      fc.record({ failCommand: fc.integer({ min: 1, max: 120 }) }),
      fc.record({ lyingMd5: fc.constantFrom("received" as const, "zeros" as const, "consistent" as const) }),
      fc.record({
        deadBits: fc.record({
          offset: fc.integer({ min: STORE[0], max: STORE[1] - 1 }),
          mask: fc.integer({ min: 1, max: 255 }),
        }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(faults, fc.integer({ min: 1 }), async (fault, seed) => {
        const flash = told.slice();
        try {
          await forgetAll(portTo(flash, "esp32c3", { faults: fault, seed: () => seed }), { known: [] });
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          return;
        }
        expect(Buffer.from(flash).includes("canary")).toBe(false);
      }),
      { numRuns: process.env.TIGHTLIP_SOAK === "1" ? 500 : 3, seed: 3 },
    );
  }, 3_600_000);
});
