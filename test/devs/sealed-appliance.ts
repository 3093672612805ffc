/** A device that is provisioned with sealed blobs only, for tests that hand it some. */
import { decodeFrame, serverIdOf } from "../../sim/bus/frame.ts";
import { PAIRING_CODE } from "../../sim/device/device-config.ts";
import { scenario } from "../../sim/home/scenario.ts";
import type { WorldOptions } from "../../sim/home/world.ts";
import { sealOffer } from "../../sim/sealed/sealed-offer.ts";
import { fromHex } from "../../sim/tape/bytes.ts";
import { Life } from "../../src/subjects/play.ts";
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
/** The command of services/sealed-provisioning.md. */
const OFFER = 0x80;
const MAX_STEPS = 100;
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

/** Hands a blob to the appliance and returns what it answers, in words; time passes in steps until it does. */
export function offer(life: Life, blob: Uint8Array, step = "900ms"): string {
  const before = life.events.length;
  life.world.phone.call(SERVICE, "offer", [blob]);
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const answer = answerIn(life.continue(step), before);
    if (answer !== undefined) return answer;
  }
  return "nothing";
}

function answerIn({ events, world }: Life, from: number): string | undefined {
  const server = serverIdOf(world.device.deviceId);
  return events
    .slice(from)
    .filter((e) => e.from === "device" && e.channel === "frame" && e.kind === "report")
    .map((e) => decodeFrame(e.payload!)!)
    .filter(({ device }) => device === server)
    .flatMap(({ packets }) => packets.filter(({ index, command }) => index > 0 && command === OFFER))
    .map(({ data }) => STATUS[data[0]])
    .at(0);
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
