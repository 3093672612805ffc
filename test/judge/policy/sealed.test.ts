import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { proofOfAcceptance, sealOffer } from "../../../sim/sealed/sealed-offer.ts";
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
    explore: 0,
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
    const verdict = judge(firmwareFile("devs/sealed-only"), {
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
  const ownerKey = new Uint8Array(32).fill(9);
  const offerUnder = (secret: Uint8Array, nonce: number) =>
    sealOffer(
      nodeCrypto,
      {
        secret,
        device: fromHex(deviceId),
        challenge: new Uint8Array(16),
        network: { ssid: "home", psk: "" },
        ownerKey,
      },
      new Uint8Array(13).fill(nonce),
    );
  const code = toBytes(config["tightlip.code"]);
  const offer = offerUnder(code, 1);
  const later = offerUnder(ownerKey, 2);
  const proof = proofOfAcceptance(nodeCrypto, code, offer);

  const frame = (from: "phone" | "device", bytes: Uint8Array): TapeEvent => ({
    ...{ atMicros: 0, stream: null, position: null, sizeBytes: bytes.length, channel: "frame" },
    ...{ from, observers: ["bus"], kind: from === "phone" ? "command" : "report", to: deviceId },
    payload: concat(new Uint8Array(16), bytes),
  });

  /** `[start, end)` of what is recognised in the last of these frames. */
  function rangesInLast(frames: readonly TapeEvent[]): (readonly [number, number])[] {
    const blobs = new SealedBlobs({ events: frames }, { crypto: nodeCrypto, deviceId, config });
    return blobs.ranges(frames.at(-1)!).map(({ start, end }) => [start, end] as const);
  }

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
    const carried = frame("phone", bytes);
    const tape: Tape = { events: [entry, carried] };
    const blobs = new SealedBlobs(tape, { crypto: nodeCrypto, deviceId, config });
    return [blobs.ranges(entry).length, blobs.ranges(carried).length];
  }

  it("recognises them whole", () => {
    expect(recognised(vault)).toEqual([1, 0]);
    expect(recognised(offer)).toEqual([0, 1]);
  });

  it("recognises an offer under an owner key only after the offer that handed it over", () => {
    expect(rangesInLast([frame("phone", later)])).toEqual([]);
    const head = 16 + 1 + 8 + 16 + 13;
    expect(rangesInLast([frame("phone", offer), frame("phone", later)])).toEqual([[head, 16 + 198]]);
  });

  it("recognises the proof of an acceptance of an offer that was made, and nothing else beside it", () => {
    const answer = concat(Uint8Array.of(0), proof, Uint8Array.of(1, 2, 3));
    expect(rangesInLast([frame("phone", offer), frame("device", answer)])).toEqual([[17, 33]]);
    expect(rangesInLast([frame("device", answer)])).toEqual([]);
    expect(rangesInLast([frame("phone", offer), frame("phone", answer)])).toEqual([]);
    const changed = answer.map((byte, i) => (i === 5 ? byte ^ 1 : byte));
    expect(rangesInLast([frame("phone", offer), frame("device", changed)])).toEqual([]);
    const other = proofOfAcceptance(nodeCrypto, ownerKey, offer);
    expect(rangesInLast([frame("phone", offer), frame("device", other)])).toEqual([]);
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
