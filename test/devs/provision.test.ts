import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scenario } from "../../sim/home/scenario.ts";
import { proofOfAcceptance, provesAcceptance, sealOffer } from "../../sim/sealed/sealed-offer.ts";
import { fromHex, toBytes, toHex } from "../../sim/tape/bytes.ts";
import { buildImage } from "../../src/compile/build.ts";
import type { Life } from "../../src/subjects/play.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { printed } from "../firmware.ts";
import { TRIES } from "../soak.ts";
import {
  answerTo,
  appliance,
  CODE,
  device,
  OWNER_KEY,
  offer,
  ready,
  SERVICE,
  sealed,
  stateOf,
} from "./sealed-appliance.ts";

interface Vector {
  title: string;
  /** Null where the blob is sealed under the owner key. */
  code: string | null;
  ownerKey: string;
  device: string;
  challenge: string;
  network: { ssid: string; psk: string } | null;
  nonce: string;
  blob: string;
  /** That the blob was accepted. */
  proof: string;
}

/** Made by another implementation (Python's `cryptography`) from the description in docs/device-library.md. */
const vectors = JSON.parse(readFileSync(join(import.meta.dirname, "vectors.json"), "utf8"))
  .provisioning as Vector[];
/** Made by version 1 of the format, for this device and code. */
const OLD_BLOB =
  "010f2127965e836a6101000000000102030405060708090a0b0c0d0e0f0104070a0d101316191c1f2225cfd41cfbcf58dd1884b4f48fe6ca3a4289f9884e306380d91f3b658d3ba844a30b8f9eb699ec073b1a43c748815754697406a88c71f727ce6c17c3361ca1029a6ed6148a262238a6033a0b8a70f4442f4827c8da4492cff80ced6319d239602909bc0549764e6a45dd5550d7f81932bdefdaa08e7c39a3978b2f20085c907043";
const FORGED = toBytes("FEDCBA9876543210");
const hex = (text: string) => Buffer.from(text).toString("hex");
const joining = ({ ssid, psk }: { ssid: string; psk: string }) => `joins ${hex(ssid)} ${hex(psk)}`;
const joins = (number: number) => joining({ ssid: "home", psk: `passphrase-${number}` });
const cut = scenario("off").cutPower({ for: "1s" });

const kettle = buildImage(join(import.meta.dirname, "../../devs/appliances/kettle/main.ts")).image;
/** An appliance that has taken network 1 from its owner. */
const owned = ready.fork();
expect(offer(owned, sealed(owned, 1))).toBe("accepted");

