import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sealOffer } from "../../../sim/sealed/sealed-offer.ts";
import { concat, fromHex, toBytes } from "../../../sim/tape/bytes.ts";
import type { Tape, TapeEvent } from "../../../sim/tape/tape.ts";
import { buildImage } from "../../../src/compile/build.ts";
import type { Policy } from "../../../src/judge/policy/policy.ts";
import { SealedBlobs } from "../../../src/judge/policy/sealed-blobs.ts";
import type { Verdict } from "../../../src/judge/verdict/check.ts";
import { nodeCrypto } from "../../../src/world-crypto.ts";
import { sealBlob, slotKey, vaultContent } from "../../devs/vault-blob.ts";
import { firmwareFile, settings } from "../../firmware.ts";
import { TRIES } from "../../soak.ts";
import { judged } from "../judged.ts";

const KEEPER = "devs/leakbench/f22.ts";

function judge(main: string, policy: Policy = {}, how?: string): Verdict {
  const { image } = buildImage(main);
  return judged(how === undefined ? image : { ...image, settings: settings({ how }) }, {
    virtualMicros: 15e6,
    policy: { secrets: ["wifi.psk"], pairs: ["different", "longer"], ...policy },
  });
}

/** `degree observer` of what shows of the passphrase and is not released. */
function leaks(verdict: Verdict): string[] {
  const open = verdict.findings.filter((f) => f.secret === "wifi.psk" && f.allowed === null);
  return [...new Set(open.map((f) => `${f.degree} ${f.observer}`))].sort();
}

describe("a secret in the device library's vault", () => {
  it("is released to flash and cable by the platform, which the verdict says", () => {
    const verdict = judge(KEEPER);

    expect(verdict.word).toBe("keeps");
    const sealed = verdict.findings.filter((f) => f.allowed?.name === "platform/sealed");
    expect(new Set(sealed.map((f) => f.observer))).toEqual(new Set(["cable", "flash"]));
    expect(verdict.notJudged).toEqual([]);
  });

  it("is a leak where a policy takes that release back, or allows nothing", () => {
    expect(leaks(judge(KEEPER, { without: ["platform/sealed"] }))).toEqual([
      "derived cable",
      "derived flash",
    ]);
    expect(leaks(judge(KEEPER, { profile: "strict" }))).toContain("derived flash");
  });
});

describe("sealed provisioning", () => {
  const provisioned = firmwareFile("devs/provisioned");

  it("shows nothing to anybody in the home, the phone's frames included", () => {
    const verdict = judge("devs/appliances/kettle/main.ts", {
      judge: "home",
      secrets: ["wifi.ssid", "wifi.psk"],
    });
    expect(verdict.word).toBe("keeps");
    const onTheBus = verdict.findings.filter((f) => f.observer === "bus");
    expect(new Set(onTheBus.map((f) => f.allowed?.name))).toEqual(new Set(["platform/sealed"]));
  });

  it("does show where the policy takes that release back, and firmware that prints it is caught all the same", () => {
    expect(leaks(judge(provisioned, { judge: "home", without: ["platform/sealed"] }))).toContain(
      "derived bus",
    );
    expect(leaks(judge(provisioned, { judge: "home" }))).toEqual(["encoded cable"]);
  });
});

describe("what looks like the vault's", () => {
  const near = firmwareFile("devs/near-vault");

  it("is released like it when it keeps to the format", () => {
    expect(leaks(judge(near, {}, "properly"))).toEqual([]);
  });

  it("is a leak when a nonce seals two values", () => {
    expect(leaks(judge(near, {}, "one nonce"))).toEqual(["derived cable", "derived flash"]);
  });

  it("is a leak when the value is not padded with zeros", () => {
    expect(leaks(judge(near, {}, "unpadded"))).toEqual(["derived cable", "derived flash"]);
  });
});

describe("the judge's reader of blobs", () => {
  const config = { "tightlip.key": "ab".repeat(32), "tightlip.code": "0123456789ABCDEF" };
  const deviceId = "0f2127965e836a61";
  const vault = sealBlob(fromHex(config["tightlip.key"]), "wifi", vaultContent(1, toBytes("a passphrase")));
  const offer = sealOffer(
    nodeCrypto,
    {
      code: config["tightlip.code"],
      device: fromHex(deviceId),
      counter: 1,
      network: { ssid: "home", psk: "" },
    },
    { salt: new Uint8Array(16), nonce: new Uint8Array(13).fill(1) },
  );

  /** Numbers of recognised blobs: in a vault's flash entry that holds `bytes`, and in a frame with them. */
  function recognised(bytes: Uint8Array): number[] {
    const common = { atMicros: 0, stream: null, position: null, sizeBytes: bytes.length } as const;
    const entry: TapeEvent = {
      ...common,
      from: "device",
      channel: "flash",
      observers: ["flash"],
      kind: "entry",
      to: slotKey("wifi", "a"),
      payload: bytes,
    };
    const payload = concat(new Uint8Array(16), bytes);
    const frame: TapeEvent = {
      ...common,
      from: "phone",
      channel: "frame",
      observers: ["bus"],
      kind: "command",
      to: deviceId,
      payload,
    };
    const tape: Tape = { events: [entry, frame] };
    const blobs = new SealedBlobs(tape, { crypto: nodeCrypto, deviceId, config });
    return [blobs.ranges(entry).length, blobs.ranges(frame).length];
  }

  it("recognises them whole", () => {
    expect(recognised(vault)).toEqual([1, 0]);
    expect(recognised(offer)).toEqual([0, 1]);
  });

  it("recognises nothing that was changed, cut, or made up", () => {
    const blob = fc.constantFrom<Uint8Array>(vault, offer);
    const changed = fc.tuple(blob, fc.nat(), fc.integer({ min: 1, max: 255 })).map(([bytes, at, by]) => {
      const copy = bytes.slice();
      copy[at % copy.length] ^= by;
      return copy;
    });
    const cut = fc.tuple(blob, fc.nat()).map(([bytes, length]) => bytes.slice(0, length % bytes.length));
    const madeUp = fc.uint8Array({ maxLength: 230 });
    fc.assert(
      fc.property(fc.oneof(changed, cut, madeUp), (bytes) => {
        expect(recognised(bytes)).toEqual([0, 0]);
      }),
      { numRuns: 10 * TRIES, seed: 1 },
    );
  });
});
