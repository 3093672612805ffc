/** A device that is provisioned with sealed blobs only, for tests that hand it some. */
import { sealOffer } from "../../sim/bus/sealed-offer.ts";
import { fromHex } from "../../sim/bytes.ts";
import { PAIRING_CODE } from "../../sim/device-config.ts";
import { scenario } from "../../sim/scenario.ts";
import type { WorldOptions } from "../../sim/world.ts";
import { Life } from "../../src/project/play.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { firmware, SECOND, worldWith } from "../firmware.ts";

export const CODE = "0123456789ABCDEF";
export const SERVICE = "sealedProvisioning";

/** An appliance in a world without a phone that provisions by itself. */
export function appliance(options: Partial<WorldOptions> = {}): Life {
  const config = { "tightlip.key": "ab".repeat(32), [PAIRING_CODE]: CODE };
  // The step makes the phone wait for us.
  const story = scenario("later").wait("24h").provision();
  const world = worldWith(firmware("devs/provisioned"), { config, scenario: story, ...options });
  world.powerOn();
  world.runUntil(3 * SECOND);
  return new Life(world);
}

export const ready = appliance();
export const device = fromHex(ready.world.device.deviceId);
const STATUS = [
  "accepted",
  "malformed",
  "other version",
  "other device",
  "replayed",
  "refused",
  "too soon",
  "no consent",
];

/** Hands a blob to the appliance and returns what it answers until then, in words. */
export function offer(life: Life, blob: Uint8Array, until = "900ms"): string {
  life.world.phone.call(SERVICE, "offer", [blob]);
  const before = life.events.length;
  life.continue(until);
  const { deviceId } = life.world.device;
  const replies = life.events
    .slice(before)
    .filter(
      (e) => e.from === "device" && e.channel === "frame" && e.kind === "report" && e.payload![14] === 0x80,
    )
    .filter((e) => e.payload![15] === 0 && e.payload![12] === 1 && !isFrom(e.payload!, deviceId));
  return replies.map((e) => STATUS[e.payload![16]]).join();
}

function isFrom(frame: Uint8Array, deviceId: string): boolean {
  return Buffer.from(frame.subarray(4, 12)).toString("hex") === deviceId;
}

export function sealed(
  counter: number,
  change: { code?: string; device?: Uint8Array; forget?: true } = {},
): Uint8Array {
  return sealOffer(
    nodeCrypto,
    {
      code: change.code ?? CODE,
      device: change.device ?? device,
      counter,
      network: change.forget ? null : { ssid: "home", psk: `passphrase-${counter}` },
    },
    { salt: new Uint8Array(16).fill(counter), nonce: new Uint8Array(13).fill(counter) },
  );
}