describe("sealed provisioning", () => {
  it.each(vectors)("makes the published blob, and the proof of its acceptance: $title", (vector) => {
    const { code, network, nonce } = vector;
    const [ownerKey, challenge, id] = [vector.ownerKey, vector.challenge, vector.device].map(fromHex);
    const secret = code === null ? ownerKey : toBytes(code);
    const made = sealOffer(nodeCrypto, { secret, device: id, challenge, network, ownerKey }, fromHex(nonce));
    expect(toHex(made)).toBe(vector.blob);
    expect(toHex(proofOfAcceptance(nodeCrypto, secret, made))).toBe(vector.proof);
  });

  it("takes a first blob under the code, and the next ones under the owner key that was in it", () => {
    const life = ready.fork();
    expect(stateOf(life).isOwned).toBe(false);
    expect(offer(life, sealed(life, 1, { secret: OWNER_KEY }))).toBe("refused");
    expect(offer(life, sealed(life, 1, { secret: CODE }))).toBe("accepted");
    expect(stateOf(life).isOwned).toBe(true);
    const other = new Uint8Array(32).fill(3);
    expect(offer(life, sealed(life, 2, { secret: OWNER_KEY, ownerKey: other }))).toBe("accepted");
    expect(offer(life, sealed(life, 3, { secret: OWNER_KEY }))).toBe("refused");
    expect(offer(life, sealed(life, 3, { secret: other }), "900ms", [other])).toBe("accepted");
    expect(printed(life.world)).toEqual(["ready", joins(1), joins(2), joins(3)]);
  });

  it("lets nobody who reads the label later do anything", () => {
    const life = owned.fork();
    for (const change of [{ secret: CODE }, { secret: CODE, forget: true as const }]) {
      expect(offer(life, sealed(life, 2, change))).toBe("refused");
      life.continue("5s", cut);
      expect(offer(life, sealed(life, 2, change))).toBe("refused");
    }
    expect(printed(life.world)).toEqual(["ready", joins(1), "ready", joins(1), "ready", joins(1)]);
    expect(offer(life, sealed(life, 2))).toBe("accepted");
  });

  it("proves an acceptance so that nobody without the key can", () => {
    const life = owned.fork();
    const blob = sealed(life, 2);
    const answer = answerTo(life, blob);
    const isProof = (report: Uint8Array, of: Uint8Array = blob, secret: Uint8Array = OWNER_KEY) =>
      provesAcceptance(nodeCrypto, secret, of, report);
    expect(isProof(answer)).toBe(true);
    expect(isProof(answer, blob, CODE)).toBe(false);
    expect(isProof(answer, sealed(life, 2))).toBe(false);
    expect(isProof(Uint8Array.of(0))).toBe(false);
    expect(isProof(new Uint8Array(17))).toBe(false);
    expect(isProof(answer.subarray(0, 16))).toBe(false);
    for (let bit = 0; bit < 8 * answer.length; bit++) {
      const changed = answer.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(isProof(changed)).toBe(false);
    }
  });

  it("keeps an owner out for no time, whatever a stranger sends, and writes nothing of it to flash", () => {
    const life = owned.fork();
    const flash = Uint8Array.from(life.world.device.flash);
    for (let tries = 0; tries < 50; tries++) {
      const good = sealed(life, 2);
      const garbage = good.map((byte, i) => (i < 25 ? byte : byte ^ (tries + 1)));
      expect(offer(life, garbage, "5ms")).toBe("refused");
      expect(offer(life, sealed(life, 2, { secret: FORGED }), "5ms")).toBe("refused");
      expect(offer(life, new Uint8Array(tries), "5ms")).toMatch(/malformed|other version/);
    }
    expect(life.world.device.flash).toEqual(flash);
    expect(offer(life, sealed(life, 2), "5ms")).toBe("accepted");
  });

  it("counts nothing that a stranger could use up", () => {
    const life = owned.fork();
    for (const challenge of [new Uint8Array(16), new Uint8Array(16).fill(0xff)])
      expect(offer(life, sealed(life, 2, { challenge }))).toBe("stale");
    expect(offer(life, sealed(life, 2))).toBe("accepted");
    expect(toHex(stateOf(life).challenge.subarray(0, 4))).toBe("02000000");
  });

  it("refuses replays, also after the power was off and after it forgot", () => {
    const life = ready.fork();
    const [first, rival] = [sealed(life, 1), sealed(life, 9)];
    expect(offer(life, first)).toBe("accepted");
    const second = sealed(life, 2);
    expect(offer(life, first)).toBe("stale");
    expect(offer(life, rival)).toBe("stale");
    expect(offer(life, second)).toBe("accepted");
    life.continue("5s", cut);
    for (const blob of [first, rival, second]) expect(offer(life, blob)).toBe("stale");
    expect(offer(life, sealed(life, 3, { forget: true }))).toBe("accepted");
    for (const blob of [first, rival, second]) expect(offer(life, blob)).toBe("stale");
  });

  it("takes no blob that was made before the power was off", () => {
    const life = owned.fork();
    const blob = sealed(life, 2);
    life.continue("5s", cut);
    expect(offer(life, blob)).toBe("stale");
    expect(offer(life, sealed(life, 2))).toBe("accepted");
  });

  it("refuses what is cut, too long, of another version, or for another device", () => {
    const life = ready.fork();
    const good = sealed(life, 1);
    const withVersion = (version: number) => Uint8Array.from(good, (byte, i) => (i === 0 ? version : byte));

    expect(offer(life, new Uint8Array())).toBe("malformed");
    for (const length of [1, 8, 42, 153, 197])
      expect(offer(life, good.subarray(0, length))).toBe("malformed");
    expect(offer(life, Uint8Array.from([...good, 0]))).toBe("malformed");
    for (const version of [0, 1, 3, 255]) expect(offer(life, withVersion(version))).toBe("other version");
    expect(offer(life, fromHex(OLD_BLOB))).toBe("other version");
    expect(offer(life, sealed(life, 1, { device: device.map((byte) => byte ^ 1) }))).toBe("other device");
    expect(offer(life, good)).toBe("accepted");
  });

  it("forgets what a sealed blob tells it to forget, and its owner", () => {
    const life = owned.fork();
    expect(offer(life, sealed(life, 2, { forget: true }))).toBe("accepted");
    expect(printed(life.world).at(-1)).toBe("forgets");
    expect(offer(life, sealed(life, 3, { secret: OWNER_KEY }))).toBe("refused");
    life.continue("5s", cut);
    expect(printed(life.world).at(-1)).toBe("ready");
    expect(offer(life, sealed(life, 3, { secret: CODE }))).toBe("accepted");
  });

  it("takes nothing while it forgets", () => {
    const life = appliance({}, kettle);
    expect(offer(life, sealed(life, 1))).toBe("accepted");
    expect(offer(life, sealed(life, 2, { forget: true }), "5ms")).toBe("accepted");
    expect(offer(life, sealed(life, 3), "5ms")).toBe("busy");
    life.continue("20s");
    expect(offer(life, sealed(life, 3, { secret: CODE }))).toBe("accepted");
  });

  it("obeys the label's code again once somebody has reset the appliance by hand", () => {
    const life = appliance({}, kettle);
    expect(offer(life, sealed(life, 1))).toBe("accepted");
    life.continue("10s", scenario("short").press("button"));
    expect(stateOf(life).isOwned).toBe(true);
    life.continue("20s", scenario("long").press("button", "6s"));
    expect(stateOf(life).isOwned).toBe(false);
    expect(offer(life, sealed(life, 2, { secret: OWNER_KEY }))).toBe("refused");
    expect(offer(life, sealed(life, 2, { secret: CODE }))).toBe("accepted");
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

/** What shows of the appliance after its power was cut at each of the first flash writes that a blob causes. */
function cutAtEachWrite(start: Life, blobFor: (life: Life) => Uint8Array, look: (life: Life) => string) {
  const seen = new Set<string>();
  for (let atWrite = 1; atWrite <= 6; atWrite++) {
    for (let step = 0; step <= TRIES / 200; step++) {
      const life = start.fork();
      const blob = blobFor(life);
      life.continue("1ms", scenario("cut").cutPower({ for: "1s", atWrite, tear: (200 * step) / TRIES }));
      life.world.phone.call(SERVICE, "offer", [blob]);
      life.continue("20s");
      const starts = (of: Life) => printed(of.world).filter((line) => line === "ready").length;
      // With fewer writes than that the cut is still to come.
      if (starts(life) > starts(start)) seen.add(look(life));
      life.world.release();
    }
  }
  return [...seen].sort();
}

/** Whose blobs the appliance takes. */
function obeys(life: Life): string {
  const isCode = offer(life.fork(), sealed(life, 7, { secret: CODE })) === "accepted";
  const isOwner = offer(life.fork(), sealed(life, 8, { secret: OWNER_KEY })) === "accepted";
  return isCode && isOwner ? "both" : isCode ? "the code" : isOwner ? "the owner" : "nobody";
}

describe("a power cut while a blob is accepted", () => {
  const linesAfter = (life: Life, before: Life) =>
    printed(life.world).slice(printed(before.world).length).join(", ");

  it("leaves the network that was known or the new one", () => {
    const seen = cutAtEachWrite(
      owned,
      (life) => sealed(life, 2),
      (life) => linesAfter(life, owned),
    );
    const [first, second] = [joins(1), joins(2)];
    const allowed = [`ready, ${first}`, `ready, ${second}`, `${second}, ready, ${second}`];
    expect(seen.filter((lines) => !allowed.includes(lines))).toEqual([]);
    expect(seen.length).toBeGreaterThan(1);
  });

  it("leaves an appliance without an owner, or one with its owner and network", () => {
    const seen = cutAtEachWrite(
      ready,
      (life) => sealed(life, 1),
      (life) => `${obeys(life)}: ${linesAfter(life, ready)}`,
    );
    const allowed = [
      "the code: ready",
      ...[`ready, ${joins(1)}`, `${joins(1)}, ready, ${joins(1)}`].map((lines) => `the owner: ${lines}`),
    ];
    expect(seen.filter((lines) => !allowed.includes(lines))).toEqual([]);
    expect(seen.length).toBeGreaterThan(1);
  });

  it("leaves an order to forget that is not known, or is carried out at the next start, and not again", () => {
    const restarted = (life: Life) => {
      const lines = linesAfter(life, owned);
      const whom = obeys(life);
      const again = life.fork().continue("5s", cut);
      return `${whom}: ${lines}; later ${linesAfter(again, life)}`;
    };
    const seen = cutAtEachWrite(owned, (life) => sealed(life, 2, { forget: true }), restarted);
    const forgot = "forgets; later ready";
    const allowed = [
      `the owner: ready, ${joins(1)}; later ready, ${joins(1)}`,
      ...["ready, ", "forgets, ready, "].map((before) => `the code: ${before}${forgot}`),
      // The cut came when it had forgotten, and the record of the order was gone.
      "the code: forgets, ready; later ready",
    ];
    expect(seen.filter((lines) => !allowed.includes(lines))).toEqual([]);
    expect(seen).toContain(`the code: ready, ${forgot}`);
  });
});
