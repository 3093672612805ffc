import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PAIRING_CODE } from "../../sim/device/device-config.ts";
import { scenario } from "../../sim/home/scenario.ts";
import { sealOffer } from "../../sim/sealed/sealed-offer.ts";
import { fromHex } from "../../sim/tape/bytes.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { printed } from "../firmware.ts";
import { TRIES } from "../soak.ts";
import { appliance, CODE, device, offer, ready, SERVICE, sealed } from "./sealed-appliance.ts";

interface Vector {
  title: string;
  code: string;
  device: string;
  counter: number;
  network: { ssid: string; psk: string } | null;
  salt: string;
  nonce: string;
  blob: string;
}

/** Made by another implementation (Python's `cryptography`) from the description in docs/device-library.md. */
const vectors = JSON.parse(readFileSync(join(import.meta.dirname, "vectors.json"), "utf8"))
  .provisioning as Vector[];
const hex = (text: string) => Buffer.from(text).toString("hex");
const joining = ({ ssid, psk }: { ssid: string; psk: string }) => `joins ${hex(ssid)} ${hex(psk)}`;

describe("sealed provisioning", () => {
  it.each(vectors)("makes and takes the published blob: $title", (vector) => {
    const { code, counter, network, salt, nonce } = vector;
    const made = sealOffer(
      nodeCrypto,
      { code, device: fromHex(vector.device), counter, network },
      { salt: fromHex(salt), nonce: fromHex(nonce) },
    );
    expect(Buffer.from(made).toString("hex")).toBe(vector.blob);
    expect(vector.device).toBe(ready.world.device.deviceId);

    const config = { "tightlip.key": "ab".repeat(32), [PAIRING_CODE]: code };
    const life = code === CODE ? ready.fork() : appliance({ config });
    expect(offer(life, made)).toBe("accepted");
    expect(printed(life.world)).toEqual(["ready", network === null ? "forgets" : joining(network)]);
  });

  it("refuses what was sealed under another code, and looks at nothing for a while, longer each time", () => {
    const life = ready.fork();
    const forged = sealed(1, { code: "FEDCBA9876543210" });

    expect(offer(life, forged)).toBe("refused");
    expect(offer(life, sealed(1))).toBe("too soon");
    expect(offer(life.continue("1s"), forged)).toBe("refused");
    expect(offer(life.continue("1s"), sealed(1))).toBe("too soon");
    expect(offer(life.continue("1s"), forged)).toBe("refused");
    expect(offer(life.continue("4s"), sealed(1))).toBe("accepted");
    expect(printed(life.world)).toEqual(["ready", joining({ ssid: "home", psk: "passphrase-1" })]);
  });

  it("counts wrong codes across power cuts, and waits at most five minutes", () => {
    const life = ready.fork();
    const forged = sealed(1, { code: "FEDCBA9876543210" });
    expect(offer(life, forged)).toBe("refused");
    for (let wait = 1; wait < 1_024; wait *= 2) {
      expect(offer(life.continue(`${Math.min(wait, 300)}s`), forged)).toBe("refused");
      life.continue("5s", scenario("off").cutPower({ for: "1s" }).wait("2s"));
    }
    expect(offer(life.continue("290s"), forged)).toBe("too soon");
    expect(offer(life.continue("11s"), sealed(1))).toBe("accepted");
  });

  it("refuses replays, also after the power was off", () => {
    const life = ready.fork();
    expect(offer(life, sealed(5))).toBe("accepted");
    expect(offer(life, sealed(5))).toBe("replayed");
    expect(offer(life, sealed(4))).toBe("replayed");
    life.continue("5s", scenario("off").cutPower({ for: "1s" }));
    expect(offer(life, sealed(5))).toBe("replayed");
    expect(offer(life, sealed(6))).toBe("accepted");

    expect(printed(life.world)).toEqual([
      "ready",
      joining({ ssid: "home", psk: "passphrase-5" }),
      "ready",
      joining({ ssid: "home", psk: "passphrase-5" }),
      joining({ ssid: "home", psk: "passphrase-6" }),
    ]);
  });

  it("refuses what is cut, too long, of another version, or for another device", () => {
    const life = ready.fork();
    const good = sealed(1);
    const withVersion = (version: number) => Uint8Array.from(good, (byte, i) => (i === 0 ? version : byte));

    expect(offer(life, new Uint8Array())).toBe("malformed");
    for (const length of [1, 8, 42, 153, 169])
      expect(offer(life, good.subarray(0, length))).toBe("malformed");
    expect(offer(life, Uint8Array.from([...good, 0]))).toBe("malformed");
    for (const version of [0, 2, 255]) expect(offer(life, withVersion(version))).toBe("other version");
    expect(offer(life, sealed(1, { device: device.map((byte) => byte ^ 1) }))).toBe("other device");
    expect(offer(life, good)).toBe("accepted");
  });

  it("forgets what a sealed blob tells it to forget", () => {
    const life = ready.fork();
    expect(offer(life, sealed(1))).toBe("accepted");
    expect(offer(life, sealed(2, { forget: true }))).toBe("accepted");
    expect(printed(life.world).at(-1)).toBe("forgets");
  });

  it("is not offered by a board that was made without a code", () => {
    const life = appliance({ config: { "tightlip.key": "ab".repeat(32) } });
    expect(printed(life.world)).toEqual(["refused: device configuration: no tightlip.code of 16 characters"]);
  });

  it("is what the simulated phone uses where it is offered", () => {
    const life = appliance({ config: undefined, scenario: undefined }).continue("10s");
    expect(life.world.wifi.online).toBe(true);
    const phone = life.events
      .filter((e) => e.from === "phone")
      .map((e) => Buffer.from(e.payload!).toString("latin1"));
    expect(phone.filter((bytes) => bytes.includes(life.world.home.psk))).toEqual([]);
  });
});

describe("a network that is handed over sealed", () => {
  const networks = [
    { title: "a name that is not ASCII", ssid: "Café ☕ наш", psk: "ein längeres Wort" },
    { title: "a passphrase of 63 characters", ssid: "n".repeat(32), psk: "p".repeat(63) },
    { title: "a key of 64 digits", ssid: "keyed", psk: "0123456789abcdef".repeat(4) },
    { title: "no passphrase", ssid: "Guests", psk: "" },
  ];

  it.each(networks)("is joined: $title", ({ ssid, psk }) => {
    const life = appliance({ scenario: undefined, home: { ssid, psk } }).continue("10s");

    expect(printed(life.world)).toContain(joining({ ssid, psk }));
    expect(life.world.wifi.online).toBe(true);
  });
});

describe("a power cut while a blob is accepted", () => {
  const start = ready.fork();
  offer(start, sealed(1));

  it("leaves the network that was known or the new one", () => {
    const seen = new Set<string>();
    for (let atWrite = 1; atWrite <= 6; atWrite++) {
      for (let step = 0; step <= TRIES / 200; step++) {
        const life = start.fork();
        life.continue("10ms", scenario("cut").cutPower({ for: "1s", atWrite, tear: (200 * step) / TRIES }));
        life.world.phone.call(SERVICE, "offer", [sealed(2)]);
        life.continue("6s");
        seen.add(printed(life.world).slice(2).join(", "));
      }
    }
    const [first, second] = [1, 2].map((n) => joining({ ssid: "home", psk: `passphrase-${n}` }));
    const allowed = [`ready, ${first}`, `ready, ${second}`, `${second}, ready, ${second}`, second];
    expect([...seen].filter((lines) => !allowed.includes(lines))).toEqual([]);
    expect(seen.size).toBeGreaterThan(1);
  });
});
